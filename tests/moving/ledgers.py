"""Ledgers as an office keeps them, brought and taken over through the pages."""

import io
import re
import uuid

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from moving.models import Move

HEADS = [
    "台帳番号", "相談日", "氏名", "ふりがな", "性別", "生年月日", "住所", "学区", "電話番号", "相談者", "続柄", "相談経路", "方法", "相談種別", "相談内容",
    "対応", "担当者", "終結日", "終結理由",
]  # fmt: skip
FIRST = [
    "１２", "令和元年５月１３日", "植木 一郎", "ウエキ イチロウ", "男", "S12.3.4", "試験市試験台中央2丁目5-12 植木荘", "", "0436-00-0001", "露木 花", "長女",
    "民生委員", "来所", "認知症", "鍵をなくした", "包括につないだ", "試験 花子", "R1.8.30", "解決",
]  # fmt: skip


def row(**changes) -> list:
    """The first row, some of its cells written otherwise."""
    return [changes.get(head, cell) for head, cell in zip(HEADS, FIRST, strict=True)]


def other(**changes) -> list:
    """Somebody else, of whom less is known."""
    return row(**{"ふりがな": "", "生年月日": "", "電話番号": "", **changes})


def book(*rows, title="令和元年度", more=None, change=None) -> bytes:
    made = openpyxl.Workbook()
    page = made.active
    page.title = title
    for line in rows:
        page.append(line)
    for name, lines in (more or {}).items():
        for line in lines:
            (made[name] if name in made.sheetnames else made.create_sheet(name)).append(line)
    if change:
        change(page)
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


def bring(client, data, name="台帳.xlsx", subject="ledger", once=None) -> Move:
    answer = client.post(
        reverse("moves"), {"subject": subject, "document": SimpleUploadedFile(name, data), "once": once or str(uuid.uuid4())}
    )
    assert answer.url != reverse("moves"), said_on(client.get(reverse("moves")).content.decode())
    return Move.objects.order_by("-brought_at").first()


def said_on(page) -> list[str]:
    """The errors of a form, and the rows to be mended."""
    return [re.sub(r"<[^>]+>", "", line).strip() for line in re.findall(r"<li>.*?</li>", page)]


def form_of(page) -> dict:
    """What a browser would send of the page: each chosen option, box and pill."""
    fields: dict = {"once": str(uuid.uuid4())}
    for name, body in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        fields[name] = (re.findall(r'<option value="([^"]*)" selected', body) or [""])[0]
    fields["sheets"] = re.findall(r'name="sheets"[^>]*value="(\d+)"[^>]*checked', page)
    return fields


def page_of(client, move) -> str:
    return client.get(move.get_absolute_url()).content.decode()


def take(client, move, django_capture_on_commit_callbacks, **changed):
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(move.get_absolute_url(), form_of(page_of(client, move)) | {"take": "on"} | changed)
    move.refresh_from_db()
    return answer


def back(client, move, django_capture_on_commit_callbacks) -> str:
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(reverse("move_back", args=[move.pk]), {"once": str(uuid.uuid4())}, follow=True).content.decode()
    move.refresh_from_db()
    return page

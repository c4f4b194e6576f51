"""Taking in a document on a page: read, shown, then taken in whole or not at all."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from programs.models import ImportedPlan, Plan, Program
from tests.cast import login
from tests.factories.office import as_excel, as_word

pytestmark = pytest.mark.django_db
UPLOAD, PREVIEW, ROWS = "/plan/import/", "/plan/import/preview/", "/plan/import/rows/"
IMPORTERS = {"coordinator", "manager", "second_manager"}


def upload(client, text):
    data = text.encode() if isinstance(text, str) else text
    return client.post(UPLOAD, {"document": SimpleUploadedFile("plan.txt", data)})


@pytest.mark.parametrize("path", [UPLOAD, PREVIEW, ROWS])
def test_who_may_import(client, cast, path):
    seen = {name for name, user in vars(cast).items() if login(client, user).get(path).status_code in (200, 302, 303)}
    assert seen == IMPORTERS


def test_what_would_change_is_shown_first_and_taken_in_on_a_second_press(client, manager, areas, text):
    login(client, manager)
    assert upload(client, text).url == PREVIEW
    html = client.get(PREVIEW).content.decode()
    assert "なんでも総合相談事業" in html
    assert "form-foot" in html
    assert Plan.objects.count() == 0
    answer = client.post(PREVIEW)
    assert (answer.status_code, answer.url) == (303, "/plan/?year=2024")
    assert Plan.objects.get().area == areas.council
    assert ImportedPlan.objects.get().by == manager
    assert "かわら版発行事業" in client.get(answer.url).content.decode()
    assert client.get(PREVIEW).url == UPLOAD


def test_a_line_without_a_place_stops_the_whole(client, manager, text):
    login(client, manager)
    upload(client, text.replace("2-1 受けとめる", "担当は<未定>\n2-1 受けとめる"))
    html = client.get(PREVIEW).content.decode()
    assert "担当は&lt;未定&gt;" in html
    assert "form-foot" not in html
    client.post(PREVIEW)
    assert Plan.objects.count() == 0
    rows = client.get(ROWS)
    assert "担当は<未定>" in rows.content.decode("utf-8-sig")
    assert rows["Content-Disposition"].startswith("attachment")


def test_a_second_import_shows_only_what_differs(client, manager, text):
    login(client, manager)
    for changed in (text, text.replace("服をゆずる。", "服をゆずりあう。")):
        upload(client, changed)
        html = client.get(PREVIEW).content.decode()
        client.post(PREVIEW)
    assert "服をゆずりあう。" in html
    assert "なんでも総合相談事業" not in html
    assert Program.objects.get(name="古着めぐり事業").summary == "服をゆずりあう。"


@pytest.mark.parametrize("data", [b"", b"\x00\xff\xfe", b"\xff\xff\xff\xff", b"x" * 2_000_001])
def test_what_cannot_be_read_is_refused_at_the_field(client, manager, data):
    answer = upload(login(client, manager), data)
    assert answer.status_code == 303
    assert "field__error" in client.get(answer.url).content.decode()
    assert Plan.objects.count() == 0


def test_no_file_is_refused_at_the_field(client, manager):
    answer = login(client, manager).post(UPLOAD, {})
    assert "field__error" in client.get(answer.url).content.decode()


def test_text_that_is_no_plan_leads_back(client, manager):
    login(client, manager)
    upload(client, "買い物の覚え")
    assert client.get(PREVIEW).url == reverse("plan_upload")
    assert client.get(UPLOAD).status_code == 200


@pytest.mark.parametrize(
    ("data", "complaint"),
    [("年" + " " * 500_000, "計画の文書としては大きすぎます"), ("名\t年1回\n" * 2_001, "計画の文書としては行が多すぎます")],
)
def test_what_is_too_large_to_be_a_plan_is_refused_before_it_is_read(client, manager, monkeypatch, data, complaint):
    monkeypatch.setattr("programs.views.plan.parse", lambda text: pytest.fail("it was read"))
    login(client, manager)
    answer = upload(client, data)
    assert (answer.status_code, complaint in client.get(UPLOAD).content.decode()) == (303, True)
    assert client.get(PREVIEW).url == UPLOAD


@pytest.mark.parametrize(
    ("language", "said"), [("ja", "文字として読めないファイルです"), ("en", "This file cannot be read as text")]
)
def test_a_file_that_is_no_text_is_answered_in_the_readers_language(client, manager, language, said):
    manager.language = language
    manager.save()
    login(client, manager)
    assert upload(client, b"\x89PNG\r\n\x1a\n\x00\x00\xff").status_code == 303
    assert said in client.get(UPLOAD).content.decode()


def test_a_plan_of_another_name_says_which_one_it_takes_the_place_of(client, manager, areas, text):
    login(client, manager)
    upload(client, text)
    assert "に代わります" not in client.get(PREVIEW).content.decode()
    client.post(PREVIEW)
    title = Plan.objects.get().title
    upload(client, text)
    assert "に代わります" not in client.get(PREVIEW).content.decode()
    upload(client, text.replace(title.split("（")[0], "別の名の計画"))
    assert f"いまの計画「{title}」" in client.get(PREVIEW).content.decode()


def test_a_plan_that_was_taken_in_beside_another_hides_none_and_one_press_goes_back(client, manager, areas, text):
    first, second = upload_and_take(client, manager, text), upload_and_take(client, manager, renamed(text))
    page = client.get(reverse("plan"), {"year": 2025})
    assert page.context["plan"].title == second
    assert first in page.content.decode()
    before = next(one for one in page.context["plans"] if one.title == first)
    back = client.get(reverse("plan"), {"year": 2025, "plan": before.pk})
    assert back.context["plan"].title == first
    assert second in back.content.decode()


def renamed(text):
    """Another plan, which begins a year later."""
    return text.replace("令和6年度", "令和7年度").replace(
        "甲台地区福祉行動計画（2024年度～2027年度）", "甲台地区の新しい計画（2025年度～2028年度）"
    )


def upload_and_take(client, manager, text) -> str:
    login(client, manager)
    upload(client, text)
    client.post(reverse("plan_preview"))
    return Plan.objects.order_by("-from_year").first().title


@pytest.mark.parametrize("made", [as_word, as_excel])
def test_word_and_excel_go_the_same_way_as_text(client, manager, text, made):
    login(client, manager)
    assert upload(client, made(text)).url == PREVIEW
    assert "なんでも総合相談事業" in client.get(PREVIEW).content.decode()
    assert Plan.objects.count() == 0
    client.post(PREVIEW)
    upload(client, text)
    assert client.get(PREVIEW).context["groups"] == []
    upload(client, made(text.replace("服をゆずる。", "服をゆずりあう。")))
    assert "取り込んだ文書に代わります" in client.get(PREVIEW).content.decode()


def test_rows_that_are_hidden_are_named_before_anything_is_taken_in(client, manager, text):
    login(client, manager)
    upload(client, as_excel(text, hidden=["みんなの食卓事業"]))
    page = client.get(PREVIEW)
    assert len(page.context["hidden"]) == 1
    assert "隠れている行" in page.content.decode()
    upload(client, text)
    assert "隠れている行" not in client.get(PREVIEW).content.decode()


def test_a_row_without_a_place_is_named_by_its_sheet_and_number(client, manager, text):
    login(client, manager)
    upload(client, as_excel(text.replace("2-1 受けとめる", "担当は未定\n2-1 受けとめる")))
    (row,) = client.get(PREVIEW).context["unplaced"]
    filled = [line for line in text.splitlines() if line.strip()]
    assert row == (f"Sheet {filled.index('2-1 受けとめる') + 1}", "担当は未定")
    assert f"Sheet {filled.index('2-1 受けとめる') + 1}\t担当は未定" in client.get(ROWS).content.decode("utf-8-sig")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04 and nothing", "WordやExcelとして読めません"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "古い形式"),
        (b"PK\x03\x04" + b"x" * 5_000_001, "大きすぎます"),
    ],
)
def test_an_office_file_that_cannot_be_read_is_refused_at_the_field(client, manager, data, said):
    login(client, manager)
    assert upload(client, data).status_code == 303
    html = client.get(UPLOAD).content.decode()
    assert "field__error" in html
    assert said in html
    assert client.get(PREVIEW).url == UPLOAD

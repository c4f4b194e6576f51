"""Files of the demo: photographs of letters that nobody ever sent, drawn here, and the consent form that came back signed."""

import io
import uuid
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont, features

from attachments.looking import look
from attachments.services import attachment_add
from casework.models import Case, Consent, ProgressNote
from documents.fonts import INSTALLED
from documents.models import Content

LETTER = (
    "電気料金お支払いのお願い（見本）",
    "",
    "未納額　　8,640円",
    "お支払期限　今月末日",
    "",
    "期限までにお支払いがない場合、",
    "送電を止めることがあります。",
    "",
    "みほん電力 台地区営業所",
)
MEMO = (
    "でんわメモ（見本）",
    "",
    "ゆうちょの通帳　仏壇の引き出し",
    "印かん　　　　台所の缶",
    "診察券　　　　かばんの中",
    "",
    "むすめに言うこと",
)


def make_files(user) -> None:
    """On the first case that she is named to: a letter, and a memo with its newest note; the form with the consent that it was made of."""
    hers = Case.objects.visible_to(user).filter(closed_date=None, subject__isnull=False, dossier__grants__user=user)
    case = hers.order_by("created_at", "id").first()
    note = ProgressNote.objects.in_dossier_of(case, user).filter(case=case).newest_first().first()
    _attach(user, case, drawn(LETTER, 2), "IMG_0412.jpg", "電力会社からの督促（封筒は未開封だった）")
    _attach(user, note, drawn(MEMO, -3), "IMG_0415.jpg", "冷蔵庫に貼ってあったメモ")
    form = Content.objects.visible_to(user).filter(document__sequence__isnull=False).order_by("document__sequence").first()
    consent = Consent.objects.visible_to(user).order_by("created_at", "id").first()
    _attach(user, consent, form.pdf, "同意書_控え.pdf", "本人が署名した同意書の控え")


def _attach(user, record, data: bytes, name: str, words: str) -> None:
    attachment_add(record, actor=user, id=uuid.uuid4(), looked=look(data), name=name, description=words)


def drawn(lines: Sequence[str], turned: float) -> bytes:
    """As a telephone sees it: a sheet on a table, a little askew."""
    font = ImageFont.truetype(str(next(INSTALLED.glob("*.ttf"), None) or next(INSTALLED.glob("*.otf"))), 34)
    sheet = Image.new("RGB", (720, 940), "#fbfaf4")
    pen = ImageDraw.Draw(sheet)
    # Japanese shapes, where the machine has what chooses them.
    shapes = {"language": "ja"} if features.check("raqm") else {}
    pen.rectangle((0, 0, 719, 939), outline="#d8d4c4", width=2)
    for at, line in enumerate(lines):
        pen.text((60, 70 + at * 74), line, fill="#27272a", font=font, **shapes)
    table = Image.new("RGB", (900, 1120), "#8a6f55")
    leaf = sheet.convert("RGBA").rotate(turned, expand=True, resample=Image.Resampling.BICUBIC)
    table.paste(leaf, ((900 - leaf.width) // 2, (1120 - leaf.height) // 2), leaf)
    made = io.BytesIO()
    table.save(made, "JPEG", quality=85)
    return made.getvalue()

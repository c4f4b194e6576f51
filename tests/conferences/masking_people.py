"""People of a made-up case for the tests of masking: a subject with two names, her daughter, a neighbour who came, and somebody of another case."""

from datetime import date

from conferences.masking import Address, Identity, Name, Rules, Who
from japan.wareki import PartialDate

ON = date(2023, 9, 21)
SUBJECT = Identity(
    "subject", Who.SUBJECT, "Aさん", "1",
    (Name("髙橋", "祐子", "たかはし", "ゆうこ"), Name("渡邊", "祐子", "わたなべ", "ゆうこ")),
    ("0436-22-1234", "090-1234-5678"),
    (Address("国分寺台中央3丁目", "12番5号 コーポみどり202号室", "290-0073"),),
    PartialDate(1943, 5, 7), ON,
)  # fmt: skip
DAUGHTER = Identity(
    "daughter",
    Who.FAMILY,
    "B（長女）",
    "1",
    (Name("林", "真理", "はやし", "まり"),),
    ("080-9999-0000",),
    (),
    PartialDate(1970, 1, 2),
    ON,
)
NEIGHBOUR = Identity(
    "neighbour", Who.CONSULTER, "C（相談者）", "1", (Name("佐々木", "健二郎", "ささき", "けんじろう"),), ("0436-41-0007",)
)
OTHER = Identity("other", Who.OTHER, "（別の事例の方）", "2", (Name("東", "誠", "ひがし", "まこと"),))
EVERYBODY = (SUBJECT, DAUGHTER, NEIGHBOUR, OTHER)
RULES = Rules("地区内", words=("東小区", "国分寺台中央公民館", "東京"))

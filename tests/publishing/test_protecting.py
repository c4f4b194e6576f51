"""What a table hides before it leaves, as the task asks for it."""

from datetime import date

from publishing.codes import Status
from publishing.models import PublishedTable
from publishing.protecting import protect


def _asked(counted):
    words = {"district": [["dai", "台小区"], ["higashi", "東小区"]], "topic": [["debt", "借金"], ["illness", "病気"]]}
    days = {"from_date": date(2025, 4, 1), "until_date": date(2025, 4, 30)}
    return PublishedTable(dimensions=["district", "topic"], words=words, counted=counted, **days)


def test_that_all_of_a_district_have_one_trouble_does_not_leave():
    """All six of one district came about debts: the zero beside them is hidden."""
    rows = [["dai", "debt", 6], ["higashi", "debt", 8], ["higashi", "illness", 9]]
    status, cells = protect(_asked([[district, topic, "2025-04", number] for district, topic, number in rows]), [])
    assert status == Status.READY
    assert [cell["value"] for cell in cells if cell["keys"] == {"district": "dai", "topic": "illness"}] == [None]
    assert [cell["value"] for cell in cells if cell["keys"] == {"district": "*", "topic": "*"}] == [23]

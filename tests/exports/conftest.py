from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.factories.casework import make_case, make_note

TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.fixture
def cases(coordinator, areas):
    """Somebody known in 台小区, with two contacts, and somebody unnamed, of whom the district is not known."""
    first = make_case(coordinator, areas.dai, on=date(2023, 9, 12))
    make_note(coordinator, first, text="=SUM(A1)が並んだ紙", met_at=datetime(2024, 1, 9, 10, tzinfo=TOKYO))
    make_note(coordinator, first, text="覚え書き", means="memo")
    second = make_case(
        coordinator, areas.higashi, new_subject=None, on=date(2024, 2, 3), consulter={"anonymous": True}, words="庭のごみ"
    )
    return first, second

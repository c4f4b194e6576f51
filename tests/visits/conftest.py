import pytest

from tests.factories import visits as make


@pytest.fixture
def door(coordinator, visitor, areas):
    """Twice a month for two months, and somebody who goes there."""
    enrolment = make.enrol(coordinator, areas.dai)
    make.assign(coordinator, enrolment, visitor)
    return enrolment

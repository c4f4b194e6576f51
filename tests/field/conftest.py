import pytest

from tests.factories import visits as make
from tests.field.tablet import Tablet


@pytest.fixture
def door(coordinator, visitor, areas):
    enrolment = make.enrol(coordinator, areas.dai, handed="新しい薬のことを聞く")
    make.assign(coordinator, enrolment, visitor)
    return enrolment


@pytest.fixture
def tablet(door, visitor):
    return Tablet(visitor)

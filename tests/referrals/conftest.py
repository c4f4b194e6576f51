import pytest

from casework.services import case_assign
from privacy import context
from tests.factories.casework import make_case
from tests.factories.rights import agree, make_agency


@pytest.fixture
def scene(cast, areas):
    """A case that the advocate has by name, coordinator and managers by area; an agency, and a person who agrees."""
    cast.case, cast.agency = make_case(cast.coordinator, areas.dai), make_agency(cast.coordinator, areas.council)
    with context.on_behalf_of(cast.coordinator):
        case_assign(cast.case, actor=cast.coordinator, user=cast.advocate)
    agree(cast.coordinator, cast.case)
    return cast

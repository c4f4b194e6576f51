"""What every test begins with is as if it had just been made: whole, proven, and its own."""

import pytest
from django.db import connection

from accounts.models import Membership, Pledge, User
from privacy.areas import Area
from tests.cast import PEOPLE

pytestmark = pytest.mark.django_db


def test_each_person_and_area_stands_in_the_database(areas, cast):
    assert {area.pk for area in vars(areas).values()} == set(Area.objects.values_list("pk", flat=True))
    people = {getattr(cast, name): entry for name, entry in PEOPLE.items() if name != "other_manager"}
    assert set(User.objects.all()) == set(people)
    for user, (username, role, where, pledged) in people.items():
        assert (user.username, user.check_password("correct horse battery")) == (username, True)
        held = {(row.role, row.area_id) for row in user.memberships.current()}
        assert held == {(role, getattr(areas, area).pk) for area in where}
        assert user.pledges.count() == pledged


def test_each_row_has_its_proof(cast):
    with connection.cursor() as cursor:
        cursor.execute("SELECT unnest(versions) FROM privacy_accessevent")
        proven = {proof.rpartition("/")[0] for (proof,) in cursor.fetchall()}
    for model in (Area, Membership, Pledge):
        assert model.objects.exists()
        assert {f"{model._meta.label_lower}/{row.pk}" for row in model.objects.all()} <= proven


@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_does_to_them_is_gone_in_the_next(areas, caseworker, turn):
    assert (caseworker.display_name, areas.dai.name, User.objects.get().display_name) == (
        "試験 花子",
        "甲台小学校区",
        "試験 花子",
    )
    caseworker.display_name = areas.dai.name = "別の名"
    caseworker.save()
    areas.dai.save()
    # An id that is given now is a new one.
    assert Area.objects.make(name="新しい学区", kind="district", parent=areas.council).pk > areas.other_outside.pk

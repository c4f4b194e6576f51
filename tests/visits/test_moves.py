"""One move takes along all that lies about a person: every dossier, every row that keeps its dossier's area. What was counted stays."""

import pytest
from django.db import connection
from django.db.models import Q

from casework import services as casework
from casework.models import Case, Person
from privacy import context
from privacy.confidential import confidential_models
from privacy.models import AccessEvent, Dossier
from privacy.reach import can
from tests.architecture.world import make_world
from tests.factories.casework import details, make_case, make_place

pytestmark = pytest.mark.django_db

# Written by hand: the rows whose area is their dossier's, and those that keep the one in which they were counted.
FOLLOW = {"casework.Case", "visits.Enrolment", "visits.SafetyCheck", "visits.Alert"}
COUNTED = {"casework.ProgressNote", "conferences.Conference", "visits.Visit"}


def models_with_area():
    return {
        model._meta.label: model for model in confidential_models()
        if any(column.name == "area" for column in model._meta.concrete_fields)
    }  # fmt: skip


def about(person):
    """Each dossier about this person: their own, the cases and the enrolment, and the parts of the cases."""
    mine = Q(pk=person.dossier_id) | Q(subject=person.dossier_id)
    return Dossier.objects.filter(mine | Q(parent__subject=person.dossier_id))


def where(person) -> dict:
    """{(kind or model): where its rows about this person lie}"""
    found: dict = {}
    for dossier in about(person):
        found.setdefault(f"{dossier.kind}{' part' if dossier.parent_id else ''}", set()).add(dossier.area_id)
    for label, model in models_with_area().items():
        found[label] = set(model._base_manager.filter(dossier__in=about(person)).values_list("area", flat=True))
    return found


def lie(rows, area) -> dict:
    return {row: {area.pk} for row in rows}


def move(person, actor, district):
    with context.on_behalf_of(actor):
        person = Person.objects.visible_to(actor).select_related("dossier__area").get(pk=person.pk)
        casework.person_correct(person, actor=actor, details=details(make_place(district, "東町")))


def test_each_row_with_an_area_follows_its_dossier_or_was_counted():
    assert set(models_with_area()) == FOLLOW | COUNTED
    for label, model in models_with_area().items():
        assert ("area" in model.unhistoried) == (label in FOLLOW), label


def test_a_move_takes_everything_about_the_person_along(coordinator, areas):
    world = make_world(coordinator, areas.dai)
    Dossier.objects.filter(pk=world.closed.dossier_id).update(restricted=True)
    kinds = {"person", "case", "case part", "compartment part", "item part", "enrolment"}
    assert where(world.person) == lie(kinds | FOLLOW | COUNTED, areas.dai)
    move(world.person, coordinator, areas.higashi)
    assert where(world.person) == lie(kinds | FOLLOW, areas.higashi) | lie(COUNTED, areas.dai)
    assert set(Case._base_manager.values_list("counted_area", flat=True)) == {areas.dai.pk}


def test_its_event_names_every_dossier_that_moved(coordinator, areas):
    world = make_world(coordinator, areas.dai)
    move(world.person, coordinator, areas.higashi)
    event = AccessEvent.objects.filter(kind="write", action="person.write").latest("seq")
    assert set(event.dossiers) == set(about(world.person).values_list("pk", flat=True))


def test_who_serves_the_new_district_alone_reads_all_of_it(coordinator, caseworker, areas):
    world = make_world(coordinator, areas.nishi)
    assert not any(
        can(caseworker, "history.read", dossier) or can(caseworker, dossier.read_action, dossier)
        for dossier in about(world.person)
    )
    move(world.person, coordinator, areas.higashi)
    # A reporter's name is nobody's but theirs who were named to it, and a meeting theirs who were invited.
    read = {dossier.kind for dossier in about(world.person) if can(caseworker, dossier.read_action, dossier)}
    closed = {dossier.kind for dossier in about(world.person) if not can(caseworker, dossier.read_action, dossier)}
    assert (read, closed) == ({"person", "case", "enrolment"}, {"compartment", "item"})


def test_who_is_named_later_brings_their_district_to_the_case_and_its_parts(coordinator, areas):
    case = make_case(coordinator, areas.dai, new_subject=None)
    assert Dossier.objects.get(parent=case.dossier_id).area == areas.unknown
    with context.on_behalf_of(coordinator):
        case = Case.objects.visible_to(coordinator).select_related("dossier").get(pk=case.pk)
        casework.subject_name(case, actor=coordinator, new_subject=details(make_place(areas.higashi)))
    lie = Dossier.objects.filter(Q(pk=case.dossier_id) | Q(parent=case.dossier_id) | Q(pk=case.subject.dossier_id))
    assert list(lie.values_list("area", flat=True)) == [areas.higashi.pk] * 3
    assert (Case.objects.get().area, case.history.latest().area) == (areas.higashi,) * 2


@pytest.mark.parametrize(
    "table", ["casework_case", "visits_enrolment", "visits_safetycheck", "visits_alert", "privacy_dossier"]
)
def test_no_statement_leaves_a_row_in_another_area_than_its_dossier(table, coordinator, areas):
    world = make_world(coordinator, areas.dai)
    column = "id" if table == "privacy_dossier" else "dossier_id"
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET area_id = %s WHERE {column} = ANY(%s)",
            [areas.nishi.pk, [*about(world.person).exclude(pk=world.person.dossier_id).values_list("pk", flat=True)]],
        )
        assert cursor.rowcount > 0
    assert where(world.person) == lie(where(world.person), areas.dai)

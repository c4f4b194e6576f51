"""Whoever guesses an id learns nothing by it: a restricted record and none at all are the same answer and the same number of statements."""

import re
import uuid
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework import services
from casework.models import Case
from privacy import context
from privacy.models import Dossier
from privacy.roles import Role
from supporters import services as supporters
from tests.architecture.routes_table import ENQUIRY, INTAKE, NOTE, PARAMETERS, VISIT
from tests.architecture.world import World, make_documents, make_file, make_meetings, make_support, make_world
from tests.cast import PEOPLE, login, make_member, make_user
from tests.factories import rights, telling
from tests.factories import visits as watch
from tests.factories.casework import make_case, make_note

pytestmark = pytest.mark.django_db
CHANCE = re.compile(r'(nonce|data-draft-url|name="(?:csrfmiddlewaretoken|once|draft)" value)="[^"]*"')


@pytest.fixture
def maker(areas):
    return make_member(make_user("maker"), Role.COORDINATOR, areas.council)


@pytest.fixture
def hidden(maker, areas) -> World:
    """One of everything, all of it restricted and named to its maker alone."""
    world = make_world(maker, areas.dai)
    person = world.person.dossier_id
    Dossier.objects.filter(Q(pk=person) | Q(subject=person) | Q(parent__subject=person)).update(restricted=True)
    return world


# What lies in the case itself, and what of the person's goes along with it.
BESIDE = (
    "files_enrolment",
    "attach_enrolment",
    "arrival",
    "visit",
    "alert",
    "safety",
    "enrolment",
    "tie",
    "round",
    "intake",
    "person_part",
    "person_join",
    "reporter",
)


@pytest.fixture
def by_the_act(caseworker, manager, maker, areas) -> World:
    """A case, its closed one, and all that lies in the person's record, restricted by one press; only the watch-over is another's."""
    world = make_world(maker, areas.dai)
    case = make_case(caseworker, areas.dai)
    note = make_note(caseworker, case)
    with context.on_behalf_of(caseworker) as now:
        person = case.subject
        relative = services.relative_save(person, actor=caseworker, relation="長男", name="植木")
        consent = services.consent_record(
            person, actor=caseworker, decision="granted", contents=["identity"], recipients=["city"], given_date=date(2023, 9, 12), manner="oral",
        )  # fmt: skip
        called = services.other_name_add(person, actor=caseworker, kind="birth", family_name="植松")
        case = Case.objects.visible_to(now).select_related("dossier__subject", "subject__dossier").get(pk=case.pk)
        holders = [make_member(make_user(f"holder-{role}"), role, areas.council) for role in (Role.ADVOCATE, Role.MANAGER)]
        made = make_documents(person, caseworker) | {"file": make_file(case, caseworker)} | {
            "told": telling.tell(caseworker, case, contents=["identity"]), "ground": telling.make_ground(caseworker, case),
            "urgent": telling.make_ground(caseworker, case, cannot_wait=True),
            "referral": rights.make_referral(caseworker, case, None),
        }  # fmt: skip
    made |= make_meetings(make_member(make_user("prepares"), Role.COORDINATOR, areas.dai), areas.dai, case)
    made |= make_support(maker, areas.dai, person, "・別")
    with context.on_behalf_of(maker):
        # Who still helps in a programme is known there, and their own record stays.
        supporters.supporter_end(made["supporter"], actor=maker, on_date=timezone.localdate(), reason_code="wish")
    with context.on_behalf_of(caseworker):
        case = Case.objects.visible_to(caseworker).select_related("dossier__subject", "subject__dossier").get(pk=case.pk)
        services.case_restrict(case, actor=caseworker, why="abuse", holders=holders)
    return replace(world, case=case, closed=case, note=note, relative=relative, consent=consent, other_name=called, **made)


EVERYBODY = [name for name in PEOPLE if name != "other_manager"]


@pytest.mark.parametrize("who", EVERYBODY)
def test_what_was_restricted_by_the_act_is_what_does_not_exist(client, cast, by_the_act, who):
    """Every route with the case, its notes or its person in the address: for who was named to it, and read it, until then too."""
    user, tried = getattr(cast, who), []
    login(client, user)
    for name, row in PARAMETERS.items():
        if row.about != "content" or name.startswith(BESIDE) or not (args := row.args(by_the_act, by_the_act.maker)):
            continue
        for method in [*(["get"] if row.get else []), *(["post"] if row.post is not None else [])]:
            data = (row.post() if callable(row.post) else row.post) if method == "post" else {}
            absent, there = (
                answer(client, method, reverse(name, args=[*args[:-1], pk]), data, pk) for pk in (uuid.uuid4(), args[-1])
            )
            assert there == absent, (name, method)
            assert there[0] in (403, 404), (name, method)
            tried.append(name)
    assert len(tried) > 40


class Undone(Exception):
    pass


def answer(client, method, url, data, pk) -> tuple:
    """What came back, but for what is different each time, and how many statements it took."""
    with pytest.raises(Undone), transaction.atomic():
        with CaptureQueriesContext(connection) as asked:
            got = getattr(client, method)(url, data)
        raise Undone
    body = CHANCE.sub("", got.content.decode().replace(str(pk), "")) if got.status_code == 404 else ""
    # One's own session is kept alive by the clock.
    about = [query["sql"] for query in asked if "session" not in query["sql"] and "SAVEPOINT" not in query["sql"]]
    return got.status_code, len(about), body


@pytest.mark.parametrize("who", ["caseworker", "visitor"])
def test_an_id_in_the_address(client, cast, hidden, who):
    user, tried = getattr(cast, who), 0
    login(client, user)
    for name, row in PARAMETERS.items():
        if row.about != "content" or not (args := row.args(hidden, hidden.maker)):
            continue
        for method in [*(["get"] if row.get else []), *(["post"] if row.post is not None else [])]:
            data = (row.post() if callable(row.post) else row.post) if method == "post" else {}
            absent, there = (
                answer(client, method, reverse(name, args=[*args[:-1], pk]), data, pk) for pk in (uuid.uuid4(), args[-1])
            )
            assert there == absent, (name, method)
            tried += absent[0] == 404
    assert tried > 10


def bodies(own, note, door, hidden):
    """(what is sent where, the id of what is hidden)"""
    case, person = hidden.case.pk, hidden.person.pk
    yield lambda pk: ("/intake/", INTAKE | {"person": pk}), person
    yield lambda pk: ("/intake/", INTAKE | {"once": pk}), case
    yield lambda pk: (f"/intake/{uuid.uuid4()}/person/", {"person": pk}), person
    yield lambda pk: ("/enquiries/new/", ENQUIRY | {"once": pk}), case
    yield lambda pk: (f"/cases/{own.pk}/notes/new/", NOTE | {"once": pk}), hidden.note.pk
    yield lambda pk: (f"/notes/{note.pk}/move/", {"to": pk}), case
    yield lambda pk: ("/daybook/", {"kind": "handover", "text": "植", "about": pk}), person
    yield lambda pk: (f"/round/{door.pk}/visit/", VISIT | {"once": pk}), hidden.visit.pk
    yield lambda pk: (f"/drafts/note_new/{uuid.uuid4()}/", {"text": "植", "draft_about": pk}), case
    yield lambda pk: (f"/drafts/note_new/{pk}/", {"text": "植"}), case


def test_an_id_in_what_is_sent(client, caseworker, maker, hidden, areas):
    own = make_case(caseworker, areas.dai)
    note, door = make_note(caseworker, own), watch.enrol(maker, areas.dai)
    login(client, caseworker)
    for sent, pk in bodies(own, note, door, hidden):
        found = [answer(client, "post", *sent(str(one)), one) for one in (uuid.uuid4(), uuid.uuid4(), pk)]
        assert found[1] == found[2], sent(pk)

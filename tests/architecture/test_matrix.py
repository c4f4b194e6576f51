"""Every route x role x relation x method, with and without htmx: the answer is the one that the policy's table gives.

The right answer is worked out here from `policy.ACTIONS` and from where things lie, not by asking `reach`. Guards against a matrix
that proves nothing: rows show planted text to whoever is allowed, allowed cells are counted, and what is refused changes no row.
"""

import logging
import re
import uuid
from copy import deepcopy
from functools import cache
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import sessions
from casework.models import Draft
from privacy import policy, prepared
from privacy.confidential import confidential_models
from privacy.roles import Role, Scope
from programs.models import Helper
from tests.architecture.addresses import ROUTES
from tests.architecture.routes_table import PARAMETERS, Row
from tests.architecture.world import PLANTED, make_plan, make_staff, make_world, name_to, recuse
from tests.cast import PEOPLE, login, make_areas, make_member, make_one, make_user
from tests.factories.field import make_device
from visits.models import Assignment

pytestmark = pytest.mark.django_db

ALLOWED = frozenset({200, 201, 204, 302, 303})
HTMX = {"HX-Request": "true"}
# A page for htmx decides as the whole page does; it is asked where the answer is yes and where it is no.
WITH_HTMX = {"own", "other", "somebody"}
# How long ago the last named day was; today is one.
DAYS_LEFT = {"named": 0, "expired": -1}
# Everybody else serves the whole council.
NARROW = {Role.CASEWORKER, Role.VISITOR}
RECORDS = {model._meta.db_table for model in confidential_models()}
# What any request may leave behind.
LEAVES = ("privacy_accessevent", "django_session", "usersessions_", "field_contact")
# Asked for without a session: the tablet's signature stands for the token.
SIGNED = {"field_visits"}


VIEWS = {name: route.callback for name, route in ROUTES.items()}
OPEN = [name for name, view in VIEWS.items() if view.allows == "public"]
SHUT = [name for name in VIEWS if name not in OPEN]
DECIDED = [name for name in SHUT if VIEWS[name].allows != "signed in"]


def test_every_route_has_a_row_and_every_row_a_route():
    assert set(PARAMETERS) == set(VIEWS)


def reads_or_does(role, action, relation) -> bool:
    """The policy's table, read by hand: by area, or by name; never across the wall, never when recused or too late."""
    scope = policy.ACTIONS[action].scope(role)
    in_area = relation == "own" or (relation in ("named", "expired") and role not in NARROW)
    return (scope == Scope.AREA and in_area) or (scope > Scope.NONE and relation == "named")


def right_answers(name, row: Row, role, relation) -> frozenset[int]:
    action = VIEWS[name].allows
    scope = policy.ACTIONS[action].scope(role)
    if row.about == "content":
        if reads_or_does(role, action, relation):
            return ALLOWED
        return frozenset({403} if reads_or_does(role, row.read, relation) else {404})
    if scope == Scope.NONE:
        # Of a draft, whether it is one's own decides; the day-book is read by nobody whose role does not write it.
        return {"desk": frozenset({403, 404}), "book": frozenset({404})}.get(row.about, frozenset({403}))
    return ALLOWED if relation == "own" else frozenset({404})


def methods(row):
    return [method for method, has in (("get", row.get), ("post", row.post is not None)) if has]


@pytest.fixture(scope="module")
def stage(for_the_file):
    """What all cells are asked about. The maker is nobody of the matrix."""
    areas = make_areas()
    cast = SimpleNamespace(**{name: make_one(name, areas) for name in PEOPLE})
    maker = make_member(make_user("maker"), Role.COORDINATOR, areas.council)
    where = {"own": areas.dai, "other": areas.other_north, "named": areas.nishi, "expired": areas.nishi, "recused": areas.dai}
    worlds = {
        relation: make_world(cast.other_caseworker if relation == "other" else maker, area, relation)
        for relation, area in where.items()
    }
    for user in (getattr(cast, role.value) for role in Role):
        for relation, days_left in DAYS_LEFT.items():
            name_to(worlds[relation], user, days_left=days_left)
        recuse(worlds["recused"], user)
    plans = {"own": make_plan(cast.manager, areas.council), "other": make_plan(cast.other_manager, areas.other)}
    for user in (getattr(cast, role.value) for role in Role):
        make_device(user, areas.council)
    # A visitor records in a programme that they are named to.
    Helper.objects.create(program=plans["own"].program, user=cast.visitor)
    return SimpleNamespace(
        areas=areas,
        cast=cast,
        # To sign in takes as long as a page: each role does it once, and its browser is copied.
        cookies={role: login(Client(), getattr(cast, role.value)).cookies for role in Role},
        worlds=worlds,
        staff={relation: make_staff(where[relation], relation) for relation in ("own", "other")},
        plans=plans,
    )


@pytest.fixture
def cast(stage, db):
    return stage.cast


@pytest.fixture
def users(cast):
    return {role: getattr(cast, role.value) for role in Role}


@pytest.fixture
def clients(stage, db, settings, monkeypatch):
    """A browser of each role, signed in; how long ago is tried in tests/accounts, and this file takes longer than a session may idle.
    Nor is anything here about the log, or about which templates made an answer, of which Django's client keeps copies."""
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = settings.SESSION_IDLE_SECONDS = 24 * 60 * 60
    monkeypatch.setattr(sessions, "COARSE_SECONDS", 24 * 60 * 60)
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *args, **kwargs: None)
    made = {role: Client() for role in Role}
    for role, client in made.items():
        client.cookies = deepcopy(stage.cookies[role])
    return made


@pytest.fixture
def somewhere(stage, db):
    """What a row is about, by the relation in which everybody stands to it."""

    def place(about, relation):
        if about == "staff":
            return stage.staff[relation]
        if about == "plan":
            return stage.plans[relation]
        if about == "desk":
            return SimpleNamespace(district=stage.areas.dai)
        if about == "":
            return SimpleNamespace(world=stage.worlds[relation], staff=stage.staff[relation])
        return stage.worlds[relation]

    return place


def snapshot(tables=None) -> dict:
    """{table: which rows there are, in which version}."""
    if tables == []:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{name}', coalesce(md5(string_agg(ctid::text || xmin::text, ',' ORDER BY ctid)), '') FROM \"{name}\""
                for name in sorted(strokes() if tables is None else tables)
            )
        )
        return dict(cursor.fetchall())


@cache
def every_table() -> dict:
    """{number: name}"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid, relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        return {number: name for number, name in cursor.fetchall() if not name.startswith(LEAVES)}


@cache
def counted_strokes() -> str:
    """As SQL, in the order of `every_table`."""
    of_one = "pg_stat_get_xact_tuples_inserted(t) + pg_stat_get_xact_tuples_updated(t) + pg_stat_get_xact_tuples_deleted(t)"
    return f"ARRAY(SELECT {of_one} FROM unnest('{{{','.join(map(str, every_table()))}}}'::oid[]) WITH ORDINALITY AS one (t, n) ORDER BY n)"


def strokes() -> dict:
    """{table: how often this transaction wrote into it, what it took back too}. The view of the same figures takes fifty times as long."""
    [times] = prepared.row_of(f"SELECT {counted_strokes()}", [])
    return dict(zip(every_table().values(), times, strict=True))


# Of these days: the ledger has a part for each month, and a question without days goes through all of them.
EVENTS = "privacy_accessevent WHERE at BETWEEN now() - interval '1 day' AND now() + interval '1 day'"


def last_event() -> int:
    [last] = prepared.row_of(f"SELECT coalesce(max(seq), 0) FROM {EVENTS}", [])
    return last


def what_came(last) -> tuple:
    """(the strokes, which kinds of event were written after this one, which records these name)"""
    times, kinds, named = prepared.row_of(
        f"SELECT {counted_strokes()}, ARRAY(SELECT kind FROM {EVENTS} AND seq > %s), "
        f"ARRAY(SELECT unnest(objects) FROM {EVENTS} AND seq > %s)", [last, last]
    )  # fmt: skip
    return dict(zip(every_table().values(), times, strict=True)), kinds, named


def changed(before, written, since=None) -> list[str]:
    """Only tables that were written into are looked at: to read them all is most of the time that a cell takes."""
    now = snapshot(written_into(written, since or strokes()))
    return [name for name in now if before[name] != now[name]]


def written_into(before: dict, since: dict) -> list[str]:
    return [name for name, times in since.items() if times != before[name]]


def ask(client, method, name, args, row, headers):
    sent = {} if method == "get" else row.post() if callable(row.post) else row.post
    if row.headers:
        headers = headers | row.headers(client.session.get("_auth_user_id"))
    if row.script and method == "post":
        return client.post(reverse(name, args=args), sent, content_type="application/json", headers=headers)
    return getattr(client, method)(reverse(name, args=args), sent, headers=headers, follow=False)


UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# A door's move button holds the id of who goes where; the desk's page and its case have one id.
MUTE = {Assignment, Draft}


@cache
def known_by_id() -> str:
    """As SQL: where these ids stand as a confidential row."""
    tables = [model._meta.db_table for model in confidential_models() if model not in MUTE]
    rows = " UNION ALL ".join(f"SELECT '{table}' AS place, id FROM \"{table}\"" for table in tables)
    return f"SELECT place FROM ({rows}) AS r WHERE id = ANY(%s::uuid[])"


def unrecorded(text, named) -> list[str]:
    """Confidential rows whose id stands in this answer and in no event that was written for it."""
    ids = {uuid.UUID(found) for found in set(UUID.findall(text))} - set(named)
    return [place for (place,) in prepared.rows_of(known_by_id(), [list(ids)])] if ids else []


def counted(client, method, name, args, row) -> tuple:
    """(the answer, how many statements it took)"""
    with CaptureQueriesContext(connection) as asked:
        answer = ask(client, method, name, args, row, {})
    return answer, len(asked)


def each_undone(function, ways):
    """Runs it for each of these, and takes back what it did."""
    before = transaction.savepoint()
    for way in ways:
        function(*way)
        transaction.savepoint_rollback(before)


@pytest.mark.parametrize("name", DECIDED)
def test_each_cell_answers_as_the_policy_says(name, cast, users, clients, somewhere):
    row, found = PARAMETERS[name], {"allowed": 0, "refused": 0, "written": 0}
    made = {relation: somewhere(row.about, relation) for relation in row.relations}

    def cell(role, relation, args, known, method, headers):
        last, before, written = known
        answer = ask(clients[role], method, name, args, row, headers)
        right, where = right_answers(name, row, role, relation), f"{method} {name} {role} {relation} {headers}"
        assert answer.status_code in right, f"{where}: {answer.status_code}, not {set(right)}"
        now, kinds, named = what_came(last)
        # A file of a program is no text: of what it shows, its own test speaks.
        text, moved = answer.content.decode(errors="replace"), changed(before, written, now)
        known[2] = now
        if right is ALLOWED:
            found["allowed"] += 1
            by_name_only = not row.about and policy.ACTIONS[VIEWS[name].allows].scope(role) == Scope.ASSIGNED
            assert method == "post" or by_name_only or row.shows in text, f"{where}: shows nothing"
            assert unrecorded(text if answer.status_code == 200 else "", named) == [], f"{where}: shown without an event"
            wrote = "write" in kinds
            assert wrote or not set(moved) & RECORDS, f"{where}: a record changed, and no event says so"
            found["written"] += wrote and moved != []
        else:
            found["refused"] += 1
            assert [word for word in vars(PLANTED).values() if word in text] == [], where
            assert "denied" in kinds, f"{where}: the refusal is not written down"
        if right is not ALLOWED or method == "get":
            assert moved == [], where

    def asked(relation):
        return [(method, headers) for method in methods(row) for headers in ({}, HTMX) if relation in WITH_HTMX or not headers]

    first, strokes_before = snapshot(), strokes()

    def cells(role, relation):
        world, user = made[relation], users[role]
        args = row.args(world, cast.second_manager if relation == "somebody" else user)
        written = strokes()
        # What a cell did is taken back, but not from the count of its strokes.
        known = [last_event(), first | snapshot(written_into(strokes_before, written)), written]
        each_undone(lambda *way: cell(role, relation, args, known, *way), asked(relation))

    pairs = [(role, relation) for role in Role for relation in row.relations]
    each_undone(cells, pairs)
    cells_of = {pair: len(asked(pair[1])) for pair in pairs}
    by_policy = sum(count for pair, count in cells_of.items() if right_answers(name, row, *pair) is ALLOWED)
    assert found["allowed"] == by_policy > 0
    assert found["refused"] == sum(cells_of.values()) - by_policy
    assert bool(found["written"]) >= (row.post is not None and row.writes)


@pytest.mark.parametrize("name", [name for name in DECIDED if "other" in PARAMETERS[name].relations])
def test_outside_the_reach_is_the_same_as_absent(name, users, clients, somewhere):
    """To the byte, for whoever may do it elsewhere; and of a record, for whoever may do it nowhere."""
    row, tried = PARAMETERS[name], 0
    world = somewhere(row.about, "other")
    for role, user in users.items():
        if policy.ACTIONS[VIEWS[name].allows].scope(role) == Scope.NONE and not VIEWS[name].about:
            continue
        client, there = clients[role], row.args(world, user)
        absent = tuple(10**9 if isinstance(part, int) else uuid.uuid4() for part in there)
        for method in methods(row):
            (outside, asked), (nothing, control) = (counted(client, method, name, args, row) for args in (there, absent))
            assert asked == control, f"{role} {name}: what is hidden takes another number of questions than what is not there"
            assert (outside.status_code, nothing.status_code) == (404, 404)
            assert outside.content == nothing.content
            assert outside.headers == nothing.headers
            tried += 1
    assert tried > 0


@pytest.mark.parametrize("name", SHUT)
def test_a_stranger_is_sent_to_the_entrance(name, client, cast, somewhere):
    row = PARAMETERS[name]
    args = row.args(somewhere(row.about, "own"), cast.coordinator)
    for method in methods(row):
        answer = ask(client, method, name, args, row, {})
        assert (answer.status_code in (302, 303), answer.headers["Location"].split("?")[0]) == (True, reverse("account_login"))
        assert ask(client, method, name, args, row, HTMX).status_code == 401


@pytest.mark.parametrize("name", [name for name in VIEWS if PARAMETERS[name].post is not None])
def test_nothing_is_posted_without_a_token(name, cast, somewhere):
    row = PARAMETERS[name]
    world = somewhere(row.about, "own")
    for user in (cast.manager, cast.administrator):
        client = login(Client(enforce_csrf_checks=True), user)
        args, before, written = row.args(world, user), snapshot(), strokes()
        assert ask(client, "post", name, args, row, {}).status_code == (401 if name in SIGNED else 403)
        assert changed(before, written) == []


@pytest.mark.parametrize("name", [name for name in SHUT if VIEWS[name].allows == "signed in" and PARAMETERS[name].get])
def test_looking_at_ones_own_changes_nothing(name, users):
    for user in users.values():
        client, before = login(Client(), user), None
        before, written = snapshot(), strokes()
        row = PARAMETERS[name]
        assert ask(client, "get", name, row.args(None, user), row, {}).status_code in ALLOWED | {404}
        assert changed(before, written) == []

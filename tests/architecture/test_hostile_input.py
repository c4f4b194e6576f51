"""Whatever is typed into an address, a query or a field of any route: an answer, never an error of the program."""

import re
import traceback
import uuid
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from casework.forms.cases import FilterForm
from config.packages import PACKAGES, ROOT
from privacy import policy
from privacy.roles import Role, Scope
from tests.architecture.addresses import ROUTES, kinds
from tests.architecture.routes_table import PARAMETERS
from tests.architecture.world import make_plan, make_staff, make_world
from tests.cast import PEOPLE, login, make_areas, make_member, make_one, make_user

pytestmark = pytest.mark.django_db
APPS = sorted({route.callback.__module__.split(".")[0] for route in ROUTES.values()} & set(PACKAGES) - {"config"})
SOME = "11111111-1111-4111-8111-111111111111"
TYPED = (
    "²", "🙂", str(10**30), "-1", "", "あ" * 10_000, "ｙａｍａｄａ１２", "not-a-uuid", SOME, "9999-12-31", "0001-01-01", "令和99年1月1日",
)  # fmt: skip
# Of a query only: where one page ends and the next begins.
EDGES = ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-01-01T00:00:00")
MARKS = tuple(f"{before}{edge},{SOME}" for edge in EDGES for before in ("", "-", "1,", "²,"))
# What stands in a query, and how it is asked rightly. A test below finds a name that is missing here.
MOMENT = "2026-01-01T00:00:00+09:00"
HISTORY = {"lists": "1", "before": MOMENT}
WATCH = {"month": "2026-04", "area": "1", "visitor": SOME, "show": "waiting"}
ENTRIES = {"kind": "note", "before": f"{MOMENT},{SOME}"}
REPORT = {
    "report": "own", "period": "days", "from_date": "2026-04-01", "until_date": "2026-04-30", "district": "1", "figures": "exact",
    "count": "consultation.new", "rows": "topic", "columns": "area",
}  # fmt: skip
QUERIES = {
    "field_receipts": {"after": "1"}, "move_sample": {"of": "enrolments"}, "moves": {"of": "agencies"}, "arrivals": {"show": "aside"},
    "published_table": {"exact": "1"}, "own_form": {"report": SOME}, "reports": REPORT, "report_file": REPORT,
    "export_new": {"kind": "consultations", "from_date": "2026-04-01", "until_date": "2026-04-30", "districts": "1", "split": "district", "form": "csv"},
    "documents": {"kind": "consent", "holding": "out", "since": "令和5年4月1日", "until": "令和6年3月31日", "maker": SOME, "after": f"{MOMENT},{SOME}"},
    "attachment_file": {"keep": "1"}, "may_tell": {"to": "city", "purpose": "support"},
    "agencies": {"q": "包括", "kind": SOME, "closed": "on"}, "agency_suggest": {"agency_name": "包括", "agency": SOME},
    "case_list": dict.fromkeys(FilterForm.base_fields, "") | {"status": "open", "order": "kana", "from": "50", "at": f"{MOMENT},{SOME}"},
    "case": ENTRIES, "case_timeline": ENTRIES, "case_access": HISTORY, "enrolment_access": HISTORY,
    "ledger": {"kind": "denied", "before": MOMENT, "who": SOME, "day": "2026-01-01", "action": "case.read", "record": SOME}, "note_new": {"soaip": "1"}, "plan": {"year": "2026", "plan": SOME, "goal": "1", "show": "behind", "district": "1", "open": "all"}, "program": {"year": "2026"}, "target": {"year": "2026"},
    "program_review": {"quarter": "2"},
    "activities": {"year": "2026", "program": SOME, "measure": SOME, "district": "1", "before": f"2026-01-01,{SOME}"},
    "help_requests": {"show": "doing", "kind": "debut", "district": "1"}, "help_request_new": {"person": SOME},
    "supporters": {"kind": "debut", "district": "1", "ended": "1"}, "supporter_new": {"person": SOME},
    "activity_new": {"measure": SOME, "planned": SOME}, "records_upload": {"program": SOME},
    "enrolment_new": {"person": SOME}, "daybook": {"about": SOME}, "watch": WATCH, "own_record": {"month": "2026-04"}, "visitor_records": {"month": "2026-04"}, "visitor_record": {"month": "2026-04"}, "watch_print": WATCH, "watch_sheets": WATCH,
    "safety": {"after": f"1,{MOMENT},{SOME}"}, "alerts": {"show": "closed", "after": f"{MOMENT},{SOME}"},
    "referral_new": {"kind": "guardian"}, "conference": {"candidates": "all"}, "conference_new": {"like": SOME},
    "referrals": {"state": "sent", "kind": "dv", "agency": SOME, "owner": SOME, "due": "silent", "year": "2026", "after": f"{MOMENT},{SOME}"},
    "meeting_item": {"hide": "1"}, "action_board": {"whose": "me"},
    "account_login": {"next": "/"}, "hand_over": {"of": SOME}, "account_reauthenticate": {"next": "/"},
}  # fmt: skip
POSTED = re.compile(r'request\.POST(?:\.get\(|\.getlist\(|\[)"(\w+)"|"(\w+)" in request\.POST')
NAMES = re.compile(r'<(?:input|select|textarea|button)[^>]*\sname="([^"]+)"')


def source(app) -> str:
    return "\n".join(path.read_text() for path in (ROOT / app).rglob("*.py"))


def app_of(name) -> str:
    return ROUTES[name].callback.__module__.split(".")[0]


def test_every_name_of_a_query_is_tried():
    asked = {app: set(re.findall(r'request\.GET\.get\("(\w+)"|"(\w+)" in request\.GET', source(app))) for app in APPS}
    for app, found in asked.items():
        tried = {each for name, query in QUERIES.items() if app_of(name) in (app, "visits") for each in query}
        assert {first or second for first, second in found} <= tried, app


@pytest.fixture(scope="module")
def stage(for_the_file):
    areas = make_areas()
    cast = {name: make_one(name, areas) for name in PEOPLE}
    world = make_world(make_member(make_user("maker"), Role.COORDINATOR, areas.council), areas.dai)
    staff, plan = make_staff(areas.dai, "fuzz"), make_plan(cast["manager"], areas.council)
    desk = SimpleNamespace(district=areas.dai)
    things = {"content": world, "book": world, "staff": staff, "plan": plan, "desk": desk, "": world}
    return SimpleNamespace(things=things, users={role: cast[role.value] for role in Role}, areas=areas)


@pytest.fixture
def scene(stage, db):
    """One of everything, and who may do most with each route."""
    stage.clients = {user: login(Client(), user) for user in stage.users.values()}
    return stage


def doers(name) -> list[Role]:
    """Who does it by area, else by name; for what everybody has, one with a council and one without content."""
    action = getattr(ROUTES[name].callback, "allows", "")
    if action not in policy.ACTIONS:
        return [Role.MANAGER, Role.ADMINISTRATOR]
    by_scope = {role: policy.ACTIONS[action].scope(role) for role in Role}
    return sorted((role for role in Role if by_scope[role] > Scope.NONE), key=lambda role: -by_scope[role])[:1]


class RollBack(Exception):
    pass


def undone(function):
    """Runs it and takes back what it did."""
    try:
        with transaction.atomic():
            function()
            raise RollBack
    except RollBack:
        pass


class Tried:
    """Asks, takes back what it did, and remembers what failed."""

    def __init__(self):
        self.failed = []

    def ask(self, client, method, address, data, what):
        def once():
            answer = getattr(client, method)(address, data)
            assert answer.status_code != 500

        try:
            undone(once)
        except Exception as error:
            *_frames, last = traceback.extract_tb(error.__traceback__)
            self.failed.append(f"{what}: {type(error).__name__} {str(error)[:100]} {last.filename}:{last.lineno}")


def routes_of(app, method):
    return [name for name in ROUTES if app_of(name) == app and method in ROUTES[name].callback.methods]


def address_of(scene, name, user):
    return reverse(name, args=PARAMETERS[name].args(scene.things[PARAMETERS[name].about], user))


@pytest.mark.parametrize("app", APPS)
def test_a_query(app, scene):
    tried = Tried()
    for name in routes_of(app, "GET"):
        query = QUERIES.get(name, {})
        for role in doers(name):
            user = scene.users[role]
            client, address = scene.clients[user], address_of(scene, name, user)
            for key, valid in query.items():
                hostile = (*EDGES, *(MARKS if "," in valid else ())) if "T" in valid else TYPED
                for value in (*hostile, "a\0b", [valid, "²"]):
                    tried.ask(client, "get", address, query | {key: value}, f"{name} {key}={str(value)[:40]!r}")
            if not query:
                tried.ask(client, "get", address, {"q": "\0", "²": "²"}, name)
    assert tried.failed == []


@pytest.mark.parametrize("app", APPS)
def test_a_field(app, scene):
    tried = Tried()
    everywhere = {first or second for first, second in POSTED.findall(source(app))}
    for name in routes_of(app, "POST"):
        row = PARAMETERS[name]
        right = row.post() if callable(row.post) else row.post
        for role in doers(name):
            user = scene.users[role]
            client, address = scene.clients[user], address_of(scene, name, user)
            page = client.get(address).content.decode() if "GET" in ROUTES[name].callback.methods else ""
            names = [
                *right,
                *sorted((everywhere | set(NAMES.findall(page))) - set(right) - {"csrfmiddlewaretoken", "writer", "within"}),
            ]
            # All of them, each value in some field; then one alone, beside what is right.
            for turn in range(0, len(TYPED), 3):
                turned = {each: TYPED[(turn + place) % len(TYPED)] for place, each in enumerate(names)}
                tried.ask(client, "post", address, turned, f"{name} all, from {turn}")
            tried.ask(client, "post", address, right | {(names or ["q"])[0]: "a\0b"}, f"{name} NUL")
            for place, key in enumerate(right):
                for value in (*TYPED[place % 4 :: 4], [right[key], "²"]):
                    tried.ask(client, "post", address, right | {key: value}, f"{name} {key}={str(value)[:40]!r}")
    assert tried.failed == []


HOSTILE = {
    "int": (0, 10**30),
    "str": ("\0", "²", "a" * 10_000, "%00", "🙂"),
    "slug": ("note_new", "x" * 10_000),
    "uuid": (uuid.UUID(int=0),),
}


def test_what_stands_in_an_address(scene):
    tried = Tried()
    client = scene.clients[scene.users[Role.MANAGER]]
    for name in ROUTES:
        for number in range(2):
            args = [HOSTILE[kind][number % len(HOSTILE[kind])] for kind in kinds(name)]
            for method in ROUTES[name].callback.methods & {"GET", "POST"} if args else ():
                tried.ask(client, method.lower(), reverse(name, args=args), {}, f"{method} {name} {str(args)[:80]}")
    assert tried.failed == []


def test_whoever_stands_above_councils(scene):
    tried = Tried()
    above = [make_member(make_user(f"city-{role}"), role, scene.areas.city) for role in (Role.MANAGER, Role.ADMINISTRATOR)]
    for user in above:
        client = login(Client(), user)
        for name in ROUTES:
            for method in ROUTES[name].callback.methods & {"GET", "POST"}:
                row = PARAMETERS[name]
                sent = (row.post() if callable(row.post) else row.post) if method == "POST" else {}
                tried.ask(
                    client,
                    method.lower(),
                    address_of(scene, name, scene.users[Role.MANAGER]),
                    sent,
                    f"{user.username} {method} {name}",
                )
    assert tried.failed == []

"""Drives the pages through the whole stack in one process, the compared sides in turn, and counts the rows shown."""

import re
import statistics
import time
import uuid
from dataclasses import asdict, dataclass

from django.conf import settings
from django.db import connection, reset_queries
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import include, path, reverse
from django.utils import timezone

from accounts.models import User
from casework.models import Case
from casework.pages.search import find_people
from privacy import context
from privacy.access import allow
from privacy.methods import require_GET

ROUNDS, WARMUP = 40, 5


@require_GET
@allow.signed_in
def bare(request):
    """Session and user only: what every page pays."""
    return HttpResponse(f"<p>{request.user.display_name}</p>")


urlpatterns = [path("bare/", bare), path("", include("config.urls"))]


@dataclass
class Row:
    """`ratio` is p50 against `to`; `wanted` bounds the ratio where `to` is set, else p50 in ms."""

    name: str
    size: int
    p50_ms: float
    p95_ms: float
    ratio: float | None = None
    to: str = ""
    wanted: float | None = None


@override_settings(ROOT_URLCONF="casework.bench.measure", ALLOWED_HOSTS=["localhost"])
def measure(size: int) -> list[dict]:
    assert not settings.DEBUG, "a bench with DEBUG on measures the debugger"
    people = {name: client_of(name) for name in ("nemoto", "misaki", "ishiwata", "uzawa", "shishikura")}
    rows = []

    def bare_page():
        return people["ishiwata"].get("/bare/")

    rows += _homes(people, size, bare_page)
    rows += _lists(people, size, bare_page)
    rows += _pages(people, size, bare_page)
    rows += _searches(people, size, bare_page)
    rows += _saving(people, size)
    return [asdict(row) for row in rows]


def _homes(people, size, bare_page):
    """Of each role; to those who give out cases it shows some that nobody has, and some whose caseworker has left."""
    for label, name, shown in (
        ("manager", "ishiwata", 10), ("coordinator", "uzawa", 10), ("caseworker", "misaki", 0), ("advocate", "nemoto", 0),
        ("visitor", "shishikura", 0),
    ):  # fmt: skip
        client = people[name]
        assert client.get("/").content.count(b"/staff/") >= shown, f"the {label}'s home shows too little"
        yield from compare(f"home, {label}", size, lambda c=client: c.get("/"), bare_page, "bare page", times=3)


def _lists(people, size, bare_page):
    for label, name in (("narrow", "nemoto"), ("middle", "misaki"), ("wide", "ishiwata")):
        client, url = people[name], reverse("case_list") + "?status=all"
        first = client.get(url)
        shown = first.content.count(b"data-case=")
        assert shown == (30 if label == "narrow" else 50), f"{label} shows {shown} rows"
        yield from compare(
            f"list, {label}, first page", size, lambda c=client, u=url: c.get(u), bare_page, "bare page", wanted=35
        )
        if label == "narrow":
            continue
        deep = url
        for _step in range(12):
            found = re.search(r'href="([^"]+)" rel="next"', client.get(deep).content.decode())
            if not found:
                break
            deep = found[1].replace("&amp;", "&")
        yield from compare(f"list, {label}, deep", size, lambda c=client, u=deep: c.get(u), bare_page, "bare page", wanted=35)
    ids, sql, params = _bare_list()
    yield from compare(
        "list, wide, first page",
        size,
        lambda: people["ishiwata"].get(reverse("case_list") + "?status=all"),
        lambda: execute(sql, params),
        "bare SQL of the same ids",
        report_ms=False,
    )
    assert len(ids) == 50


def _pages(people, size, bare_page):
    client = people["misaki"]
    for notes, wanted, times in ((5, 20, None), (50, None, 6)):
        case = case_with(notes)
        url = reverse("case", args=[case])
        shown = client.get(url).content.count(b'id="note-')
        assert shown >= min(notes, 19), f"{shown} notes are shown"
        yield from compare(
            f"case page, {notes} notes", size, lambda u=url: client.get(u), bare_page, "bare page", wanted=wanted, times=times
        )


def _searches(people, size, bare_page):
    for label, name, text, wanted in (
        ("search, whole name, caseworker", "misaki", "積丹5ミヨ", 35), ("search, phone, manager", "ishiwata", "0436-99-0005", 35),
        ("search, surname, manager", "ishiwata", "宮崎", None), ("search, two kana, manager", "ishiwata", "しゃ", None),
        ("beginning of a name, caseworker of 5,000", "misaki", "みや", 100),
    ):  # fmt: skip
        client = people[name]

        def search(client=client, text=text):
            return client.post(reverse("search"), {"q": text}, headers={"HX-Request": "true"})

        with context.on_behalf_of(User.objects.get(username=name)) as actor:
            found = len(find_people(actor.user, "積丹5" if "whole" in label else text).people)
        assert found, f"{label} finds nobody"
        yield from compare(label, size, search, bare_page, "bare page", wanted=wanted)


def _saving(people, size):
    """The POST alone, beside one bare insert of the same text (into a table that the owner made) in a transaction of its own."""
    client, case = people["misaki"], case_with(1)
    url, text = reverse("note_new", args=[case]), "封筒が三通、開けないまま玄関に。" * 6

    def save():
        answer = client.post(url, {"means": "phone", "text": text, "once": str(uuid.uuid4())})
        assert answer.status_code in (302, 303), answer.status_code
        return answer

    def insert():
        execute("INSERT INTO bare_note VALUES (%s, %s, %s)", [uuid.uuid4(), timezone.now(), text])

    yield from compare("save a note (POST)", size, save, insert, "bare insert", wanted=20)


def compare(name, size, one, other, to, *, wanted=None, times=None, report_ms=True):
    """Two rows: the time itself, and its ratio to the other side measured in turn."""
    mine, theirs = [], []
    for number in range(ROUNDS + WARMUP):
        for action, times_taken in ((one, mine), (other, theirs)):
            reset_queries()
            begun = time.perf_counter()
            action()
            if number >= WARMUP:
                times_taken.append((time.perf_counter() - begun) * 1000)
    p50, p95 = statistics.median(mine), statistics.quantiles(mine, n=20)[-1]
    if report_ms:
        yield Row(name, size, round(p50, 2), round(p95, 2), wanted=wanted)
    yield Row(name, size, round(p50, 2), round(p95, 2), round(p50 / statistics.median(theirs), 2), to, times)


def client_of(username) -> Client:
    """A session with both factors, as signing in makes it."""
    user = User.objects.get(username=username)
    client = Client(headers={"host": "localhost"}, raise_request_exception=True)
    client.force_login(user, backend="accounts.backends.SignInBackend")
    session = client.session
    now = time.time()
    session["account_authentication_methods"] = [
        {"method": "password", "at": now, "username": username}, {"method": "mfa", "at": now, "type": "totp"},
    ]  # fmt: skip
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    assert client.get("/bare/").status_code == 200, "the bench is not signed in"
    return client


def case_with(notes):
    """The case that was given so many notes, found as its caseworker finds it."""
    user = User.objects.get(username="misaki")
    with context.on_behalf_of(user):
        person = find_people(user, f"積丹{notes}").people[0]
        return Case.objects.visible_to(user).get(subject=person).pk


def _bare_list():
    council = User.objects.get(username="ishiwata").memberships.first().area_id
    sql = "SELECT id FROM casework_case WHERE council_id = %s AND NOT sealed ORDER BY last_activity_at DESC, id DESC LIMIT 50"
    return execute(sql, [council]), sql, [council]


def execute(sql, params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else None

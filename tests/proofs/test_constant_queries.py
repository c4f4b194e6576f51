"""A page asks the database as often for fifty rows as for five. Rows have their children, and are counted in the answer."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework import services
from casework.services.daybook import daybook_of
from privacy import context
from tests.cast import login
from tests.factories.casework import details, make_case, make_note, make_place

pytestmark = pytest.mark.django_db

FEW, MANY = 5, 50


@pytest.fixture
def asking(caseworker, areas):
    return login(Client(), caseworker)


@pytest.fixture
def add(caseworker, areas):
    return Filler(caseworker, areas.dai)


class Filler:
    """Adds `count` rows of a kind, each with everything that a page shows beside it."""

    def __init__(self, user, district):
        self.user, self.district = user, district
        self.case = make_case(user, district)
        self.person = self.case.subject

    def cases(self, count):
        """Of different people, with a next contact tomorrow and a note."""
        for number in range(count):
            someone = details(make_place(self.district), given_name=f"ヨシ{number}")
            case = make_case(
                self.user, self.district, new_subject=someone, next_contact_date=timezone.localdate() + timedelta(days=1),
                next_contact_todo="訪ねる",
            )  # fmt: skip
            make_note(self.user, case)

    def cases_of_one(self, count):
        for _ in range(count):
            make_case(self.user, self.district, subject=self.person)

    def notes(self, count):
        """Each sent round to a colleague, every other one in six parts."""
        for number in range(count):
            parts = {"text": "", "soaip": {"focus": "暮らし", "subjective": "「眠れない」"}} if number % 2 else {}
            note = make_note(self.user, self.case, **parts)
            with context.on_behalf_of(self.user):
                services.note_circulate(note, actor=self.user, reader=self.user)

    def corrected_notes(self, count):
        for _ in range(count):
            note = make_note(self.user, self.case)
            with context.on_behalf_of(self.user):
                services.note_mend(note, actor=self.user, text="封筒は四通")

    def surroundings(self, count):
        for number in range(count):
            with context.on_behalf_of(self.user):
                services.relative_save(
                    self.person, actor=self.user, relation="長女", name=f"植木 {number}", phone="090-0000-0001"
                )
                services.consent_record(
                    self.person, actor=self.user, decision="granted", contents=["identity"], recipients=["commissioner"],
                    given_date=date(2023, 9, 12), manner="oral",
                )  # fmt: skip

    def entries(self, count):
        with context.on_behalf_of(self.user):
            book = daybook_of(self.district.council, timezone.localdate())
            for number in range(count):
                entry = services.entry_write(
                    actor=self.user, book=book, kind="call", text=f"折り返し {number}", who="露﨑 光江"
                )
                if number % 2:
                    services.entry_done(entry, actor=self.user)


def queries_of(client, address, shows) -> tuple[int, int]:
    """(queries, rows in the answer), when everything that a process remembers is remembered."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(queries), answer.content.decode().count(shows)


# What is added, where it is looked at, what stands once in each row, and how many rows one page shows at most.
PAGES = {
    "list": ("cases", "/cases/", "data-case=", 50),
    "list by kana": ("cases", "/cases/?order=kana", "data-case=", 50),
    "printed list": ("cases", "/cases/print/", "ヨシ", 100),
    "home": ("cases", "/", 'class="name" href="/cases/', 60),
    "case": ("notes", "case", 'id="note-', 20),
    "case, its people": ("surroundings", "case", "植木 ", 50),
    "printed case": ("notes", "case print", '<td class="pre">', 500),
    "changes of a case": ("corrected_notes", "case changes", "封筒は四通", 200),
    "person": ("surroundings", "person", "/relatives/", 10**4),
    "person, their cases": ("cases_of_one", "person", 'class="name num"', 10**4),
    "search": ("cases", "/search/", 'class="name" href="/people/', 20),
    "search in notes": ("notes", "/search/?", "#note-", 20),
    "day-book": ("entries", "/daybook/", "折り返し ", 10**4),
}


def address_of(page, case) -> str:
    there = f"/cases/{case.pk}/"
    return {
        "case": there, "case print": f"{there}print/", "case changes": f"{there}changes/", "person": f"/people/{case.subject_id}/",
    }.get(page, page)  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_fifty_rows_cost_as_many_queries_as_five(page, asking, add):
    kind, address, shows, most = PAGES[page]
    address = address_of(address, add.case)
    if address.startswith("/search/"):
        wanted = {"q": "封筒", "notes": "on"} if "?" in address else {"q": "たかはし"}
        asking.post("/search/", wanted)
    _without, none = queries_of(asking, address, shows)
    getattr(add, kind)(FEW)
    few, shown_few = queries_of(asking, address, shows)
    getattr(add, kind)(MANY - FEW)
    many, shown_many = queries_of(asking, address, shows)
    assert none < shown_few < shown_many
    assert shown_many <= most
    assert many == few > 0

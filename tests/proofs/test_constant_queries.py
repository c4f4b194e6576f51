"""A page asks the database as often for fifty rows as for five. Rows have their children, and are counted in the answer."""

import uuid
from datetime import date, timedelta
from functools import cached_property

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework import services
from casework.pages.consent_sheet import consent_sheet
from casework.services.daybook import daybook_of
from documents.services import document_ask, document_make
from privacy import context
from privacy.roles import Role
from referrals import services as referrals
from tests.cast import login, make_member, make_user
from tests.factories import visits as watch
from tests.factories.casework import details, make_case, make_note, make_person, make_place
from tests.factories.referrals import make_agency
from tests.factories.rights import make_referral
from tests.factories.telling import make_ground, say

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

    def doors(self, count):
        """Each with a visit that raised something and one that met nobody, all on this user's way."""
        for number in range(count):
            person = make_person(self.user, self.district, given_name=f"戸口{number}")
            door = watch.enrol(self.user, self.district, person=person)
            watch.assign(self.user, door, self.user)
            watch.visit(self.user, door, "concern")
            watch.visit(self.user, door, "absent", steps=[("card", timezone.now(), "郵便受けに")])

    def visits(self, count):
        """To one door; every other one by two who went together."""
        for number in range(count):
            watch.visit(self.user, self.door, "concern", companions=[self.user] if number % 2 else [], note="庭の話")

    @cached_property
    def door(self):
        return watch.enrol(self.user, self.district, person=self.person)

    def calls(self, count):
        """Each told something on a consent, and something was added to it."""
        with context.on_behalf_of(self.user):
            for number in range(count):
                call = referrals.liaison_record(
                    self.case,
                    actor=self.user,
                    agency=self.agency,
                    matter=f"用件 {number}",
                    contents=["identity"],
                    spoken_to="田中さん",
                )
                services.disclosure_add(call.disclosure, actor=self.user, text=f"追記 {number}")

    @cached_property
    def agency(self):
        say(self.user, self.person, recipients=["comprehensive"])
        return make_agency(self.writes, self.district.council)

    @cached_property
    def writes(self):
        return make_member(make_user("writes"), Role.COORDINATOR, self.district.council)

    def agencies(self, count):
        for _ in range(count):
            make_agency(self.writes, self.district.council, name=f"つなぎ先 {uuid.uuid4()}")

    def grounds(self, count):
        for _ in range(count):
            make_ground(self.user, self.case)

    def referrals(self, count):
        """Of this user, handed to nobody yet; each was rewritten."""
        for number in range(count):
            made = make_referral(self.user, self.case, self.agency)
            with context.on_behalf_of(self.user):
                referrals.referral_write(made, actor=self.user, matter=f"通帳の管理 {number}")

    def reports(self, count):
        """Suspected abuse, to be reported today."""
        for _ in range(count):
            make_referral(self.user, self.case, self.agency, kind="elder_abuse", type="")

    def steps(self, count):
        for number in range(count):
            with context.on_behalf_of(self.user):
                referrals.referral_write(self.referral, actor=self.user, matter=f"通帳の管理 {number}")

    @cached_property
    def referral(self):
        return make_referral(self.user, self.case, self.agency)

    def papers(self, count):
        with context.on_behalf_of(self.user):
            for number in range(count):
                data = consent_sheet(self.person)
                paper = document_ask(
                    self.person, actor=self.user, kind="consent", data=data, recipient=f"窓口 {number}", copies=2
                )
                document_make(paper, actor=self.user)

    def entries(self, count):
        with context.on_behalf_of(self.user):
            book = daybook_of(self.district.council, timezone.localdate())
            for number in range(count):
                entry = services.entry_write(
                    actor=self.user, book=book, kind="call", text=f"折り返し {number}", who="露﨑 光江", about=self.person
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


# Of what is added: {page: (where it is looked at, what stands once in each row, how many rows one page shows at most)}.
PAGES = {
    "cases": {
        "list": ("/cases/", "data-case=", 50),
        "list by kana": ("/cases/?order=kana", "data-case=", 50),
        "printed list": ("/cases/print/", "ヨシ", 100),
        "home": ("/", 'class="name" href="/cases/', 60),
        "search": ("/search/", 'class="name" href="/people/', 20),
    },
    "notes": {
        "case": ("case", 'id="note-', 20),
        "printed case": ("case print", '<td class="pre">', 500),
        "search in notes": ("/search/?", "#note-", 20),
    },
    "corrected_notes": {"changes of a case": ("case changes", "封筒は四通", 200)},
    "surroundings": {
        "case, its people": ("case", "植木 ", 50),
        "person": ("person", "/relatives/", 10**4),
    },
    "cases_of_one": {"person, their cases": ("person", 'class="name num"', 10**4)},
    "doors": {
        "board of the watch-over": ("/watch/", "戸口", 10**4),
        "printed plan": ("/watch/print/", "戸口", 10**4),
        "blank sheets": ("/watch/sheets/", "戸口", 10**4),
        "my round": ("/round/", "戸口", 10**4),
        "not yet confirmed safe": ("/safety/", 'id="check-', 30),
        "not yet confirmed safe, printed": ("/safety/print/", "戸口", 10**4),
        "to take up": ("/alerts/", '<li>\n<p class="due', 50),
    },
    "visits": {"enrolment": ("enrolment", "庭の話", 10**4)},
    "entries": {"day-book": ("/daybook/", "折り返し ", 10**4)},
    "calls": {
        "case, its calls": ("case", 'class="event" id="liaison-', 20),
        "what was told": ("told", "追記 ", 10**4),
        "what was told, printed": ("told print", "追記 ", 10**4),
    },
    "grounds": {"case, its grounds": ("case", 'href="/grounds/', 10**4)},
    "referrals": {
        "how the referrals stand": ("/referrals/", 'href="/referrals/', 60),
        "case, its referrals": ("case", 'class="name" href="/referrals/', 10**4),
    },
    "reports": {"home": ("/", 'class="name" href="/referrals/', 30)},
    "steps": {"referral": ("referral", "書き直しました", 10**4)},
    "agencies": {"agencies": ("/agencies/", "つなぎ先 ", 50)},
    "papers": {
        "documents that left": ("/documents/", 'class="name num" href="/documents/', 50),
        "documents handed over, of a kind": ("/documents/?kind=consent&holding=here", 'class="name num" href="/documents/', 50),
    },
}


# Where there is more than a page, how many there are is asked for.
SECOND_PAGE = {"not yet confirmed safe": 1}


def address_of(page, add) -> str:
    if page == "enrolment":
        return f"/watch/{add.door.pk}/"
    if page == "referral":
        return add.referral.get_absolute_url()
    case = add.case
    there = f"/cases/{case.pk}/"
    return {
        "case": there, "case print": f"{there}print/", "case changes": f"{there}changes/", "person": f"/people/{case.subject_id}/",
        "told": f"/people/{case.subject_id}/told/", "told print": f"/people/{case.subject_id}/told/print/",
    }.get(page, page)  # fmt: skip


@pytest.mark.parametrize("kind", PAGES)
def test_fifty_rows_cost_as_many_queries_as_five(kind, asking, add):
    """Takes some seconds: fifty rows with all that hangs on them are made."""

    def look(page):
        address, shows, _most = PAGES[kind][page]
        address = address_of(address, add)
        if address.startswith("/search/"):
            asking.post("/search/", {"q": "封筒", "notes": "on"} if "?" in address else {"q": "たかはし"})
        return queries_of(asking, address, shows)

    def look_at_all():
        return {page: look(page) for page in PAGES[kind]}

    none = look_at_all()
    getattr(add, kind)(FEW)
    few = look_at_all()
    getattr(add, kind)(MANY - FEW)
    many = look_at_all()
    for page, (_address, _shows, most) in PAGES[kind].items():
        (_without, shown_none), (asked_few, shown_few), (asked_many, shown_many) = none[page], few[page], many[page]
        assert shown_none < shown_few < shown_many <= most, page
        assert 0 < asked_few <= asked_many <= asked_few + SECOND_PAGE.get(page, 0), page


def test_home_costs_the_same_however_much_waits(asking, add):
    """It shows a few of them only."""
    add.doors(FEW + 1)
    few, _shown = queries_of(asking, "/", "戸口")
    add.doors(FEW)
    assert queries_of(asking, "/", "戸口")[0] == few


def test_another_kind_of_what_waits_costs_home_no_statement(asking, add):
    """A note to read and a consent that ends, beside the cases: each of them says whom it is about."""
    add.cases(1)
    before, _rows = queries_of(asking, "/", "<li")
    add.notes(1)
    notes, _rows = queries_of(asking, "/", "封筒")
    with context.on_behalf_of(add.user):
        services.case_assign(add.case, actor=add.user, user=add.user)
        services.consent_record(
            add.person, actor=add.user, decision="granted", contents=["identity"], recipients=["commissioner"], manner="oral",
            given_date=timezone.localdate(), until_date=timezone.localdate() + timedelta(days=3),
        )  # fmt: skip
    both, shown = queries_of(asking, "/", "同意の期限が切れます")
    assert (before, notes) == (both, both)
    assert shown


def test_a_case_page_asks_fourteen_times(asking, add):
    """With its session, its transaction and its event; whatever lies in it."""
    add.notes(FEW)
    add.surroundings(FEW)
    assert queries_of(asking, f"/cases/{add.case.pk}/", 'id="note-') == (14, FEW + 1)


def test_a_box_on_the_page_of_a_case_costs_no_query(asking, add):
    """Everything that apps put there: grounds, calls, referrals and their steps, visits, the link to the watch-over."""
    address = f"/cases/{add.case.pk}/"
    bare, _notes = queries_of(asking, address, 'id="note-')
    for kind in ("grounds", "calls", "referrals", "visits"):
        getattr(add, kind)(1)
    add.steps(1)
    full, _notes = queries_of(asking, address, 'id="note-')
    assert full == bare


def test_a_saved_note_asks_eighteen_times_and_writes_no_session(asking, add):
    note = {"means": "phone", "text": "封筒が三通"}
    address = f"/cases/{add.case.pk}/notes/new/"
    asking.post(address, note | {"once": str(uuid.uuid4())})
    with CaptureQueriesContext(connection) as queries:
        asking.post(address, note | {"once": str(uuid.uuid4())})
    assert len(queries) == 18
    assert not [query for query in queries if 'UPDATE "django_session"' in query["sql"]]

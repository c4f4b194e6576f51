"""A restricted case is nowhere: what every page without its id shows, and every search finds, is byte for byte what it was without it."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework import services
from casework.models import Case
from privacy import context, outbox
from privacy.models import OutboxMessage
from privacy.roles import Role
from referrals.services.liaisons import liaison_record
from referrals.services.silence import scan
from tests.architecture.routes_table import PARAMETERS
from tests.architecture.world import PLANTED, make_documents
from tests.cast import login, make_member, make_user
from tests.factories.casework import details, make_case, make_note, make_place
from tests.factories.conferences import make_conference
from tests.factories.rights import agree, make_agency, make_referral, take

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
# Made anew for each answer: keys, ids of forms, the minute.
CHANCE = re.compile(
    r'nonce="[^"]*"|[A-Za-z0-9]{64}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|datetime="[^"]*"|[0-9]{1,2}時[0-9]{1,2}分'
)
NAME, KANA, PHONE, BLOCK, WORDS = "鵜飼 咲", "うかい さき", "0436-00-7719", "9-77", "植え込みに封筒"
# Every address without an id, but for these: numbers that count a restricted case under 地区不明; and what names acts, one's own looks too.
FIGURES, ACTS = {"plan", "reports"}, {"ledger", ("case_access", "own")}
# A workbook carries the moment at which it was made.
DATED = {"agency_export", "move_sample"}
# The doors to one's own account show nobody else.
OWN = ("account_", "mfa_", "passkey_", "security", "usersessions_", "session_state", "link", "readyz", "healthz")
PLAIN = sorted(
    name
    for name, row in PARAMETERS.items()
    if row.about == "" and row.get and not row.args(None, None) and not name.startswith(OWN)
)
LISTS = [
    ("case_list", query)
    for query in (
        "status=all",
        "status=all&kind=enquiry",
        "status=all&order=kana",
        "status=open&order=next",
        "status=all&due=none",
    )
]


@pytest.fixture
def maker(areas):
    return make_member(make_user("maker"), Role.COORDINATOR, areas.council)


@pytest.fixture
def meeting(cast, areas):
    return make_conference(cast.coordinator, areas.dai)


@pytest.fixture
def agency(cast, areas):
    return make_agency(cast.coordinator, areas.council, recipient="city")


def pages(user, own, note, meeting) -> dict:
    """{what was asked: (status, body)} of this user today."""
    client = login(Client(), user)
    found = {}
    for name in PLAIN:
        found[name] = client.get(reverse(name))
    for name, query in LISTS:
        found[name, query] = client.get(f"{reverse(name)}?{query}")
    for text in (NAME, KANA, "うかい", PHONE, BLOCK, "2023-0002"):
        found["search", text] = client.post(reverse("search"), {"q": text}, headers=HTMX)
        found["move", text] = client.post(reverse("note_move", args=[note.pk]), {"q": text}, headers=HTMX)
        found["same", text] = client.post(reverse("person_same", args=[own.subject_id]), {"q": text}, headers=HTMX)
    found["candidates"] = client.get(f"{meeting.get_absolute_url()}?candidates=all")
    typed = {"name": NAME, "kana": KANA, "phone": PHONE, "birth": "S18.5.7"}
    found["namesakes"] = client.post(reverse("namesakes", args=[uuid.UUID(int=7)]), typed, headers=HTMX)
    for name in ("case", "case_timeline", "case_access", "case_changes", "case_print"):
        found[name, "own"] = client.get(reverse(name, args=[own.pk]))
    return {asked: (answer.status_code, answer.content.decode(errors="replace")) for asked, answer in found.items()}


def lasting(answer) -> tuple:
    status, body = answer
    return status, CHANCE.sub("", body)


def hide(maker, holder, areas, agency):
    """With all that a report of abuse leaves in it: the report, silent past both of its days, a call, papers, what was told, who reported."""
    case = make_case(
        maker, areas.dai, consulter={"name": NAME, "phone": PHONE, "relation": "本人"},
        new_subject=details(make_place(areas.dai), family_name="鵜飼", given_name="咲", family_kana="うかい", given_kana="さき", block=BLOCK, phone=PHONE),
        words=WORDS,
    )  # fmt: skip
    make_note(maker, case, text=WORDS, next_contact_date=timezone.localdate(), next_contact_todo="訪ねる")
    agree(maker, case)
    long_ago = timezone.now() - timedelta(days=20)
    take(maker, make_referral(maker, case, agency, kind="elder_abuse", type="", matter=WORDS), "reported", at=long_ago)
    with context.on_behalf_of(maker):
        liaison_record(case, actor=maker, agency=agency, matter=WORDS, contents=["identity"])
        make_documents(case.subject, maker)
        services.reporter_record(case, actor=maker, readers=[maker, holder], name=NAME, said=WORDS)
    with context.on_behalf_of(maker) as now:
        found = Case.objects.visible_to(now).select_related("dossier__subject", "subject__dossier", "area").get(pk=case.pk)
        services.mail_stop(found, actor=maker, why=WORDS)
        services.case_restrict(found, actor=maker, why="abuse", holders=[maker, holder])
    return case


@pytest.mark.parametrize("who", ["caseworker", "coordinator", "visitor", "second_manager", "auditor"])
def test_nothing_that_anybody_asks_shows_that_there_is_one(cast, maker, areas, meeting, agency, who):
    user, holder = getattr(cast, who), make_member(make_user("holder"), Role.MANAGER, areas.council)
    for one in (user, holder):
        one.email = f"{one.username}@example.test"
        one.save()
    own = make_case(cast.caseworker, areas.dai)
    note = make_note(cast.caseworker, own)
    pages(user, own, note, meeting)
    before = pages(user, own, note, meeting)
    case = hide(maker, holder, areas, agency)
    mail.outbox.clear()
    after = pages(user, own, note, meeting)
    changed = {asked for asked in before if lasting(before[asked]) != lasting(after[asked])}
    assert changed <= FIGURES | ACTS | DATED
    for asked, (_status, body) in after.items():
        for secret in ("鵜飼", "うかい", PHONE, WORDS, PLANTED.document, str(case.pk), str(case.subject_id), case.number):
            told_itself = isinstance(asked, tuple) and secret in asked[1]
            # Who audits reads which record every event is about, and of none of them a word.
            audited = who == "auditor" and (asked, secret) == ("ledger", case.number)
            assert told_itself or audited or asked == "namesakes" or secret not in body, (asked, secret)
    with context.as_job("silence") as actor:
        scan(actor=actor)
    for message in OutboxMessage.objects.filter(done_at=None):
        outbox.deliver(message.pk)
    told = {address for message in mail.outbox for address in message.to}
    assert holder.email in told, "the control: silence is told of"
    assert user.email not in told


def test_the_same_pages_show_it_to_whoever_is_named(cast, maker, areas, meeting, agency):
    """What proves nothing when it shows nothing to anybody."""
    own = make_case(cast.caseworker, areas.dai)
    note = make_note(cast.caseworker, own)
    case = hide(maker, make_member(make_user("holder"), Role.MANAGER, areas.council), areas, agency)
    shown = pages(maker, own, note, meeting)
    for asked in (
        "home",
        "case_list",
        ("case_list", "status=all"),
        ("search", NAME),
        ("search", case.number),
        ("search", PHONE),
        "namesakes",
        "referrals",
        "candidates",
    ):
        assert "鵜飼" in shown[asked][1], asked
    assert PLANTED.document in shown["documents"][1]

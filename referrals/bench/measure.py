"""The board beside the case list of the same reader, in turn; the rule alone, and with what it reads; the scan where nothing is late; a letter
as the task makes it."""

import statistics
import time
from dataclasses import asdict

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from casework.bench.measure import Row, client_of, compare
from casework.codes import Content, Purpose, Recipient
from casework.disclosure import may_disclose
from casework.models import Case, Consent
from casework.said import grounds_about, said_about, what_may_be_told
from documents.codes import Status
from documents.services import document_ask, document_make
from privacy import context
from referrals import services
from referrals.bench.fill import CONSENTS, REFERRALS
from referrals.codes import State
from referrals.documents import LETTER
from referrals.models import Referral
from referrals.pages.letter_paper import paper

TIMES, LETTERS = 200, 20


@override_settings(ROOT_URLCONF="casework.bench.measure", ALLOWED_HOSTS=["localhost"])
def measure(size: int) -> list[dict]:
    assert not settings.DEBUG, "a bench with DEBUG on measures the debugger"
    assert Referral.objects.open().count() >= REFERRALS
    return [asdict(row) for row in (*_letter(size), *_board(size), *_rule(size), *_scan(size))]


def _board(size):
    """Of somebody who sees the whole council: home too, which asks of each open one whether its owner can act."""
    client, manager = client_of("uzawa"), client_of("ishiwata")
    board, cases = reverse("referrals"), reverse("case_list")
    assert client.get(board).content.count(b'class="name" href="/referrals/') == 50
    yield from compare(
        f"board of {REFERRALS} referrals", size, lambda: client.get(board), lambda: client.get(cases), "case list", times=1.5
    )
    yield from compare(
        "board, silent ones", size, lambda: client.get(f"{board}?due=silent"), lambda: client.get(cases), "case list"
    )
    yield from compare(
        "home with referrals, manager", size, lambda: manager.get("/"), lambda: manager.get("/bare/"), "bare page"
    )


def _rule(size):
    most = Consent.objects.values("person").annotate(n=Count("pk")).order_by("-n").first()
    assert most["n"] >= CONSENTS
    coordinator, today = User.objects.get(username="uzawa"), timezone.localdate()
    case = Case.objects.filter(subject=most["person"]).first()
    asked = {"contents": list(Content), "receiver": frozenset({Recipient.CITY.value}), "purpose": Purpose.SUPPORT, "on": today}
    with context.on_behalf_of(coordinator):
        consents, grounds = said_about(most["person"]), grounds_about(coordinator, most["person"], case)
        yield _timed(f"may_disclose, {CONSENTS} consents", size, lambda: may_disclose(consents, grounds, **asked), wanted=1)
        yield _timed(
            f"may_disclose, {CONSENTS} consents, with its queries",
            size,
            lambda: what_may_be_told(coordinator, most["person"], case, **asked),
        )


def _scan(size):
    def nothing_late():
        with context.as_job("silence") as job:
            services.scan(actor=job)

    yield _timed("scan for silence, nothing new", size, nothing_late)


def _letter(size):
    """PDF and Word as the task makes them, of two pages or so; the first one of a process loads font and typesetting too. Nothing stays."""
    coordinator = User.objects.get(username="uzawa")
    found = []
    with transaction.atomic(), context.on_behalf_of(coordinator):
        referral = (
            Referral.objects.visible_to(coordinator).select_related("agency", "council").filter(state=State.DRAFT).first()
        )
        for _time in range(LETTERS + 1):
            asked = document_ask(
                referral, actor=coordinator, kind=LETTER.name, data=_said(referral), recipient=referral.agency.name
            )
            begun = time.perf_counter()
            made = document_make(asked, actor=coordinator)
            found.append((time.perf_counter() - begun) * 1000)
            assert made.status == Status.DRAFT
        transaction.set_rollback(True)
    yield _row("a letter, the first of a process", size, found[:1])
    yield _row("a letter, task time", size, found[1:], wanted=1000)


def _said(referral) -> dict:
    """As long as letters become: a dozen parts of some lines each."""
    words = "通帳と印鑑を何度もなくし、公共料金の支払いが止まった。郵便物が封を切らずに残っている。" * 4
    part = {"title": "支援の経過", "content": Content.NOTES.value, "text": words, "edited": False}
    letter = {
        "phone": "0436-00-0000", "subject": "成年後見の利用の相談", "reason": words, "parts": [part] * 12, "wished": words,
        "answer_date": timezone.localdate(), "must_not": words,
    }  # fmt: skip
    sender = {"council": referral.council.name, "name": "鵜澤", "phone": ""}
    return paper(referral, letter, [("支援の経過", "本人の同意")], sender=sender, today=timezone.localdate())


def _timed(name, size, action, wanted=None) -> Row:
    found = []
    for _time in range(TIMES):
        begun = time.perf_counter()
        action()
        found.append((time.perf_counter() - begun) * 1000)
    return _row(name, size, found, wanted)


def _row(name, size, found, wanted=None) -> Row:
    most = statistics.quantiles(found, n=20)[-1] if len(found) > 1 else found[0]
    return Row(name, size, round(statistics.median(found), 3), round(most, 3), wanted=wanted)

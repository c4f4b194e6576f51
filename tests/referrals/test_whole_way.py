"""The whole way, over HTTP: signs of abuse in the morning, a call to the city, a case that is there for nobody else; and a referral
that is agreed to, written, approved by somebody else, handed over, silent, and answered."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from casework.models import Disclosure, Ground, Reporter
from documents.models import Document
from privacy import context
from referrals.models import Referral
from tests.cast import login
from tests.documents.conftest import work
from tests.documents.reading import text
from tests.factories.rights import make_agency, newest
from tests.referrals.test_letters import files
from tests.referrals.test_silence import days_pass

pytestmark = pytest.mark.django_db
CHANCE = re.compile(r'(nonce|value|content|datetime)="[^"]*"|"X-CSRFToken": "\w+"|[0-9a-f]{8}-[0-9a-f-]{27}')
NOWHERE = "11111111-1111-4111-8111-111111111111"


def words_of(page) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page.partition("<main")[2]).split())[:900]


class Desk:
    """One person at one browser."""

    def __init__(self, user):
        self.client = login(Client(), User.objects.get(pk=user.pk))

    def page(self, address) -> str:
        answer = self.client.get(address)
        assert answer.status_code == 200, address
        return answer.content.decode()

    def send(self, route, pk, /, *more, **said):
        """Saved: the page that it leads to is another one."""
        address = reverse(route, args=[pk, *more])
        answer = self.client.post(address, said)
        assert answer.status_code in (302, 303), (route, answer.status_code)
        assert answer.url != address, words_of(self.page(address))
        return answer.url

    def step(self, referral, step, **said):
        return self.send("referral_step", referral.pk, step, shown=str(newest(referral)), **said)

    def bare(self, address) -> tuple[int, str]:
        answer = self.client.get(address)
        return answer.status_code, CHANCE.sub("", answer.content.decode())


def begin(desk, case, **said) -> Referral:
    before = set(Referral.objects.values_list("pk", flat=True))
    desk.send("referral_new", case.pk, **said)
    return Referral.objects.exclude(pk__in=before).get()


def test_from_the_first_sign_to_the_answer(scene):
    case, advocate, manager = scene.case, Desk(scene.advocate), Desk(scene.manager)
    make_agency(scene.coordinator, scene.case.area.council or scene.case.council, name="試験市役所", recipient="city")

    # The same day, alone, before any approval.
    report = begin(
        advocate, case, kind="elder_abuse", agency_name="試験市役所", urgency="today", matter="年金を渡してもらえない", wish="言わないでほしい",
        wish_unknown="on", purpose="emergency", contents=["existence", "identity", "abuse"],
    )  # fmt: skip
    clock = timezone.localtime().strftime("%H:%M")
    advocate.step(report, "reported", at_time=clock, means="phone", spoken_to="高齢者支援課 植松", receipt="番号なし")
    assert Referral.objects.get(pk=report.pk).state == "sent"
    assert (Ground.objects.get().cannot_wait, Disclosure.objects.get().means) == (True, "phone")
    shown = advocate.page(report.get_absolute_url())
    assert "疑い" in shown
    assert "虐待の事実を認定" not in shown

    # In one step it is there for nobody else, byte for byte.
    advocate.send("case_restrict", case.pk, why="abuse", holders=[str(scene.advocate.pk), str(scene.manager.pk)])
    for name in ("caseworker", "coordinator", "second_manager", "visitor", "auditor"):
        stranger = Desk(getattr(scene, name))
        for record in (case, report):
            there = record.get_absolute_url()
            assert stranger.bare(there) == stranger.bare(there.replace(str(record.pk), NOWHERE)), name
    reporter = advocate.send(
        "reporter_new", case.pk, name="植竹 静", said="夜に大きな声", readers=[str(scene.advocate.pk), str(scene.manager.pk)]
    )
    assert reporter == case.get_absolute_url()
    told = reverse("reporter", args=[Reporter.objects.get().pk])
    assert [Desk(getattr(scene, name)).client.get(told).status_code for name in ("advocate", "manager", "coordinator")] == [
        200,
        200,
        404,
    ]

    # Later: what the consent covers is said kind by kind.
    asked = begin(
        advocate, case, kind="guardian", type="open", agency_name="植物園", urgency="soon", matter="通帳の管理", wish="頼みたい",
        purpose="application", contents=["identity", "abuse"],
    )  # fmt: skip
    assert "植竹" not in advocate.page(reverse("letter", args=[asked.pk]))
    advocate.send(
        "letter", asked.pk, subject="成年後見の相談", reason="財産の管理が心配", must_not="ほかに使わない", **{
            "use-name": "on", "text-name": "植木 花子", "use-money": "on", "text-money": "通帳を三冊",
        },
    )  # fmt: skip
    advocate.send("letter_make", asked.pk)
    work()
    advocate.step(asked, "submit")
    assert "自分" in advocate.page(asked.get_absolute_url()) or "あなた" in advocate.page(asked.get_absolute_url())
    manager.step(asked, "approve")
    pdf, word = files(scene.manager, Document.objects.get())
    assert "通帳を三冊" in text(pdf)
    assert "大きな声" not in text(pdf)
    assert word
    advocate.step(asked, "send", means="handed", spoken_to="植野さん")

    # Silence, first for her, then for the manager; and the answer.
    days_pass(Referral.objects.get(pk=asked.pk), first=1, second=-2)
    assert asked.get_absolute_url() in advocate.page("/")
    assert f'href="{asked.get_absolute_url()}"' not in manager.page("/")
    days_pass(Referral.objects.get(pk=asked.pk), first=4, second=1)
    assert asked.get_absolute_url() in manager.page("/")
    advocate.step(asked, "acknowledge", receipt="受-118")
    advocate.step(asked, "accept", text="来週訪ねる")
    assert "来週訪ねる" in advocate.page(case.get_absolute_url())
    assert "植物園" in advocate.page(reverse("told", args=[case.subject_id]))
    assert timezone.now() - Referral.objects.get(pk=asked.pk).since < timedelta(days=1)
    with context.on_behalf_of(scene.manager) as actor:
        assert set(Disclosure.objects.visible_to(actor).get(document__isnull=False).rests_on.values()) != set()

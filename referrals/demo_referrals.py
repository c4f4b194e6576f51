"""Makes the demo's referrals, each about somebody else, with consents that allow, refuse, have ended, end soon and were withdrawn; and
the case of the reported abuse, which is there for two people alone."""

import uuid
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from casework.codes import Content, Decision, Manner, Recipient, RestrictionWhy, TellingMeans
from casework.models import Case, Consent
from casework.services import case_assign, case_restrict, consent_record, consent_withdraw, reporter_record, restriction_confirm
from privacy import context
from referrals import services
from referrals.demo_stories import REFERRALS, REPORTER
from referrals.models import Agency, Referral, ReferralStep

DECIDED = {"approve", "not_yet"}
AGREED_BEFORE = timedelta(days=90)
# By the place of the referral: what its person's consent has come to besides.
REFUSED, WITHDRAWN = 0, 2
# Of two it ends by itself: in some days, and some days ago.
UNTIL = {1: timedelta(days=5), 11: timedelta(days=-2)}


def make_referrals(council) -> None:
    people = {user.username: user for user in User.objects.filter(is_demo=True)}
    coordinator, advocate, manager = (people[name] for name in ("uzawa", "nemoto", "ishiwata"))
    cases = Case.objects.filter(council=council, closed_date=None, subject__isnull=False, sequence__isnull=False)
    ids = cases.order_by("created_at", "id").values_list("pk", flat=True)
    for number, (case_id, (name, asked, steps)) in enumerate(zip(ids, REFERRALS, strict=False)):
        agency = Agency.objects.get(council=council, name=name)
        _agree(coordinator, advocate, case_id, number)
        _refer(advocate, manager, case_id, agency, asked, steps)
        _see_consent_end(coordinator, case_id, number)
    _restrict(advocate, manager)


def _agree(coordinator, advocate, case_id, number) -> None:
    today = timezone.localdate()
    with context.on_behalf_of(coordinator):
        case = Case.objects.visible_to(coordinator).select_related("subject__dossier").get(pk=case_id)
        case_assign(case, actor=coordinator, user=advocate)
        consent_record(
            case.subject, actor=coordinator, decision=Decision.GRANTED, contents=[one for one in Content if one != Content.ABUSE],
            recipients=[one for one in Recipient if one not in (Recipient.ANYBODY, Recipient.FAMILY, Recipient.CONFERENCE)],
            purpose="つなぎと支援の相談のため", manner=Manner.WRITTEN if number % 2 else Manner.ORAL, given_by="self",
            given_date=today - AGREED_BEFORE, until_date=today + UNTIL[number] if number in UNTIL else None,
        )  # fmt: skip


def _see_consent_end(coordinator, case_id, number) -> None:
    """One says later that nobody is to know, another takes back what they had said: what was approved is not handed over."""
    today = timezone.localdate()
    with context.on_behalf_of(coordinator):
        case = Case.objects.visible_to(coordinator).select_related("subject__dossier").get(pk=case_id)
        if number == REFUSED:
            consent_record(
                case.subject, actor=coordinator, decision=Decision.REFUSED, contents=list(Content), recipients=[Recipient.ANYBODY],
                purpose="「まだだれにも言わないで」", manner=Manner.ORAL, given_by="self", given_date=today,
            )  # fmt: skip
        if number == WITHDRAWN:
            for consent in Consent.objects.visible_to(coordinator).filter(person=case.subject_id, withdrawn_date=None):
                consent_withdraw(consent, actor=coordinator, on_date=today, reason="「もう一度考えたい」")


def _refer(advocate, manager, case_id, agency, asked, steps) -> None:
    first = steps[0][1] + 1 if steps else 1
    if steps and steps[0][0] == "reported":
        first = steps[0][1]
    with context.on_behalf_of(advocate):
        case = Case.objects.visible_to(advocate).get(pk=case_id)
        referral = services.referral_begin(case, actor=advocate, id=uuid.uuid4(), agency=agency, now=_ago(first), **asked)
    for step, days, said in steps:
        actor = manager if step in DECIDED else advocate
        with context.on_behalf_of(actor):
            _step(actor, referral, step, days, said)


def _step(actor, referral: Referral, step, days, said) -> None:
    shown = ReferralStep.objects.filter(referral=referral).order_by("recorded_at", "id").values_list("pk", flat=True).last()
    means = {"reported": TellingMeans.PHONE, "send": TellingMeans.POST}.get(step)
    services.referral_step(
        referral, actor=actor, step=step, shown=shown, now=_ago(days), **({"means": means} if means else {}), **said
    )


def _restrict(advocate, manager) -> None:
    """The case of the reported abuse, with whoever reported it in a compartment of their own."""
    reported = ReferralStep.objects.filter(step="reported", actor=advocate).values("referral__case")
    with context.on_behalf_of(advocate):
        case = (
            Case.objects.visible_to(advocate)
            .select_related("dossier__subject", "subject__dossier", "area")
            .get(pk__in=reported)
        )
        restriction = case_restrict(case, actor=advocate, why=RestrictionWhy.ABUSE, holders=[advocate, manager])
        reporter_record(case, actor=advocate, readers=[advocate, manager], **REPORTER)
    with context.on_behalf_of(manager):
        restriction_confirm(restriction, actor=manager)


def _ago(days):
    return timezone.now() - timedelta(days=days)

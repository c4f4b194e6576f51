"""The cabinet of casework's bench, with 2,000 open referrals in it, as many ended ones, and one person who said 50 things."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from casework.bench.fill import fill as fill_cases
from casework.codes import Content, Decision, Manner, Purpose, Recipient
from casework.models import Case, Consent, Person
from casework.services import consent_record
from privacy import context
from referrals.codes import OPEN, Kind, State
from referrals.deadlines import ends_of
from referrals.models import Agency, Referral, ReferralStep
from referrals.services import agency_save
from referrals.services.agencies import kinds_of
from referrals.transitions import BEGIN

REFERRALS, CONSENTS, BATCH = 2_000, 50, 500


def fill(size: int, say) -> None:
    fill_cases(size, say)
    coordinator = User.objects.get(username="uzawa")
    with transaction.atomic(), context.as_job("bench"):
        council = coordinator.memberships.first().area
        agencies = [_agency(council, number) for number in range(12)]
        for begun in range(0, REFERRALS, BATCH):
            _refer(coordinator, council, agencies, begun)
        _say_much(coordinator, council)
    say(f"{Referral.objects.count()} referrals")


def _agency(council, number) -> Agency:
    contacts = [{"name": "相談係", "role": "", "phone": ""}]
    return agency_save(
        actor=context.current(), council=council, kinds=kinds_of(council.pk)[number % 11 : number % 11 + 1], contacts=contacts,
        name=f"試験機関{number}", phone="0436-00-0000",
    )  # fmt: skip


def _refer(owner, council, agencies, begun) -> None:
    now = timezone.now()
    cases = Case.objects.visible_to(context.current(), "case.read").filter(council=council, sequence__isnull=False)
    made = []
    for number, case in enumerate(cases.order_by("-last_activity_at", "-id")[begun : begun + BATCH], begun):
        for state in (OPEN[number % len(OPEN)], State.ENDED):
            since = now - timedelta(days=number % 30, minutes=number)
            kind = list(Kind)[number % len(Kind)]
            first, second = ends_of(kind, state, timezone.localdate(since))
            made.append(Referral(
                case=case, dossier_id=case.dossier_id, council=council, counted_area_id=case.area_id, kind=kind, agency=agencies[number % 12],
                matter="通帳の管理の手伝い", wish="「頼みたい」", contents=[Content.IDENTITY], state=state, since=since, due_date=first,
                late_date=second, reminded=2, owner=owner, made_by=owner, created_at=since,
            ))  # fmt: skip
    Referral.objects.create_all(made)
    ReferralStep.objects.create_all(
        ReferralStep(referral=row, dossier_id=row.dossier_id, step=BEGIN, to_state=row.state, at=row.since, actor=owner)
        for row in made
    )


def _say_much(coordinator, council) -> None:
    """A permission, a refusal, a permission that ended, and so on."""
    case = Case.objects.filter(council=council, subject__isnull=False).order_by("id").first()
    person = Person.objects.visible_to(context.current(), "person.read").get(pk=case.subject_id)
    today = timezone.localdate()
    with context.on_behalf_of(coordinator):
        for number in range(CONSENTS - Consent.objects.filter(person=person).count()):
            given = today - timedelta(days=CONSENTS - number)
            consent_record(
                person, actor=coordinator, decision=Decision.REFUSED if number % 5 == 4 else Decision.GRANTED, contents=list(Content),
                recipients=[list(Recipient)[number % 10]], purposes=[list(Purpose)[number % 5]], manner=Manner.ORAL, given_by="self",
                given_date=given, until_date=given + timedelta(days=9) if number % 5 == 3 else None, purpose="試し",
            )  # fmt: skip

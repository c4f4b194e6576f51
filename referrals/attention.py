"""What waits in the referrals: silence, what comes back, what waits for approval, what nobody follows."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.attention import Item, More, attention
from privacy.policy import DUTIES, roles_for
from privacy.together import question
from referrals.codes import State
from referrals.consent import no_longer_agreed, something_taken_back
from referrals.models import Referral, ReferralStep
from referrals.pages.board import drawn
from referrals.transitions import AUTHORING

MOST = 30
# What its owner does next, without anybody's silence.
NEXT = (State.APPROVED, State.RETURNED, State.ACCEPTED)


def _open(asker):
    return asker.sees(Referral).with_holder(asker.today).open().select_related("agency", "owner")


@question
def of_ones_own(asker):
    found = _open(asker).filter(Q(due_date__lte=asker.today) | Q(state__in=NEXT), owner=asker.user)
    return found.order_by("due_date", "since", "id")[:MOST]


@attention(*roles_for("referral.step"), asks=[of_ones_own])
def own(user, today, rows):
    """Of those one follows: past their first day, and those that wait for one's own next step."""
    yield from _items(user, rows, _what_next)
    if rows:
        yield More(_("All my referrals"), reverse("referrals") + "?owner=me")


@attention(*roles_for("referral.step"), asks=[something_taken_back])
def consent_lost(user, today, rows):
    """Of those one follows: what was told stays told, and nothing more leaves."""
    if found := no_longer_agreed(user, rows, today):
        said = _("The person no longer agrees to what it tells: ask them again, or withdraw it")
        rows = Referral.objects.visible_to(user).with_holder(today).filter(pk__in=found).select_related("agency", "owner")
        yield from _items(user, list(rows.order_by("created_at", "id")[:MOST]), lambda row: said)


@question
def unapproved(asker):
    """Never what one wrote or asked for oneself."""
    hands = ReferralStep.objects.filter(referral=OuterRef("pk"), actor=asker.user, step__in=AUTHORING)
    found = asker.sees(Referral, "referral.approve").with_holder(asker.today).waiting().exclude(Exists(hands))
    return found.select_related("agency", "owner").order_by("submitted_at", "id")[:MOST]


@attention(*roles_for("referral.approve"), asks=[unapproved])
def to_approve(user, today, rows):
    yield from _items(user, rows, lambda row: _("Waits for your approval"))


@question
def nobodys(asker):
    return _open(asker).filter(is_held=False).order_by("due_date", "since", "id")[:MOST]


@attention(*DUTIES["referral.give_out"], asks=[nobodys])
def nobody_follows(user, today, rows):
    yield from _items(user, rows, lambda row: _("Nobody follows it who can: give it to somebody"))


@question
def silent(asker):
    """Past their second day; one's own stand there already."""
    return _open(asker).filter(late_date__lt=asker.today).exclude(owner=asker.user).order_by("late_date", "id")[:MOST]


@attention(*DUTIES["referral.late"], asks=[silent])
def silent_too_long(user, today, rows):
    said = _("No answer after the second day (%(owner)s follows it)")
    yield from _items(user, rows, lambda row: said % {"owner": row.owner.display_name})


def _items(user, referrals, why):
    for referral, row in zip(referrals, (yield from drawn(user, referrals)), strict=True):
        facts = " ・ ".join(filter(None, [row.number, row.area, row.what, row.agency]))
        yield Item(
            due_date=referral.due_date, title=row.name, facts=facts, chip=referral.chip, why=why(referral), url=row.url, kind="case",
            early=True,
        )  # fmt: skip


def _what_next(referral) -> str:
    if referral.due_date and referral.late_date is None:
        return _("The person has died: end the referral, or withdraw it")
    return str(
        {
            State.DRAFT: _("Suspected abuse: report it today"), State.APPROVED: _("Approved: hand it over"),
            State.SENT: _("No word yet that it was received: ask"), State.ACKNOWLEDGED: _("No answer yet: ask"),
            State.RETURNED: _("It came back: rewrite it, or withdraw it"), State.ACCEPTED: _("Taken on: has it begun?"),
        }[State(referral.state)]
    )  # fmt: skip

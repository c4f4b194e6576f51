"""Notices of the watch-over by e-mail."""

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.mail_sending import send
from accounts.models import User
from privacy.outbox import handler
from privacy.reach import can
from visits.codes import AlertKind, Outcome
from visits.models import Alert, Visit


@handler("visits.tell")
def tell(*, alert, person, what) -> None:
    """Sends one notice, unless the receiver has no address or may no longer see the alert, or somebody has dealt with it meanwhile.

    A closed alert needs no notice. A reminder (`what` is "late") is not sent once somebody has the alert who can act.
    """
    receiver = User.objects.filter(pk=person, is_active=True).first()
    found = Alert.objects.with_holder(timezone.localdate()).filter(pk=alert).first()
    if receiver is None or not receiver.email or found is None or found.closed_at or (what == "late" and found.is_held):
        return
    if can(receiver, "alert.take", found):
        send(receiver, lambda: words(found.kind, what))


@handler("visits.tell_late")
def tell_late(*, visit, person) -> None:
    """Sends a notice about a visit that was brought late, unless somebody has looked at it meanwhile."""
    receiver = User.objects.filter(pk=person, is_active=True).first()
    found = Visit.objects.waiting().filter(pk=visit).first()
    if receiver is not None and receiver.email and found is not None and can(receiver, "alert.take", found):
        send(receiver, lambda: late_words(found.outcome))


def late_words(outcome) -> tuple[str, str]:
    if outcome == Outcome.EMERGENCY:
        subject = _("Yorisoi: an emergency was brought late, nobody has confirmed it")
    else:
        subject = _("Yorisoi: something new waits for you")
    return subject, _("Sign in: it stands on your home page. This message names nobody on purpose.")


def words(kind, what) -> tuple[str, str]:
    if what == "late":
        subject = _("Yorisoi: something was not taken up in time")
    elif what == "duty":
        subject = _("Yorisoi: an emergency was recorded, and you are on duty")
    elif kind == AlertKind.EMERGENCY:
        subject = _("Yorisoi: an emergency was recorded")
    else:
        subject = _("Yorisoi: something new waits for you")
    return subject, _("Sign in and open “To take up” to see what it is. This message names nobody on purpose.")

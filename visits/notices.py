"""Notices by e-mail. They say that something waits and never whom it is about; each goes to one receiver, once."""

from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from privacy.outbox import LEAVES_ALONE, NotYet, handler
from privacy.reach import can
from privacy.servers import MAIL
from visits.codes import AlertKind, Outcome
from visits.models import Alert, Visit

# What the server says of one message; anything else that goes wrong is said of the server.
REFUSED = (SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused)


class NotSent(NotYet):
    """The mail server did not take the message; the outbox tries again. The exception holds no address, since it is logged."""


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
        _send(receiver, lambda: words(found.kind, what))


@handler("visits.tell_late")
def tell_late(*, visit, person) -> None:
    """Sends a notice about a visit that was brought late, unless somebody has looked at it meanwhile."""
    receiver = User.objects.filter(pk=person, is_active=True).first()
    found = Visit.objects.waiting().filter(pk=visit).first()
    if receiver is not None and receiver.email and found is not None and can(receiver, "alert.take", found):
        _send(receiver, lambda: late_words(found.outcome))


def _send(receiver, write) -> None:
    with translation.override(receiver.language):
        subject, text = write()
    if MAIL.failed_within(LEAVES_ALONE):
        raise NotSent(away=True)
    try:
        send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [receiver.email])
    except REFUSED as error:
        raise NotSent(type(error).__name__) from None
    except OSError as error:
        MAIL.gone(error)
        raise NotSent(type(error).__name__, away=True) from None
    MAIL.back()


def late_words(outcome) -> tuple[str, str]:
    if outcome == Outcome.EMERGENCY:
        subject = _("Yorisoi: an emergency was brought late, nobody has confirmed it")
    else:
        subject = _("Yorisoi: something new waits for you")
    return subject, _("Sign in: it stands on your home page. This message names nobody on purpose.")


def words(kind, what) -> tuple[str, str]:
    if what == "late":
        subject = _("Yorisoi: something was not taken up in time")
    elif kind == AlertKind.EMERGENCY:
        subject = _("Yorisoi: an emergency was recorded")
    else:
        subject = _("Yorisoi: something new waits for you")
    return subject, _("Sign in and open “To take up” to see what it is. This message names nobody on purpose.")

"""Notices by e-mail: they say that something waits, never whom it is about. One receiver a message, once."""

from django.conf import settings
from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from privacy.outbox import handler
from visits.codes import AlertKind
from visits.models import Alert


@handler("visits.tell")
def tell(*, alert, person, what) -> None:
    """Nothing is sent to somebody without an address, or about what is closed by now."""
    receiver = User.objects.filter(pk=person, is_active=True).first()
    found = Alert.objects.filter(pk=alert).first()
    if receiver is None or not receiver.email or found is None or found.closed_at:
        return
    with translation.override(receiver.language):
        subject, text = words(found.kind, what)
        send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [receiver.email])


def words(kind, what) -> tuple[str, str]:
    if what == "late":
        subject = _("Yorisoi: something was not taken up in time")
    elif kind == AlertKind.EMERGENCY:
        subject = _("Yorisoi: an emergency was recorded")
    else:
        subject = _("Yorisoi: something new waits for you")
    text = _("Sign in and open “Watch-over” to see what it is. This message names nobody on purpose.")
    return subject, text

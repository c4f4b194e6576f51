"""Notices by e-mail. They say that something waits and never whom it is about; each goes to one receiver, once.

The `mails.py` of each app holds the words, decides whether one is still needed and calls `send`.
"""

from collections.abc import Callable
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused

from django.conf import settings
from django.core.mail import send_mail
from django.utils import translation

from privacy.outbox import LEAVES_ALONE, NotYet
from privacy.servers import MAIL

# What the server says of one message; anything else that goes wrong is said of the server.
REFUSED = (SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused)


class NotSent(NotYet):
    """The mail server did not take the message; the outbox tries again. The exception holds no address, since it is logged."""


def send(receiver, write: Callable[[], tuple[str, str]]) -> None:
    """`write()` gives subject and text in the receiver's language."""
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

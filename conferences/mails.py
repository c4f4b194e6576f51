"""Notices of what a conference decided and is due, by e-mail to the staff; never to somebody from outside."""

from datetime import date

from django.utils.translation import gettext as _

from accounts.mail_sending import send
from accounts.models import User
from conferences.models import ActionItem
from privacy.outbox import handler
from privacy.reach import can


@handler("conferences.tell")
def tell(*, action, person, day) -> None:
    """Sends one notice, unless it was done since, has another day, or the receiver may no longer see it."""
    receiver = User.objects.filter(pk=person, is_active=True).first()
    found = ActionItem.objects.open().filter(pk=action, until_date=date.fromisoformat(day)).first()
    if receiver is None or not receiver.email or found is None:
        return
    if can(receiver, "decision.read", found):
        send(receiver, words)


def words() -> tuple[str, str]:
    subject = _("Yorisoi: something that a meeting decided is due")
    return subject, _("Sign in: it stands on your home page. This message names nobody on purpose.")

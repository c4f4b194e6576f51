"""Notices of referrals without an answer, by e-mail to those who follow or oversee them; never to an agency."""

from datetime import date

from django.utils.translation import gettext as _

from accounts.mail_sending import send
from accounts.models import User
from privacy.outbox import handler
from privacy.reach import can
from referrals.models import Referral


@handler("referrals.tell")
def tell(*, referral, person, day) -> None:
    """Sends one notice about one day that has passed, unless somebody has heard since, or the receiver may no longer see the referral.

    `day` is the referral's own day, first or second: with the next step it has another one, or none.
    """
    receiver = User.objects.filter(pk=person, is_active=True).first()
    found = Referral.objects.open().filter(pk=referral).first()
    if receiver is None or not receiver.email or found is None:
        return
    if date.fromisoformat(day) in (found.due_date, found.late_date) and can(receiver, "referral.read", found):
        send(receiver, words)


def words() -> tuple[str, str]:
    subject = _("Yorisoi: something was not answered in time")
    return subject, _("Sign in: it stands on your home page. This message names nobody on purpose.")

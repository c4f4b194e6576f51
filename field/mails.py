"""Notices of what tablets brought, by e-mail: that something waits, and nobody's name."""

from accounts.mail_sending import send
from accounts.models import User
from field.models import Held
from privacy.outbox import handler
from privacy.reach import can
from visits.codes import Outcome
from visits.mails import late_words


@handler("field.tell")
def tell(*, held, person) -> None:
    """Unless somebody has settled it meanwhile, or the receiver may not see it."""
    receiver = User.objects.filter(pk=person, is_active=True).first()
    found = Held.objects.waiting().filter(pk=held).first()
    if receiver is not None and receiver.email and found is not None and can(receiver, "arrival.settle", found):
        send(receiver, lambda: late_words(Outcome.EMERGENCY if found.urgent else ""))

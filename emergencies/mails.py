"""Notices of emergency accesses by e-mail: that there was one, and nobody's name."""

from django.utils.translation import gettext as _

from accounts.mail_sending import send
from accounts.models import User
from privacy.models import Emergency
from privacy.outbox import handler
from privacy.reach import can


@handler("emergencies.tell")
def tell(*, emergency, person) -> None:
    """Unless the receiver has no address, or nothing to do with the record any more."""
    receiver = User.objects.filter(pk=person, is_active=True).first()
    found = Emergency.objects.select_related("dossier__area").filter(pk=emergency).first()
    if receiver is None or not receiver.email or found is None:
        return
    if can(receiver, "emergency.review", found.dossier.area) or can(receiver, found.dossier.read_action, found.dossier):
        send(receiver, words)


def words() -> tuple[str, str]:
    subject = _("Yorisoi: a record was opened in an emergency")
    return subject, _("Sign in: it stands on your home page. This message names nobody on purpose.")

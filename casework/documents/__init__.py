"""The papers of casework."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from casework.mail_stops import ask_to_send
from casework.models import Person
from documents.kinds import About, Kind, asked_of_household, register
from privacy.models import Dossier

HERE = Path(__file__).parent


def whose(user, pk) -> About | None:
    person = Person.objects.visible_to(user).filter(pk=pk).first()
    return About(person.name, person.get_absolute_url()) if person else None


@asked_of_household
def may_be_sent(user, dossier_id) -> None:
    """Whosever dossier it lies in: a person's own, or one about them."""
    about = Dossier.objects.filter(pk=dossier_id).values_list("pk", "subject", "parent__subject")
    for person_id in Person.objects.filter(dossier__in=[pk for row in about for pk in row if pk]).values_list("pk", flat=True):
        ask_to_send(user, person_id)


CONSENT = register(
    Kind(
        "consent",
        _("Consent form"),
        HERE / "consent.typ",
        to_household=True,
        whose=whose,
        fields={
            "name": _("Name"),
            "recipient_detail": _("Names of the receivers"),
            "purpose": _("For what"),
            "ground": _("Who represents them, and on what ground"),
        },
    )
)

"""The papers of casework."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from casework.models import Person
from documents.kinds import About, Kind, register

HERE = Path(__file__).parent


def whose(user, pk) -> About | None:
    person = Person.objects.visible_to(user).filter(pk=pk).first()
    return About(person.name, person.get_absolute_url()) if person else None


CONSENT = register(
    Kind(
        "consent",
        _("Consent form"),
        HERE / "consent.typ",
        whose=whose,
        fields={
            "name": _("Name"),
            "recipient_detail": _("Names of the receivers"),
            "purpose": _("For what"),
            "ground": _("Who represents them, and on what ground"),
        },
    )
)

"""The old list becomes the directory: through the service of its pages, and each agency remembers how it stood before."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError

from moving.agencies.building import Agencies, as_it_is
from moving.models import MovedAgency
from moving.plans import Changed
from publishing.making import tell
from referrals import services
from referrals.models import Agency

# Agencies between two looks at how far it is.
BATCH = 20


def make_agencies(plan: Agencies, move, actor) -> None:
    rows = plan.rows
    for begun in range(0, len(rows), BATCH):
        tell(move.pk, begun, len(rows))
        lines = [(agency, plan.values_of(line)) for line, agency in rows[begun : begun + BATCH]]
        stood = [before_of(agency) if agency else None for agency, _values in lines]
        _hold([agency for agency, _values in lines if agency])
        try:
            made = services.agencies_take_in(actor=actor, council=move.council, lines=lines)
        except (ValidationError, IntegrityError) as error:
            # By a rule that the look has asked already: somebody was quicker.
            raise Changed("") from error
        MovedAgency.objects.bulk_create(
            MovedAgency(move=move, agency=agency, before=before) for agency, before in zip(made, stood, strict=True)
        )
    tell(move.pk, len(rows), len(rows))


def before_of(agency: Agency) -> dict:
    return as_it_is(agency) | {"closed_date": agency.closed_date and agency.closed_date.isoformat()}


def _hold(agencies: list[Agency]) -> None:
    """Nobody corrects them meanwhile, nor has since they were read."""
    found = Agency.objects.select_for_update().filter(pk__in=[one.pk for one in agencies]).order_by("pk")
    if dict(found.values_list("pk", "changed_at")) != {one.pk: one.changed_at for one in agencies}:
        raise Changed("")

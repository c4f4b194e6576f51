"""One agency, as a consent, a refusal or a ground names it: "agency:<id>" (`casework.receivers`)."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from casework.receivers import Receivers, register
from referrals.models import Agency
from referrals.models.agencies import receiver_code


def offered(council_id) -> list[tuple[str, str]]:
    rows = Agency.objects.filter(council=council_id).open().values_list("pk", "name")
    return [(receiver_code(pk), name) for pk, name in rows]


def words(codes) -> dict[str, str]:
    rows = Agency.objects.filter(pk__in=_ids(codes)).values_list("pk", "name")
    return {receiver_code(pk): name for pk, name in rows}


def names(code) -> frozenset[str]:
    agency = Agency.objects.with_kinds().filter(pk__in=_ids([code])).first()
    return agency.receiver if agency else frozenset()


def _ids(codes) -> list[UUID]:
    found = []
    for code in codes:
        try:
            found.append(UUID(code.partition(":")[2]))
        except ValueError:
            continue
    return found


register("agency", Receivers(label=_("Agencies"), offered=offered, words=words, names=names))

"""Who could do it, and why: by what, where and when, each said in words. Plain functions over opened records; nobody is chosen by them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from japan import kana
from supporters.codes import Band, Task, Weekday

MOST = 8


@dataclass
class Proposal:
    """`fits` and `misses`: in words. `hinders`: why it cannot be this one now, or nothing."""

    who: Any
    is_host: bool
    fits: list[str] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)
    hinders: str = ""
    busy: int = 0

    @property
    def name(self) -> str:
        return self.who.name if self.is_host else self.who.person.name

    @property
    def order(self) -> tuple:
        """Who can at all, with least that misses and most that fits, who has least to do already."""
        reading = self.who.name if self.is_host else kana.sort_key(self.who.person.kana)
        return (bool(self.hinders), len(self.misses), -len(self.fits), self.busy, reading, str(self.who.pk))


def proposals(request, supporters: Iterable, hosts: Iterable, busy: dict, on: date) -> list[Proposal]:
    """Those whom what is asked fits, the best first, but who does it already. `busy`: {id of a supporter: how many requests they have}."""
    found = []
    for one in supporters:
        if one.person_id == request.person_id or request.kind not in one.kinds or one.pk == request.supporter_id:
            continue
        proposal = _compare(request, one, False, set(one.districts))
        proposal.busy = busy.get(one.pk, 0)
        if not one.is_pledged(on):
            proposal.hinders = _("no valid pledge")
        found.append(proposal)
    for one in (one for one in hosts if one.pk != request.host_id):
        found.append(_compare(request, one, True, {one.district_id} if one.district_id else set()))
    return sorted((one for one in found if _is_asked(request, one)), key=lambda one: one.order)[:MOST]


def _is_asked(request, proposal: Proposal) -> bool:
    return request.task in proposal.who.tasks


def _compare(request, who, is_host: bool, districts: set) -> Proposal:
    found = Proposal(who, is_host)
    if request.task in who.tasks:
        found.fits.append(str(Task(request.task).label))
    _place(found, request, districts)
    _times(found, request, who)
    return found


def _place(found: Proposal, request, districts: set) -> None:
    if not districts or request.district_id in districts:
        found.fits.append(request.district.label)
    else:
        found.misses.append(_("not in %(district)s") % {"district": request.district.label})


def _times(found: Proposal, request, who) -> None:
    """Nothing said on one side is any time."""
    for wanted, given, labels in ((request.weekdays, who.weekdays, Weekday), (request.bands, who.bands, Band)):
        if not wanted or not given:
            continue
        both = [one for one in wanted if one in given]
        words = "・".join(str(labels(one).label) for one in (both or wanted))
        (found.fits if both else found.misses).append(words if both else _("not on %(times)s") % {"times": words})

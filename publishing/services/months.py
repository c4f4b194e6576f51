"""A manager closes a month: from then on its figures stand as they were, and what is corrected later stands beside them."""

import uuid
from collections import defaultdict
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from privacy.gate import service
from programs import indicators
from programs.dimensions import AREA, MONTH
from publishing.catalogue import FLOW, REPORTS
from publishing.counting import Figures, flow_of, wanted_of
from publishing.models import ClosedMonth
from publishing.models.months import name_of
from publishing.periods import month as month_period
from publishing.services.tables import hold


@service("month.close", on=lambda council, **_: council)
def month_close(council, *, actor, month: date, id: uuid.UUID) -> ClosedMonth:
    """Asked twice, it is closed once."""
    hold(council)
    period = month_period(month)
    if not period.has_ended(timezone.localdate()):
        raise ValidationError(_("This month has not ended yet. Nothing was changed."))
    found = ClosedMonth.objects.standing().filter(council=council, month=period.first).first()
    if found:
        return found
    closed = ClosedMonth(id=id, council=council, month=period.first, figures=_figures(council, period), closed_by=actor)
    closed.full_clean()
    closed.save()
    return closed


@service("month.close", on=lambda closed, **_: closed.council)
def month_reopen(closed: ClosedMonth, *, actor, why: str) -> ClosedMonth:
    """It stays in the register, with who and why."""
    hold(closed.council)
    closed.refresh_from_db()
    if closed.reopened_at:
        raise ValidationError(_("This month was opened again already. Nothing was changed."))
    closed.reopened_by, closed.reopened_at, closed.reopened_why = actor, timezone.now(), why
    closed.full_clean()
    closed.save()
    return closed


def _figures(council, period) -> dict:
    """All that the reports tell of one month, of the council and of each school district."""
    figures, told = Figures(council, period.first, period.last), defaultdict(set)
    for code, by in _told():
        told[code].add(by)
    figures.look_ahead(told)
    found = {
        name_of(code, by): [[*keys, number] for keys, number in figures.between(indicators.get(code), by).items()]
        for code, parts in told.items()
        for by in parts
    }
    for (stage, by), numbers in flow_of(council, period.first, period.last).items():
        found[name_of(f"{FLOW}.{stage}", by)] = [[*keys, number] for keys, number in numbers.items()]
    return found


def _told() -> list[tuple[str, tuple[str, ...]]]:
    """Of the council and of each of its districts; of one month by anything but months."""
    found: dict = {}
    for code, parts in wanted_of(section for report in REPORTS.values() for section in report.sections).items():
        one = indicators.get(code)
        for by in sorted(parts | {(AREA, *part) for part in parts if AREA not in part}) if one else ():
            if MONTH not in by and set(by) <= set(one.dimensions):
                found[code, by] = None
    return list(found)

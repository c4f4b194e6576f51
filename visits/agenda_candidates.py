"""What the watch-over knows of people whom a case conference might speak of: open 要対応, and twice not confirmed safe in a month."""

from datetime import timedelta

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from casework.agenda_candidates import LIMIT, WEIGHTS, Reason, candidate_reason
from casework.models import Case
from visits.models import Alert, SafetyCheck

MONTH = timedelta(days=31)
TWICE = 2


@candidate_reason
def alerts(asking):
    rows = Alert.objects.visible_to(asking.user).open().filter(council=asking.council_id)
    found = _few(asking, rows).values_list("enrolment__person").annotate(n=Count("pk"), last=Max("raised_at"))
    yield from _reasons(asking, found, "alert", lambda number: (_("To take up: %(n)d") % {"n": number}, "warn", "tri"))


@candidate_reason
def unconfirmed(asking):
    rows = SafetyCheck.objects.visible_to(asking.user).filter(council=asking.council_id, since__date__gte=asking.today - MONTH)
    found = _few(asking, rows).values_list("enrolment__person").annotate(n=Count("pk"), last=Max("since")).filter(n__gte=TWICE)
    said = _("Not confirmed safe %(n)d times in a month")
    yield from _reasons(asking, found, "unconfirmed", lambda number: (said % {"n": number}, "bad", "siren"))


def _few(asking, rows):
    if asking.among is None:
        return rows.order_by()
    return rows.filter(enrolment__person__in=Case.objects.filter(pk__in=asking.among).values("subject")).order_by()


def _reasons(asking, found, code, chip):
    """In each open case of theirs."""
    rows = list(found.order_by("-n", "-last", "enrolment__person")[:LIMIT])
    cases = asking.cases_of(person for person, _number, _last in rows)
    for person, number, last in rows:
        for case in cases.get(person, ()):
            yield Reason(case, code, WEIGHTS[code], chip(number), last.isoformat())

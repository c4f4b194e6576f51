# ruff: noqa: S608
"""Each number of a report beside the bare GROUP BY of the same rows, in turn; each report whole; the plan page; the PDF."""

import statistics
import time

from django.conf import settings
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from japan import fiscal
from privacy import context
from privacy.models import Area
from programs import indicators, reports
from programs.dimensions import AREA, MONTH
from programs.services import counts_keep
from publishing import periods
from publishing.catalogue import REPORTS
from publishing.counting import make
from publishing.report_files import as_pdf

TIMES, YEAR = 5, 2025
COUNTED = "c.council_id = %(council)s AND c.sequence IS NOT NULL"
VISITED = "v.council_id = %(council)s AND v.visited_at >= %(first)s AND v.visited_at < %(after)s"
# {what: (indicator, by, the least SQL that counts the same rows)}
BARE = {
    "new cases by district": ("consultation.new", (AREA,), f"""
        SELECT c.counted_area_id, count(*) FROM casework_case c WHERE {COUNTED} AND c.intake_date BETWEEN %(first)s AND %(last)s GROUP BY 1"""),
    "contacts by month": ("consultation.contacts", (MONTH,), f"""
        SELECT date_trunc('month', n.met_at), count(*) FROM casework_progressnote n JOIN casework_case c ON c.id = n.case_id
        WHERE {COUNTED} AND n.means <> 'memo' AND n.met_at >= %(first)s AND n.met_at < %(after)s GROUP BY 1"""),
    "people by district": ("consultation.people", (AREA,), f"""
        SELECT n.area_id, count(DISTINCT c.subject_id) FROM casework_progressnote n JOIN casework_case c ON c.id = n.case_id
        WHERE {COUNTED} AND n.means <> 'memo' AND n.met_at >= %(first)s AND n.met_at < %(after)s GROUP BY 1"""),
    "visits by district": ("watch.visits", (AREA,), f"""
        SELECT v.area_id, count(*) FROM visits_visit v WHERE {VISITED} AND v.outcome <> 'absent' AND v.outcome <> 'cancelled' GROUP BY 1"""),
    "people visited by month": ("watch.people", (MONTH,), f"""
        SELECT date_trunc('month', v.visited_at), count(DISTINCT e.person_id)
        FROM visits_visit v JOIN visits_enrolment e ON e.id = v.enrolment_id
        WHERE {VISITED} AND v.outcome <> 'absent' AND v.outcome <> 'cancelled' GROUP BY 1"""),
}  # fmt: skip


@override_settings(ALLOWED_HOSTS=["localhost"])
def measure(size: int) -> list[dict]:
    manager = User.objects.get(username="ishiwata")
    council = Area.objects.get(pk=manager.working_council_id)
    with context.on_behalf_of(manager):
        kept = _row("all months, first kept", size, [_spent(counts_keep)])
        numbers = _numbers(council, size)
        return [kept, *numbers, *_reports(council, manager, size), *_plan(council, manager, size)]


def _numbers(council, size):
    first, last = fiscal.bounds(YEAR)
    given = {"council": council.pk, "first": first, "last": last, "after": fiscal.bounds(YEAR + 1)[0]}
    for name, (code, by, sql) in BARE.items():
        one = indicators.get(code)
        found = one.between(council, first, last, by)
        assert found == one.counts(council, first, last, by), name
        bare = _bare(sql, given)
        # Restricted ones lie elsewhere, and joined people are one: the whole is what must agree.
        assert abs(sum(found.values()) - sum(bare.values())) <= 20, name
        mine, theirs, live = [], [], []
        for _time in range(TIMES):
            mine.append(_spent(lambda one=one, by=by: one.between(council, first, last, by)))
            theirs.append(_spent(lambda sql=sql: _bare(sql, given)))
            live.append(_spent(lambda one=one, by=by: one.counts(council, first, last, by)))
        yield _row(name, size, mine, theirs, "the bare GROUP BY", 1.2)
        yield _row(f"{name}, nothing kept", size, live, theirs, "the bare GROUP BY")


def _reports(council, manager, size):
    period = periods.year(YEAR)
    for report in REPORTS.values():
        made = [_spent(lambda report=report: make(report, council, period, exact=True, user=manager)) for _time in range(2)]
        yield _row(f"report {report.code}", size, made)
    found = make(REPORTS["monthly"], council, period, exact=True, user=manager)
    yield _row("report monthly as PDF", size, [_spent(lambda: as_pdf(found))], wanted=5_000)


def _plan(council, manager, size):
    """The page, and what 事業報告 is made of, of a year that is over and of the one that goes on."""
    client = Client(headers={"host": "localhost"})
    client.force_login(manager, backend="accounts.backends.SignInBackend")
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "username": manager.username}, {"method": "mfa", "at": time.time(), "type": "totp"},
    ]  # fmt: skip
    session["account_authentication_methods_user"] = str(manager.pk)
    session.save()
    for year, words in ((YEAR, ""), (fiscal.fiscal_year(timezone.localdate()), ", this year")):
        address = f"{reverse('plan')}?year={year}"
        assert client.get(address).status_code == 200
        yield _row(f"plan page{words}", size, [_spent(lambda address=address: client.get(address)) for _time in range(2)])
        of_year = reports.plan_for(council, year)
        made = [_spent(lambda plan=of_year, year=year: reports.results(plan, year)) for _time in range(2)]
        yield _row(f"figures of the year's report{words}", size, made, wanted=5_000)


def _bare(sql: str, given: dict) -> dict:
    """By the days and months of Japan, as a person would ask it there."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('TimeZone', %s, true)", [settings.TIME_ZONE])
        cursor.execute(sql, given)
        return dict(cursor.fetchall())


def _spent(action) -> float:
    begun = time.perf_counter()
    action()
    return (time.perf_counter() - begun) * 1000


def _row(name, size, mine, theirs=None, to="", wanted=None) -> dict:
    p50 = statistics.median(mine)
    ratio = round(p50 / statistics.median(theirs), 2) if theirs else None
    return {
        "name": name,
        "size": size,
        "p50_ms": round(p50, 2),
        "p95_ms": round(max(mine), 2),
        "ratio": ratio,
        "to": to,
        "wanted": wanted,
    }

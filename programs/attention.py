"""The way to the quick entry, in one tap from home, for whoever records what a programme did; and the quarter that nobody looked back on."""

from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import DateField, Exists, F, OuterRef, Q, SmallIntegerField
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.attention import Button, Item, attention
from japan import fiscal
from privacy.policy import roles_for
from privacy.together import Given, Wanted, question
from programs.helping import ACTION, records_by_role
from programs.models import Helper, Program, Review
from programs.pages.quarters import bounds_of

YEAR, QUARTER = Given("review_year", SmallIntegerField()), Given("review_quarter", SmallIntegerField())
ENDED = Given("quarter_ended", DateField())
# The committee's sheet names them all.
MOST = 99


@question
def helping(asker):
    return (
        Helper.objects.valid(asker.today)
        .filter(user=asker.user, program__policy__goal__plan__area=asker.council)
        .order_by("id")[:1]
    )


@attention(*roles_for(ACTION), asks=[helping])
def quick_entry(user, today, helpers):
    if helpers or records_by_role(user):
        yield Button(_("Record what was done"), reverse("activity_new"), "pen")


@question
def unwritten(asker):
    """Programmes of the newest plan of that year without a word about the quarter."""
    said = Review.objects.filter(program=OuterRef("pk"), fiscal_year=YEAR, quarter=QUARTER).exclude(
        done="", learned="", next=""
    )
    kept = Program.objects.filter(
        Q(withdrawn_date=None) | Q(withdrawn_date__gt=ENDED), ~Exists(said), policy__goal__plan__area=asker.council
    )
    plan = F("policy__goal__plan")
    found = kept.filter(
        policy__goal__plan__from_year__lte=YEAR, policy__goal__plan__to_year__gte=YEAR, policy__goal__plan__withdrawn_at=None
    )
    return found.order_by("-policy__goal__plan__from_year", "id").values_list("pk", plan)[:MOST]


@attention(*roles_for("program.write"))
def quarters_to_write(user, today):
    """One row, from the day after a quarter until the next one has ended."""
    year, quarter = _ended(today)
    rows = (yield Wanted([unwritten], {YEAR: year, QUARTER: quarter, ENDED: bounds_of(year, quarter)[1]}))[unwritten]
    number = sum(plan == rows[0][1] for _program, plan in rows)
    if number:
        words = {"label": fiscal.label(year), "quarter": quarter, "number": number}
        yield Item(
            title=_("Looking back: %(label)s, quarter %(quarter)d") % words, kind="chart", early=True,
            why=ngettext("%(number)d programme is not written yet", "%(number)d programmes are not written yet", number) % words,
            url=f"{reverse('plan_quarter')}?{urlencode({'year': year, 'quarter': quarter})}",
        )  # fmt: skip


def _ended(today) -> tuple[int, int]:
    """The last quarter that is over: (fiscal year, 1 to 4)."""
    first = today.replace(day=1, month=(today.month - 1) // 3 * 3 + 1)
    last = first - timedelta(days=1)
    return fiscal.fiscal_year(last), fiscal.month_index(last) // 3 + 1

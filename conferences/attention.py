"""What waits in the conferences: a meeting ahead whose papers are not made, with what holds them back."""

from datetime import timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.attention import Item as Line
from accounts.attention import More, attention
from conferences.models import Conference, Item
from conferences.pages.agenda import title_of
from privacy.policy import roles_for

AHEAD = timedelta(days=14)
MOST = 30


@attention(
    *roles_for("conference.prepare"),
    needs=lambda asker: [_unprepared(asker.sees(Conference, "conference.prepare"), asker.today)],
)
def to_prepare(user, today):
    """Meetings of the next two weeks without papers; what is missing stands on their page."""
    found = _unprepared(Conference.objects.visible_to(user, "conference.prepare"), today).filter(date__lte=today + AHEAD)
    rows = list(found.order_by("date", "begins", "id")[:MOST])
    numbers = dict(
        Item.objects.filter(conference__in=rows).present().order_by().values_list("conference").annotate(Count("pk"))
    )
    for row in rows:
        number = numbers.get(row.pk, 0)
        said = ngettext("%(n)d item; the papers are not made yet", "%(n)d items; the papers are not made yet", number) % {
            "n": number
        }
        yield Line(
            due_date=row.date, title=title_of(row), why=said if number else _("Nothing stands on the agenda yet"), url=row.get_absolute_url(),
            kind="meeting", early=True,
        )  # fmt: skip
    if rows:
        yield More(_("All case conferences"), reverse("conferences"))


def _unprepared(rows, today):
    return rows.filter(date__gte=today, state="planned", papers_at=None)

"""What waits in the conferences: a meeting ahead whose papers are not made, with what holds them back."""

from datetime import timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.attention import Item as Line
from accounts.attention import More, attention
from conferences.answers import answers_of
from conferences.models import Conference, Item
from conferences.pages.agenda import title_of
from privacy.policy import roles_for
from privacy.reading import unshown

AHEAD = timedelta(days=14)
MOST = 30


@attention(
    *roles_for("conference.prepare"),
    needs=lambda asker: [_unprepared(asker.sees(Conference, "conference.prepare"), asker.today)],
)
def to_prepare(user, today):
    """Meetings of the next two weeks without papers; of the nearest one, how many items have no basis for somebody."""
    found = _unprepared(Conference.objects.visible_to(user, "conference.prepare"), today).filter(date__lte=today + AHEAD)
    rows = list(found.order_by("date", "begins", "id")[:MOST])
    numbers = dict(
        Item.objects.filter(conference__in=rows).present().order_by().values_list("conference").annotate(Count("pk"))
    )
    lacking = _without_basis(user, rows[0]) if rows else 0
    for row in rows:
        number = numbers.get(row.pk, 0)
        said = ngettext("%(n)d item; the papers are not made yet", "%(n)d items; the papers are not made yet", number) % {
            "n": number
        }
        yield Line(
            due_date=row.date, title=title_of(row), why=said if number else _("Nothing stands on the agenda yet"), kind="meeting", early=True,
            chip=_chip(lacking) if row is rows[0] else None, url=row.get_absolute_url(),
        )  # fmt: skip
    if rows:
        yield More(_("All case conferences"), reverse("conferences"))


def _without_basis(user, conference) -> int:
    """Only looked through: home shows nothing of the items."""
    with unshown():
        found = answers_of(user, conference)
    return len({item for (item, _attendee), answer in found.items() if answer.holds_back})


def _chip(lacking):
    return (_("%(n)d without basis") % {"n": lacking}, "warn", "tri") if lacking else None


def _unprepared(rows, today):
    return rows.filter(date__gte=today, state="planned", papers_at=None)

"""The list of meetings: those ahead, and those that were held."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from conferences.codes import Host, Kind
from conferences.models import Conference, Item
from conferences.pages.agenda import when_of
from conferences.titles import title_of
from privacy.reading import first
from ui.chips import chip

SIZE = 30


@dataclass(frozen=True)
class Row:
    url: str
    title: str
    when: str
    kind: str
    place: str
    items: int
    state: str
    papers: bool
    is_ahead: bool


def meetings(user, *, ahead: bool, size=SIZE) -> tuple[list[Row], bool]:
    today = timezone.localdate()
    rows = Conference.objects.visible_to(user)
    if ahead:
        rows = rows.filter(date__gte=today).exclude(state__in=("held", "cancelled")).order_by("date", "begins", "id")
    else:
        rows = rows.filter(Q(date__lt=today) | Q(state__in=("held", "cancelled"))).order_by("-date", "-begins", "-id")
    found, more = first(rows, size)
    numbers = dict(
        Item.objects.visible_to(user)
        .filter(conference__in=found)
        .present()
        .order_by()
        .values_list("conference")
        .annotate(Count("pk"))
    )
    return [_row(one, numbers.get(one.pk, 0), user.calendar, ahead) for one in found], more


def _row(conference, items, calendar, ahead) -> Row:
    return Row(
        url=conference.get_absolute_url(), title=title_of(conference), when=when_of(conference, calendar),
        kind=f"{Kind(conference.kind).label} ・ {Host(conference.host).label}", place=conference.place, items=items,
        state=chip(*conference.chip), papers=conference.papers_at is not None, is_ahead=ahead,
    )  # fmt: skip

"""Which council and which fiscal year a page is about, as its reader counts years."""

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from japan import fiscal
from privacy import asked
from privacy.models import Area


def frame(request, year) -> dict:
    this_year = fiscal.fiscal_year(timezone.localdate())
    years = range(max(year, this_year + 1), 2022, -1)
    calendar = request.user.calendar
    return {
        "year": year,
        "year_label": year_words(year, calendar),
        "years": [(one, year_words(one, calendar)) for one in years],
    }


def year_of(request) -> int:
    year = asked.number(request.GET.get("year", "")) or 0
    this_year = fiscal.fiscal_year(timezone.localdate())
    return year if 2000 <= year <= this_year + 1 else this_year


def council_of(request) -> Area | None:
    """The council one works in; for somebody above all councils, the first below."""
    if request.user.working_council_id:
        return Area.objects.get(pk=request.user.working_council_id)
    areas = [membership.area for membership in request.user.memberships.current()]
    return Area.objects.below(areas).councils().order_by("pk").first()


def year_words(year, calendar) -> str:
    return fiscal.label(year) if _by_eras(calendar) else _("fiscal year %(year)d") % {"year": year}


def year_mark(year, calendar) -> str:
    """Where several stand in a line."""
    return fiscal.short_label(year) if _by_eras(calendar) else str(year)


def _by_eras(calendar) -> bool:
    return get_language() == "ja" and calendar != "western"

"""Another case for an agenda, by its number or by whom it is about: as the search finds them, within reach and still open."""

from casework.models import Case
from casework.pages.case_list import ListedCase, open_cases
from casework.pages.search import LIMIT, find_people
from privacy.reading import unshown


def cases_called(user, council_id, text: str) -> list[ListedCase]:
    """Whom the search finds beside them is not shown here."""
    with unshown():
        found = find_people(user, text)
    rows = Case.objects.visible_to(user, "conference.propose").unclosed().filter(council=council_id)
    numbered = [one.case.pk for one in found.cases]
    theirs = rows.filter(pk__in=numbered) | rows.filter(subject__in=[person.pk for person in found.people])
    return open_cases(user, list(theirs.order_by("-created_at", "pk").values_list("pk", flat=True)[:LIMIT]))

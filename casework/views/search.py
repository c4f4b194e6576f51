"""Search everywhere. What is searched stands in no address, title or log: it waits in the encrypted session for the page."""

from dataclasses import dataclass, field

from django.db.models import prefetch_related_objects
from django.shortcuts import redirect, render

from casework.addresses import blocks_of, where
from casework.forms.search import SearchForm
from casework.joined import records_of
from casework.models import Case, OtherName, Person, Relative
from casework.pages import search as finding
from casework.pages.case_columns import name_of
from casework.pages.excerpts import excerpt
from casework.pages.namesakes import other_names
from privacy.access import allow
from privacy.methods import require_http_methods
from privacy.reach import can
from privacy.reading import searched, show
from privacy.tokens import query_hash

SESSION_KEY = "search"
# While somebody types, a first letter asks nothing yet.
FEWEST_LIVE = 2


@dataclass
class Row:
    """A person with their cases; `full` where the reader may open the record. `also`: their other records that the reader may find."""

    person: Person
    where: str
    full: bool
    cases: list[Case] = field(default_factory=list)
    near: list[Relative] = field(default_factory=list)
    also: list[Person] = field(default_factory=list)
    names: list[OtherName] = field(default_factory=list)


@require_http_methods(["GET", "POST"])
@allow("person.find")
def search(request):
    """The page shows the last search; htmx gets the panel under the box while typing."""
    if request.method == "POST":
        form = SearchForm(request.POST)
        form.is_valid()
        asked = {"q": form.cleaned_data.get("q", ""), "notes": form.cleaned_data.get("notes", False)}
        if request.htmx:
            return render(request, "casework/search/_panel.html", _live(request, asked["q"]) | {"live": True})
        request.session[SESSION_KEY] = asked
        return redirect("search")
    asked = request.session.get(SESSION_KEY, {"q": "", "notes": False})
    return render(request, "casework/search/page.html", _found(request, **asked))


def _live(request, q) -> dict:
    return {"q": q, "too_short": True} if 0 < len(q) < FEWEST_LIVE else _found(request, q)


def _found(request, q, notes=False) -> dict:
    found = finding.find_people(request.user, q)
    hits, older = finding.find_in_notes(request.user, q) if notes and can(request.user, "note.read") else ([], False)
    around = finding.find_around(request.user, q)
    known = {person.pk for person in found.people}
    rows = _rows(request, found.people + [person for person in around.people if person.pk not in known])
    for row in rows:
        row.near = [one for person in (row.person, *row.also) for one in around.near.get(person.pk, [])]
    if q:
        searched(query_hash(q))
    prefetch_related_objects(hits, "case")
    show(note.case for note in hits)
    return {
        "q": q,
        "notes": notes,
        "rows": rows,
        "cases": [(row.case, name_of(row)) for row in found.cases],
        "came": around.came,
        "too_short": found.too_short and not found.cases,
        "hits": [(note, excerpt(note, q)) for note in hits],
        "more": found.more or around.more,
        "older": older,
        "live": False,
        "may_open_case": can(request.user, "case.open"),
        "may_open_in_emergency": can(request.user, "emergency.open"),
        "may_read_notes": can(request.user, "note.read"),
    }


def _rows(request, people) -> list[Row]:
    ids = [person.pk for person in people]
    if not ids:
        return []
    readable = set(Person.objects.visible_to(request.user, "person.read").filter(pk__in=ids).values_list("pk", flat=True))
    blocks = blocks_of(people)
    records = records_of(ids)
    everybody = set().union(*records.values())
    # Asked whether or not there is another record: a statement more would tell of a hidden one.
    found = {person.pk: person for person in Person.objects.visible_to(request.user, "person.find").filter(pk__in=everybody)}
    names = other_names(request.user, everybody)
    rows: list[Row] = []
    for person in people:
        if not any(person.pk in records[row.person.pk] for row in rows):
            also = [found[pk] for pk in sorted(records[person.pk] - {person.pk}) if pk in found]
            called = [name for pk in sorted(records[person.pk]) for name in names.get(pk, [])]
            is_full = person.pk in readable
            rows.append(Row(person, where(person, blocks, full=is_full), is_full, also=also, names=called))
    for case in (
        Case.objects.visible_to(request.user, "case.read").filter(subject__in=everybody).order_by("-intake_date", "-id")
    ):
        next(row for row in rows if case.subject_id in records[row.person.pk]).cases.append(case)
    return rows

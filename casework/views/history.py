"""閲覧履歴 and 変更履歴: who looked at this record, and what was changed."""

from datetime import datetime

from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.models import User
from casework.changes import changes_of
from casework.models import Case, Consent, Consulter, Person, ProgressNote, Relative
from privacy.models import AccessEvent
from privacy.views import allow, get_or_404, read_list

SHOWN = 50


@require_GET
@allow("history.read")
def case_access(request, pk):
    """Deliberate reads; appearances in lists on request."""
    case = get_or_404(request, Case.objects.select_related("dossier"), pk, "history.read")
    events = AccessEvent.objects.about([case.dossier_id, *([case.dossier.subject_id] if case.dossier.subject_id else [])])
    lists = request.GET.get("lists") == "1"
    if not lists:
        events = events.deliberate()
    if before := _moment(request.GET.get("before", "")):
        events = events.filter(at__lt=before)
    rows = _folded(events.newest_first()[: SHOWN * 4])
    more = rows[SHOWN - 1].at.isoformat() if len(rows) > SHOWN else ""
    people = User.objects.in_bulk({row.actor for row in rows if row.actor})
    for row in rows:
        row.who = people.get(row.actor)
    template = "casework/case/_access.html" if request.htmx else "casework/case/access.html"
    return render(request, template, {"case": case, "rows": rows[:SHOWN], "lists": lists, "before": more})


@require_GET
@allow("history.read")
def case_changes(request, pk):
    """Every version of everything in this case, as what it said before and after."""
    case = get_or_404(request, Case.objects.select_related("dossier"), pk, "history.read")
    records = [
        case,
        *read_list(request, ProgressNote.objects.visible_to(request.user, "history.read").filter(case=case), kind="open"),
    ]
    records += read_list(request, Consulter.objects.visible_to(request.user, "history.read").filter(case=case), kind="open")
    if case.subject_id:
        person = Person.objects.visible_to(request.user, "history.read").filter(pk=case.subject_id)
        records += read_list(request, person, kind="open")
        for model in (Relative, Consent):
            rows = model.objects.visible_to(request.user, "history.read").filter(person=case.subject_id)
            records += read_list(request, rows, kind="open")
    found = changes_of(records)
    people = User.objects.in_bulk({change.by for change in found if change.by})
    for change in found:
        change.who = people.get(change.by)
    return render(request, "casework/case/changes.html", {"case": case, "changes": found[:200]})


def _folded(events):
    """One line for what one press wrote: the case, its notes and its people are one look."""
    rows, seen = [], set()
    for event in events:
        key = (event.request, event.kind)
        if event.request and key in seen:
            continue
        seen.add(key)
        rows.append(event)
    return rows[: SHOWN + 1]


def _moment(text):
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None

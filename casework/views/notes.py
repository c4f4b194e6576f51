"""Writing a contact down, mending and correcting it, moving it to the right case, saying that one has read it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import receivers, services
from casework.forms.notes import NoteForm
from casework.models import Case, Circulation, ProgressNote
from casework.pages.case_list import Filters, open_cases, page
from casework.pages.excerpts import excerpt
from casework.pages.search import find_people
from casework.pages.whom import whom_of
from casework.people_on_cases import colleagues
from casework.views.drafts import keep
from privacy.access import allow, get_or_404
from privacy.methods import require_GET, require_http_methods, require_POST
from privacy.reading import searched, show, unshown
from privacy.tokens import query_hash
from ui.once import once_of, sent_once
from ui.redisplay import page_form, redisplay, sent_back

SEARCHED = "note_move"


@require_GET
@allow("note.write")
def note_receivers(request):
    """The agencies of the directory, for the line in which one of them is picked by its first letters."""
    offered = receivers.offered(request.user.working_council_id)
    names = {str(words): None for _label, group in offered for _code, words in group}
    return render(request, "casework/note/_receivers.html", {"names": names})


@require_http_methods(["GET", "POST"])
@allow("note.write", about=Case)
@sent_once(makes=ProgressNote)
def note_new(request, pk):
    """The whole form, and where the quick box of the case page posts to. `soaip` asks for the six parts."""
    record = get_or_404(request, Case.objects.select_related("area", "dossier"), pk, "note.write", hold=True)
    soaip = "soaip" in request.GET or "focus" in request.POST
    if "kind" in request.POST:
        return _other_kind(request, record)
    asked = request.method == "GET" or "readers" in request.POST
    form = page_form(request, NoteForm, soaip=soaip, people=colleagues(record).exclude(pk=request.user.pk) if asked else None)
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        readers = form.cleaned_data.get("readers", ())
        services.note_add(record, actor=request.user, id=once_of(request.POST), readers=readers, **form.contact())
        messages.success(request, _("The note is written."))
        return redirect(record)
    return render(
        request, "casework/note/page.html", {"case": record, "form": form, "soaip": soaip or form.soaip, "note": None}
    )


@require_http_methods(["GET", "POST"])
@allow("note.write", about=ProgressNote)
@sent_once
def note_edit(request, pk):
    """Within ten minutes its writer mends it; afterwards a correction names its reason."""
    note = get_or_404(request, ProgressNote.objects.select_related("case__area", "author"), pk, "note.write", hold=True)
    mending = note.is_mendable(request.user, timezone.now())
    form = page_form(request, NoteForm, edits=[note], soaip=note.soaip is not None, correcting=not mending, note=note)
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        if mending:
            services.note_mend(note, actor=request.user, **form.contact())
        else:
            services.note_correct(note, actor=request.user, reason=form.cleaned_data["reason"], **form.contact())
        messages.success(request, _("Saved.") if mending else _("The correction is recorded; the text before stays readable."))
        return redirect("case", note.case_id)
    show([note.case])
    context = {"case": note.case, "form": form, "note": note, "mending": mending, "soaip": note.soaip is not None}
    return render(request, "casework/note/page.html", context)


@require_http_methods(["GET", "POST"])
@allow("note.move", about=ProgressNote)
def note_move(request, pk):
    """Put on the wrong case: the right one is found by name or number, or picked from the newest. What was searched waits in the
    (encrypted) session for the page, unless htmx asks."""
    note = get_or_404(request, ProgressNote.objects.select_related("case", "author"), pk, "note.move")
    if request.method == "POST" and request.POST.get("to"):
        target = get_or_404(request, Case, request.POST["to"], "note.move")
        try:
            services.note_move(note, actor=request.user, to=target, reason=_("Was on the wrong case"))
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect("note_move", note.pk)
        messages.success(request, _("The note was moved here."))
        return redirect(target)
    if request.method == "POST" and not request.htmx:
        request.session[SEARCHED] = {"note": str(note.pk), "q": request.POST.get("q", "")[:200]}
        return redirect("note_move", note.pk)
    which = {"note": note, "whom": whom_of(request.user, note.case), "beginning": excerpt(note, "")}
    if note.is_first:
        return render(request, "casework/note/move.html", which)
    kept = request.session.pop(SEARCHED, {}) if request.method == "GET" else {}
    query = kept["q"] if kept.get("note") == str(note.pk) else request.POST.get("q", "")[:200]
    cases = _candidates(request, query, note)
    template = "casework/note/_targets.html" if request.htmx else "casework/note/move.html"
    return render(request, template, which | {"cases": cases, "query": query})


@require_POST
@allow("note.read", about=Circulation)
def note_read(request, pk):
    circulation = get_or_404(request, Circulation.objects.select_related("note").filter(reader=request.user), pk, "note.read")
    services.note_mark_read(circulation, actor=request.user)
    return redirect("home") if request.POST.get("back") == "home" else redirect("case", circulation.note.case_id)


def _other_kind(request, record):
    """What was written goes along: as a draft, to the form with the six parts or to the one with one text."""
    draft = keep(request, "note_new", once_of(request.POST), about=record.pk)
    kind = "soaip&" if request.POST["kind"] == "soaip" else ""
    return sent_back(f"{request.path}?{kind}draft={draft.pk}")


def _candidates(request, query, note):
    if not query:
        cases = page(request.user, Filters(), size=10).cases
    else:
        searched(query_hash(query))
        with unshown():
            found = find_people(request.user, query)
        ids = [row.case.pk for row in found.cases]
        ids += Case.objects.visible_to(request.user).filter(subject__in=found.people).values_list("pk", flat=True)[:20]
        cases = open_cases(request.user, list(dict.fromkeys(ids)))
    return [row for row in cases if row.case.pk != note.case_id]

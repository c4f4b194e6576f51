"""相談受付: one page, with the people known already beside it. A form with errors comes back from the desk."""

import uuid

from django.contrib import messages
from django.forms.utils import ErrorDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import services
from casework.forms.intake import IntakeForm
from casework.models import Case, Draft, Person, Place
from casework.pages.drafts import typed, unfinished
from casework.pages.namesakes import Known, Typed, as_fields, known_people
from casework.views.drafts import draft_id, keep, on_desk, working_council
from privacy.access import allow, get_or_404
from privacy.methods import require_GET, require_http_methods, require_POST
from privacy.reach import can, reach
from privacy.reading import searched
from privacy.tokens import query_hash
from ui.once import Before, sent_once
from ui.redisplay import refuse_changed, sent_back


@require_http_methods(["GET", "POST"])
@allow("case.open")
@sent_once(makes=Case, key_of=draft_id)
def intake(request):
    council = working_council(request)
    if request.method == "GET":
        return _page(request, _form(request, initial={"intake_date": timezone.localdate()}), uuid.uuid4())
    pk = draft_id(request)
    form = _form(request, request.POST)
    refuse_changed(request, form)
    _know(request, form)
    if not form.is_valid():
        return sent_back("intake_draft", keep(request, "intake", pk, checked=True).pk)
    case = services.case_open(
        actor=request.user,
        council=council,
        id=pk,
        ended=request.POST.get("end") == "advice",
        **form.consultation(),
    )
    messages.success(request, _("Taken on: %(number)s") % {"number": case.number})
    return redirect(case)


@require_GET
@allow("case.open", about=Draft)
def intake_draft(request, pk):
    """What was begun; after it was taken on, the case that came of it."""
    made = Case.objects.visible_to(request.user).filter(pk=pk).exists()
    if made and not on_desk(request, "intake").filter(pk=pk).exists():
        return redirect("case", pk)
    draft = get_or_404(request, on_desk(request, "intake"), pk, "desk.use")
    form = _form(request, typed(draft), initial={"intake_date": timezone.localdate()})
    known = _know(request, form)
    if not draft.payload.get("checked"):
        form._errors = ErrorDict()
        form.cleaned_data = {}
    if made:
        # Taken on, and written on elsewhere: pressed again, it is one more.
        Before(pk, Case, reverse("case", args=[pk])).refuse(form)
        pk = uuid.uuid4()
    return _page(request, form, pk, draft=draft, known=known)


@require_POST
@allow("case.open")
def intake_start(request):
    """From a search that found nobody: what was typed there stands in the form already."""
    draft = keep(request, "intake", uuid.uuid4(), **as_fields(request.POST.get("q", "")))
    return redirect("intake_draft", draft.pk)


@require_POST
@allow("case.open", about=Draft)
def intake_person(request, pk):
    """The person of a known record is meant, or (`other`) is not after all."""
    chosen = "" if request.POST.get("other") else request.POST.get("person", "")
    if chosen:
        _chosen(request, chosen)
    return redirect("intake_draft", keep(request, "intake", pk, person=chosen).pk)


@require_POST
@allow("person.find", about=Draft)
def namesakes(request, pk):
    different = {*request.POST.getlist("different"), *request.POST.getlist("also")} - {""}
    typed = Typed.of_form(request.POST)
    beside = _beside(_known(request, typed), typed, different)
    return render(request, "casework/intake/_namesakes_answer.html", beside | {"draft_id": pk})


@require_GET
@allow("case.open")
def intake_sheet(request):
    """The same questions on paper."""
    return render(request, "casework/intake/sheet.html", {"form": _form(request), "now": timezone.now()})


def _page(request, form, pk, draft=None, known=None):
    person = form.person
    context = {
        "form": form,
        "draft_id": pk,
        "saved_at": draft.updated_at if draft else None,
        "drafts": [] if draft else unfinished(request.user, "intake"),
        "person": person,
        "person_full": person is not None and can(request.user, "person.read", person),
        "ask_unnamed": form["unnamed"].value() or form.has_error("name", "required"),
    }
    return render(request, "casework/intake/page.html", context | (known or _beside(Known(), Typed(), set())))


def _form(request, data=None, **kwargs):
    chosen = data.get("person") if data else None
    return IntakeForm(data, places=_places(request), person=_chosen(request, chosen) if chosen else None, **kwargs)


def _places(request):
    """Blocks of the districts in which this person may open a case."""
    districts = reach(request.user, "case.open").areas
    places = Place.objects.filter(district__in=districts, council=request.user.working_council_id)
    return places.filter(closed_date__isnull=True).select_related("district").order_by("district__path", "kana", "name")


def _chosen(request, pk):
    """A record that the reader may find; guessed ids are refused like ones that do not exist."""
    return get_or_404(request, Person.objects.select_related("dossier__area"), pk, "person.find")


def _know(request, form) -> dict:
    """Tells the form who is known already, and what stands beside it."""
    if form.person:
        return {}
    typed, different = Typed.of_form(form.data), set(form.data.getlist("different"))
    known = _known(request, typed)
    form.know(known.people, different)
    return _beside(known, typed, different)


def _known(request, typed: Typed) -> Known:
    known = known_people(request.user, typed)
    if typed.is_searchable:
        searched(query_hash(typed.query))
    return known


def _beside(known: Known, typed: Typed, different: set) -> dict:
    beside = known.without(different)
    return {
        "candidates": beside.people, "more": beside.more, "different": sorted(different), "searched": typed.is_searchable,
    }  # fmt: skip

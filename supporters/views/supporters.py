"""Those who help: the list, one of them with what they learnt and did, registered, corrected and ended; and the places that take somebody in."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.pages.changes import changes_page, words_of
from casework.views.drafts import working_council
from privacy import asked
from privacy.access import allow, get_or_404
from privacy.methods import require_GET, require_http_methods, require_POST
from privacy.models import Area
from privacy.reach import can
from supporters import services
from supporters.codes import Kind, Task
from supporters.forms import EndForm, HostForm, NewSupporterForm, SupporterForm, TrainingForm
from supporters.models import Host, Supporter, Training
from supporters.pages import districts_of, labels, supporter_parts, times
from supporters.pages import supporters as listed
from supporters.views.begin import WRITE, Begin, begin
from ui.once import once_of, sent_once
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse

READ = "support.read"
# A place is nobody's record.
PLACES = "program.write"
RECORD = Supporter.objects.select_related("person", "dossier__area", "council")


@require_GET
@allow(READ)
def supporters(request):
    kind, district = request.GET.get("kind", ""), asked.number(request.GET.get("district", ""))
    kind, ended = kind if kind in Kind.values else "", request.GET.get("ended") == "1"
    rows, more = listed(request.user, kind=kind, district=district, ended=ended)
    areas = districts_of(request.user.working_council_id)
    context = {
        "rows": rows, "more": more, "may_write": can(request.user, WRITE),
        "filters": [
            ("kind", _("For what"), [("", _("All")), *Kind.choices], kind),
            ("district", _("Where they live"), [("", _("All")), *((str(one.pk), one.label) for one in areas)], str(district or "")),
            ("ended", _("State"), [("", _("Registered")), ("1", _("No longer registered"))], "1" if ended else ""),
        ],
    }  # fmt: skip
    return render(request, "supporters/supporters.html", context)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
@sent_once(makes=Supporter)
def supporter_new(request):
    return begin(
        request,
        Begin(
            "supporter_new", SupporterForm, NewSupporterForm, services.supporter_register,
            lambda: {"title": _("Register a supporter"), "back": reverse("supporters"), "back_words": _("Supporters")},
            {"registered_date": timezone.localdate(), "sex": "unknown"},
        ),
    )  # fmt: skip


@require_GET
@allow(READ, about=Supporter)
def supporter(request, pk):
    one = get_or_404(request, RECORD, pk, READ)
    context = supporter_parts(request.user, one) | {
        "one": one, "may_write": can(request.user, WRITE, one), "may_see_changes": can(request.user, "history.read", one),
        "training_form": page_form(request, TrainingForm, "training", saved_by="training_add", about=one.pk),
        "end_form": page_form(request, EndForm, "end", saved_by="supporter_end", about=one.pk),
    }  # fmt: skip
    return render(request, "supporters/supporter.html", context)


@require_http_methods(["GET", "POST"])
@allow(WRITE, about=Supporter)
@sent_once
def supporter_edit(request, pk):
    one = get_or_404(request, RECORD, pk, WRITE)
    shown = {name: getattr(one, name) for name in SupporterForm.base_fields}
    form = page_form(request, SupporterForm, edits=[one], areas=districts_of(one.council_id), initial=shown)
    if request.method == "POST":
        if form.is_valid():
            try:
                services.supporter_correct(one, actor=request.user, **form.said)
                messages.success(request, _("Saved."))
                return redirect(one)
            except ValidationError as error:
                refuse(form, error)
        return redisplay(request, form)
    return render(request, "supporters/edit.html", {"form": form, "one": one, "title": _("Correct the registration")})


@require_POST
@allow(WRITE, about=Supporter)
@sent_once(makes=Training)
def training_add(request, pk):
    one = get_or_404(request, RECORD, pk, WRITE)
    form = page_form(request, TrainingForm)
    if form.is_valid():
        try:
            services.training_add(one, actor=request.user, id=once_of(request.POST), **form.cleaned_data)
            messages.success(request, _("Recorded."))
            return redirect(one)
        except ValidationError as error:
            refuse(form, error)
    return redisplay(request, form, "training", to=one.get_absolute_url())


@require_POST
@allow(WRITE, about=Training)
def training_remove(request, pk):
    one = get_or_404(request, Training.objects.select_related("supporter", "dossier"), pk, WRITE)
    services.training_remove(one, actor=request.user)
    messages.success(request, _("Removed from the list."))
    return redirect(one.supporter)


@require_POST
@allow(WRITE, about=Supporter)
@sent_once
def supporter_end(request, pk):
    """Ends the registration; pressed on one that has ended, it goes on."""
    one = get_or_404(request, RECORD, pk, WRITE)
    form = page_form(request, EndForm)
    try:
        if one.ended_date:
            services.supporter_resume(one, actor=request.user)
        elif form.is_valid():
            services.supporter_end(one, actor=request.user, **form.cleaned_data)
        else:
            return redisplay(request, form, "end", to=one.get_absolute_url())
    except ValidationError as error:
        form.is_valid()
        refuse(form, error)
        return redisplay(request, form, "end", to=one.get_absolute_url())
    messages.success(request, _("Saved."))
    return redirect(one)


@require_GET
@allow("history.read", about=Supporter)
def supporter_changes(request, pk):
    one = get_or_404(request, RECORD, pk, "history.read")
    records = [one, *Training.objects.in_dossier_of(one, request.user, "history.read").filter(supporter=one)]
    return changes_page(request, one, records)


@require_http_methods(["GET", "POST"])
@allow(PLACES)
@sent_once
def hosts(request):
    """All places, and a form for one more."""
    council = working_council(request)
    form = page_form(request, HostForm, areas=districts_of(council.pk))
    if request.method == "POST":
        return _save_host(request, form, council, None)
    rows = [
        {"host": one, "tasks": labels(one.tasks, Task), "when": times(one)}
        for one in Host.objects.filter(council=council).select_related("district").order_by("closed_date", "name")
    ]
    return render(request, "supporters/hosts.html", {"form": form, "rows": rows})


@require_http_methods(["GET", "POST"])
@allow(PLACES)
@sent_once
def host_edit(request, pk):
    council = working_council(request)
    one = get_object_or_404(Host, pk=pk, council=council)
    shown = {name: getattr(one, name) for name in ("name", "tasks", "weekdays", "bands", "notes")}
    shown |= {"district": one.district_id, "closed": one.closed_date is not None}
    form = page_form(request, HostForm, edits=[one], areas=districts_of(council.pk), initial=shown)
    if request.method == "POST":
        return _save_host(request, form, council, one)
    return render(request, "supporters/host_edit.html", {"form": form, "one": one})


def _save_host(request, form, council, one):
    if form.is_valid():
        try:
            services.host_save(actor=request.user, council=council, host=one, **form.said)
            messages.success(request, _("Saved."))
            return redirect("hosts")
        except ValidationError as error:
            refuse(form, error)
    return redisplay(request, form)


@words_of("supporters.supporter", "tasks")
def tasks(value) -> str:
    return labels(value, Task)


@words_of("supporters.supporter", "districts")
def where(value) -> str:
    return "、".join(area.label for area in Area.objects.filter(pk__in=value))

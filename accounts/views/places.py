"""Areas and organisations, kept by the council's administrator."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts import services
from accounts.forms import AreaForm, DistrictForm, OrganisationForm
from accounts.models import Organisation
from privacy.access import allow
from privacy.areas import Area
from privacy.methods import require_GET, require_http_methods
from privacy.reach import reach
from ui.once import sent_once
from ui.redisplay import page_form, redisplay


@require_GET
@allow("area.manage")
def areas(request):
    found = _areas(request)
    return render(
        request, "accounts/areas.html", {"areas": found, "councils": [a for a in found if a.kind == Area.Kind.COUNCIL]}
    )


@require_http_methods(["GET", "POST"])
@allow("area.manage")
@sent_once
def area_edit(request, pk):
    area = get_object_or_404(_areas(request), pk=pk)
    if area.special:
        raise Http404
    form = page_form(request, AreaForm, edits=[area], instance=area)
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        services.area_edit(Area.objects.get(pk=area.pk), actor=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("areas")
    return render(request, "accounts/area_edit.html", {"form": form, "area": area})


@require_http_methods(["GET", "POST"])
@allow("area.manage")
@sent_once
def district_new(request, pk):
    council = get_object_or_404(_areas(request), pk=pk, kind=Area.Kind.COUNCIL)
    form = page_form(request, DistrictForm, parent=council)
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        services.district_add(council, actor=request.user, **form.cleaned_data)
        messages.success(request, _("The district was added."))
        return redirect("areas")
    return render(request, "accounts/area_edit.html", {"form": form, "area": None, "council": council})


@require_GET
@allow("organisation.manage")
def organisations(request):
    return render(request, "accounts/organisations.html", {"organisations": _organisations(request)})


@require_http_methods(["GET", "POST"])
@allow("organisation.manage")
@sent_once
def organisation_new(request):
    form = page_form(request, OrganisationForm, actor=request.user)
    form.fields.pop("closed_date")
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        services.organisation_add(form.cleaned_data.pop("area"), actor=request.user, **form.cleaned_data)
        messages.success(request, _("The organisation was added."))
        return redirect("organisations")
    return render(request, "accounts/organisation_edit.html", {"form": form, "organisation": None})


@require_http_methods(["GET", "POST"])
@allow("organisation.manage")
@sent_once
def organisation_edit(request, pk):
    organisation = get_object_or_404(_organisations(request), pk=pk)
    form = page_form(request, OrganisationForm, edits=[organisation], instance=organisation, actor=request.user)
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        kept = Organisation.objects.get(pk=organisation.pk)
        services.organisation_edit(kept, form.cleaned_data.pop("area"), actor=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("organisations")
    return render(request, "accounts/organisation_edit.html", {"form": form, "organisation": organisation})


def _areas(request):
    return Area.objects.filter(pk__in=reach(request.user, "area.manage").areas).order_by("path")


def _organisations(request):
    areas = reach(request.user, "organisation.manage").areas
    return Organisation.objects.filter(area__in=areas).select_related("area")

"""町丁目 and their school districts: the council's own table."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import services
from casework.forms.places import PlaceForm
from casework.models import Place
from privacy.access import allow
from privacy.areas import Area
from privacy.methods import require_GET, require_http_methods, require_POST
from privacy.reach import reach
from ui.once import sent_once
from ui.redisplay import is_stale, page_form, redisplay


@require_GET
@allow("area.manage")
def places(request):
    return render(request, "casework/place/page.html", {"places": _places(request)})


@require_http_methods(["GET", "POST"])
@allow("area.manage")
@sent_once
def place_new(request):
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
@allow("area.manage")
@sent_once
def place_edit(request, pk):
    return _edit(request, get_object_or_404(_places(request), pk=pk))


@require_POST
@allow("area.manage")
def place_close(request, pk):
    """No longer offered at intake; records that name it keep it. Closing again opens it."""
    place = get_object_or_404(_places(request), pk=pk)
    if is_stale(request, place.closed_date):
        return redirect("places")
    closed = None if place.closed_date else timezone.localdate()
    services.place_save(actor=request.user, district=place.district, place=place, closed_date=closed)
    messages.success(request, _("The block is no longer offered.") if closed else _("The block is offered again."))
    return redirect("places")


def _edit(request, place):
    shown = {name: getattr(place, name) for name in ("name", "kana", "district", "postal_code")} if place else {}
    form = page_form(
        request, PlaceForm, edits=[place] if place else (), districts=_districts(request), place=place, initial=shown
    )
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        values = dict(form.cleaned_data)
        services.place_save(actor=request.user, district=values.pop("district"), place=place, **values)
        messages.success(request, _("Saved."))
        return redirect("places")
    return render(request, "casework/place/edit.html", {"form": form, "place": place})


def _districts(request):
    managed = reach(request.user, "area.manage").areas
    return Area.objects.districts().filter(pk__in=managed, special="", closed_date__isnull=True).order_by("path")


def _places(request):
    managed = reach(request.user, "area.manage").areas
    return Place.objects.filter(district__in=managed).select_related("district").order_by("district__path", "kana", "name")

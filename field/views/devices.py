"""The tablets: all of a council's, for whoever administers them, and one's own."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from field.forms.devices import NameForm, SettingsForm
from field.models import Device, TabletSettings
from field.pages.devices import of_council, own
from field.services import device_end, device_rename, device_revoke, settings_save
from privacy.access import allow
from privacy.areas import Area
from privacy.methods import require_GET, require_http_methods, require_POST
from privacy.reach import reach
from ui.redisplay import page_form, redisplay


@require_http_methods(["GET", "POST"])
@allow("device.manage")
def devices(request):
    """Each visitor's tablets; and, for the council in which one works, what is set for them."""
    council = Area.objects.filter(pk=request.user.working_council_id).first()
    form = page_form(request, SettingsForm, instance=TabletSettings.of(council.pk)) if council else None
    if request.method == "POST" and form is not None:
        if not form.is_valid():
            return redisplay(request, form)
        settings_save(council, actor=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("devices")
    return render(request, "field/devices.html", {"form": form, "groups": of_council(_councils(request.user))})


@require_http_methods(["GET", "POST"])
@allow("device.manage")
def device_name(request, pk):
    device = get_object_or_404(Device.objects.select_related("visitor"), pk=pk, council__in=_councils(request.user))
    form = page_form(request, NameForm, instance=device)
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        device_rename(device, actor=request.user, name=form.cleaned_data["name"])
        messages.success(request, _("Saved."))
        return redirect("devices")
    return render(request, "field/device_name.html", {"form": form, "device": device})


@require_POST
@allow("device.manage")
def device_out(request, pk):
    device = get_object_or_404(Device.objects.select_related("council"), pk=pk, council__in=_councils(request.user))
    device_revoke(device, actor=request.user)
    messages.success(
        request, _("Taken out of use. Its list goes at its next contact; what it still brings waits for a person.")
    )
    return redirect("devices")


@require_GET
@allow.signed_in
def own_devices(request):
    return render(request, "field/own_devices.html", {"rows": own(request.user)})


@require_POST
@allow.signed_in
def own_device_out(request, pk):
    device = get_object_or_404(Device, pk=pk, visitor=request.user)
    device_end(device, actor=request.user)
    messages.success(
        request, _("Taken out of use. Its list goes at its next contact; what it still brings waits for a person.")
    )
    return redirect("own_devices")


def _councils(user) -> list[int]:
    return sorted(reach(user, "device.manage").areas)

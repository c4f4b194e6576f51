"""What each person sets for themselves."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts import services
from accounts.forms import SettingsForm, WorkingCouncilForm
from accounts.models import User
from privacy.access import allow
from privacy.methods import require_http_methods, require_POST
from ui.redisplay import page_form, redisplay


@require_http_methods(["GET", "POST"])
@allow.signed_in
def own_settings(request):
    form = page_form(request, SettingsForm, instance=request.user)
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        services.settings_save(request.user, **form.cleaned_data)
        translation.activate(request.user.language)
        messages.success(request, _("Saved."))
        return redirect("own_settings")
    today = timezone.localdate()
    councils = WorkingCouncilForm(instance=request.user, initial={"chosen_council": request.user.working_council_id})
    return render(
        request,
        "accounts/own_settings.html",
        {
            "form": form,
            "councils": councils if len(councils.fields["chosen_council"].queryset) > 1 else None,
            "memberships": request.user.memberships.current(),
            "pledge": request.user.pledges.valid(today).first(),
        },
    )


@require_POST
@allow.signed_in
def working_council(request):
    form = WorkingCouncilForm(request.POST, instance=request.user)
    if form.is_valid():
        services.settings_save(request.user, chosen_council=form.cleaned_data["chosen_council"])
    return redirect("home")


@require_POST
@allow.signed_in
def text_size(request):
    size = request.POST.get("text_size")
    if size in User.TextSize.values:
        services.settings_save(request.user, text_size=size)
    return HttpResponse(status=204)


@require_POST
@allow.public
def set_language(request):
    """Sets the language of this browser, and of the person when one is signed in."""
    language = request.POST.get("language")
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = reverse("home")
    # Not `redirect`, which takes a word for the name of a view.
    response = HttpResponseRedirect(target)
    if language in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            services.settings_save(request.user, language=language)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax", httponly=True)
    return response

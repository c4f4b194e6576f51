"""One's own page 安全, and what is changed from there: passkeys, the app, open sessions."""

import json

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts import passkeys, sessions
from accounts import security as page
from accounts.forms import PasskeyForm
from accounts.middleware import for_one_factor
from privacy.access import allow
from privacy.methods import require_GET, require_http_methods, require_POST
from ui.redisplay import page_form, redisplay

LIMITS = {"idle_minutes": settings.SESSION_IDLE_SECONDS // 60, "most_hours": settings.SESSION_ABSOLUTE_SECONDS // 3600}


@require_GET
@allow.signed_in
def security(request):
    return render(request, "accounts/security.html", LIMITS | page.of(request))


@for_one_factor
@require_http_methods(["GET", "POST"])
@allow.signed_in(fresh=True)
def passkey_new(request):
    form = page_form(request, PasskeyForm)
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        try:
            with_codes = passkeys.make(
                request, form.cleaned_data["name"], passkeys.answer_of(request.POST.get("credential", ""))
            )
        except ValidationError as error:
            form.add_error(None, error)
            return redisplay(request, form)
        messages.success(request, _("The passkey is registered. From now on it signs you in, alone or after the password."))
        return redirect("mfa_view_recovery_codes" if with_codes else "security")
    context = {
        "form": form,
        "options": json.dumps(passkeys.options_to_make(request)),
        "is_first": not passkeys.has_factor(request.user),
    }
    return render(request, "accounts/passkey_new.html", context)


@require_http_methods(["GET", "POST"])
@allow.signed_in(fresh=True)
def passkey_edit(request, pk):
    row = _own_key(request, pk)
    form = page_form(request, PasskeyForm, initial={"name": row.wrap().name})
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        passkeys.rename(row, form.cleaned_data["name"])
        messages.success(request, _("Saved."))
        return redirect("security")
    return render(request, "accounts/passkey_edit.html", {"form": form, "key": row, "name": row.wrap().name})


@require_POST
@allow.signed_in(fresh=True)
def factor_remove(request, pk):
    """A passkey, or the app."""
    row = get_object_or_404(Authenticator, pk=pk, user=request.user, type__in=(passkeys.KIND, passkeys.APP))
    try:
        passkeys.remove(request, row)
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Removed. It opens nothing any more, and every other session of yours has ended."))
    return redirect("security")


@require_POST
@allow.signed_in
def session_end(request, pk):
    session = get_object_or_404(UserSession.objects.exclude(session_key=request.session.session_key), pk=pk, user=request.user)
    sessions.end(UserSession.objects.filter(pk=session.pk))
    messages.success(request, _("That session has ended."))
    return redirect("security")


@require_POST
@allow.signed_in
def sessions_end(request):
    sessions.end_all(request.user, but=request.session.session_key)
    messages.success(request, _("Every other session of yours has ended."))
    return redirect("security")


def _own_key(request, pk) -> Authenticator:
    found = next((row for row in passkeys.of(request.user) if row.pk == pk), None)
    if found is None:
        raise Http404
    return found

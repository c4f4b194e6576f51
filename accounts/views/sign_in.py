"""Signing in: password, then the code from the app. allauth decides, these pages show."""

import json
import time

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import BaseReauthenticateView, LoginView, LogoutView, PasswordChangeView
from allauth.core.internal import ratelimit
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from accounts import freshness, passkeys, sessions
from accounts.adapters import qr_data_uri
from accounts.demo_access import demo_here
from accounts.demo_sign_in import demo_groups
from accounts.forms import AgainForm, ChangeOwnPasswordForm, CodeForm, EnrolForm, SignInForm
from accounts.middleware import is_script, unauthorised
from accounts.models import User
from privacy import ledger
from privacy.access import allow
from privacy.methods import require_http_methods, require_POST
from ui.redisplay import page_form, redisplay


class AnsweredBy303:
    """allauth shows a form with errors as the answer to the POST; here it comes back by way of the session."""

    def get_form(self, form_class=None):
        kwargs = self.get_form_kwargs()
        kwargs.pop("data", None)
        kwargs.pop("files", None)
        return page_form(self.request, form_class or self.get_form_class(), **kwargs)

    def form_invalid(self, form):
        return redisplay(self.request, form)


class SignIn(AnsweredBy303, LoginView):
    template_name = "accounts/sign_in.html"

    def get_form_class(self):
        return SignInForm

    def get_context_data(self, **kwargs):
        groups = demo_groups() if demo_here(self.request) else []
        return super().get_context_data(**kwargs) | {"demo_groups": groups}


class SignOut(LogoutView):
    template_name = "accounts/sign_out.html"


class ByKeyToo:
    """A page that asks for a code takes a passkey of the same person in its place. `key_user` says whose."""

    def post(self, request, *args, **kwargs):
        if "credential" not in request.POST:
            return super().post(request, *args, **kwargs)
        try:
            key = passkeys.used(request, passkeys.answer_of(request.POST["credential"]), self.key_user)
        except passkeys.Refused as error:
            messages.error(request, error.message)
            return redirect(request.get_full_path())
        return self.key_valid(key)

    def get_context_data(self, **kwargs):
        own = passkeys.of(self.key_user)
        options = json.dumps(passkeys.options_to_use(self.request, self.key_user)) if own else ""
        return super().get_context_data(**kwargs) | {"key_options": options}


class Code(ByKeyToo, AuthenticateView):
    """The second step. A wrong code comes back like any form with errors."""

    template_name = "accounts/code.html"

    def get_form_class(self):
        return CodeForm

    def _build_forms(self):
        self.webauthn_form = None
        self.auth_form = page_form(self.request, CodeForm, user=self.stage.login.user)
        return self.auth_form

    @property
    def key_user(self):
        return self.stage.login.user

    def key_valid(self, key):
        post_authentication(self.request, key)
        return self.stage.exit()

    def form_invalid(self, form):
        return redisplay(self.request, form)


class Enrol(AnsweredBy303, ActivateTOTPView):
    """Sets up the app for the second factor, or another phone in place of the one until now. Somebody with a password alone sees this page
    and the one for a passkey, and no other."""

    template_name = "accounts/enrol.html"

    def get_form_class(self):
        return EnrolForm

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        spaced = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
        has_one = passkeys.has_factor(self.request.user)
        return context | {"picture": qr_data_uri(context["totp_url"]), "secret": spaced, "has_one": has_one}

    def dispatch(self, request, *args, **kwargs):
        """Without allauth's step aside for whoever has an app."""
        return FormView.dispatch(self, request, *args, **kwargs)

    def get_success_url(self):
        return reverse("mfa_view_recovery_codes" if self.did_generate_recovery_codes else "security")

    def form_valid(self, form):
        Authenticator.objects.filter(user=self.request.user, type=Authenticator.Type.TOTP).delete()
        response = super().form_valid(form)
        ledger.record("session", action="factor.add")
        authenticator = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        # Marks the code as used, and this session as one with both factors.
        authenticator.wrap().validate_code(form.cleaned_data["code"])
        authenticator.record_usage()
        record_authentication(self.request, self.request.user, "mfa", id=authenticator.pk, type=authenticator.type)
        return response


class RecoveryCodes(ViewRecoveryCodesView):
    template_name = "accounts/recovery_codes.html"


class NewRecoveryCodes(AnsweredBy303, GenerateRecoveryCodesView):
    template_name = "accounts/recovery_codes_new.html"

    def form_valid(self, form):
        ledger.record("session", action="factor.add")
        return super().form_valid(form)


class PasswordChange(AnsweredBy303, PasswordChangeView):
    template_name = "accounts/password_change.html"

    def get_form_class(self):
        return ChangeOwnPasswordForm

    success_url = reverse_lazy("security")

    def form_valid(self, form):
        ledger.record("session", action="password.change")
        return super().form_valid(form)


class Again(ByKeyToo, AnsweredBy303, BaseReauthenticateView):
    template_name = "accounts/reauthenticate.html"

    def get_form_class(self):
        return AgainForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    @property
    def key_user(self):
        return self.request.user

    def key_valid(self, key):
        post_authentication(self.request, key, reauthenticated=True)
        return self.form_valid(None)

    def form_valid(self, form):
        if form is not None:
            form.save()
        freshness.say_go_on(self.request)
        return super().form_valid(form)


@allow.public
@require_http_methods(["GET", "POST"])
def sign_in_by_key(request):
    """By a passkey alone: it is there, and has verified its holder. The page's script asks by GET what the key must answer."""
    if request.user.is_authenticated or (request.method == "GET" and not is_script(request)):
        return redirect("account_login")
    if refused := ratelimit.consume_or_429(request, app="allauth.mfa", action="webauthn_login"):
        return refused
    if request.method == "GET":
        return JsonResponse(passkeys.options_to_use(request))
    try:
        key = passkeys.used(request, passkeys.answer_of(request.POST.get("credential", "")))
    except passkeys.Refused as error:
        messages.error(request, error.message)
        return redirect("account_login")
    return perform_passwordless_login(request, key, Login(user=key.user, redirect_url=get_next_redirect_url(request)))


@allow.public
@require_http_methods(["GET"])
def help_page(request):
    """Lost password, lost phone, no account: one answer for all, and nothing to type."""
    return render(request, "accounts/sign_in_help.html")


@allow.public
@require_POST
@sensitive_post_parameters()
def demo_sign_in(request):
    if not demo_here(request):
        raise Http404
    user = User.objects.filter(username=request.POST.get("login", ""), is_demo=True, is_active=True).first()
    if user is None:
        raise Http404
    login(request, user, backend="accounts.backends.SignInBackend")
    record_authentication(request, user, "demo")
    return redirect(settings.LOGIN_REDIRECT_URL)


@allow.public
@require_http_methods(["GET", "POST"])
def session_state(request):
    """For the page that is still open: whose session, how long, and a token for the form. GET is nobody's activity."""
    if not request.user.is_authenticated:
        return unauthorised()
    if request.method == "POST":
        sessions.touch(request.session)
        return HttpResponse(status=204)
    return JsonResponse(
        {
            "user": str(request.user.pk),
            "csrf": get_token(request),
            "within": str(request.user.working_council_id or ""),
            "idle_left": sessions.idle_left(request.session, time.time()),
        }
    )

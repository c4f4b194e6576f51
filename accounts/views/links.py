"""Printed one-time links. An administrator makes one, another person confirms it, and the person it is for uses it once."""

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from accounts import services
from accounts.adapters import qr_data_uri
from accounts.forms import LinkCodeForm, NewPasswordForm, OldPasswordForm
from accounts.models import OneTimeLink
from accounts.people import people_within
from accounts.views.people import get_person
from privacy.access import allow
from privacy.methods import require_GET, require_http_methods, require_POST
from ui.redisplay import page_form, redisplay

MADE, OPENED = "links_made", "link_opened"


@require_POST
@allow("user.manage", fresh=True)
def link_make(request, pk):
    person = get_person(request, pk)
    purpose = request.POST.get("purpose")
    if purpose not in OneTimeLink.Purpose.values:
        raise Http404
    link, token = services.link_make(person, actor=request.user, purpose=purpose)
    # The token is on paper and, until this session ends, with the one who prints it. Nowhere else.
    request.session[MADE] = {str(link.pk): token}
    return redirect("link_print", pk=link.pk)


@require_GET
@allow("user.manage", fresh=True)
def link_print(request, pk):
    people = people_within(request.user, "user.manage")
    link = get_object_or_404(OneTimeLink.objects.open(timezone.now()), pk=pk, user__in=people)
    token = request.session.get(MADE, {}).get(str(link.pk))
    context = {"link": link, "person": link.user, "token": token and services.spaced(token)}
    if token:
        context["address"] = request.build_absolute_uri(reverse("link"))
        context["picture"] = qr_data_uri(request.build_absolute_uri(reverse("link_open", args=[token])))
    return render(request, "accounts/link_print.html", context)


@require_GET
@allow.public
def link_open(request, token):
    """Takes the token out of the address before anything is shown."""
    request.session[OPENED] = token
    return redirect("link")


@require_http_methods(["GET", "POST"])
@allow.public
@sensitive_post_parameters()
def link(request):
    """One page: the code from the paper, then what the link is for."""
    if request.method == "POST" and not ratelimit.consume(request, action="one_time_link"):
        return ratelimit.respond_429(request)
    if request.method == "POST" and "code" in request.POST:
        request.session[OPENED] = request.POST["code"][:60]
        return redirect("link")
    token = request.session.get(OPENED)
    found = token and OneTimeLink.objects.filter(token_hash=services.token_hash(token)).select_related("user").first()
    if not found or not found.is_usable(timezone.now()):
        return _not_yet(request, found)
    form_class = OldPasswordForm if found.purpose == OneTimeLink.Purpose.SECOND_FACTOR else NewPasswordForm
    form = page_form(request, form_class, person=found.user)
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        services.link_use(found, password=form.cleaned_data["password"])
        request.session.pop(OPENED)
        messages.success(request, _("Done. Sign in now; the next page sets up the app for the second step."))
        return redirect("account_login")
    return render(request, "accounts/link_use.html", {"form": form, "link": found})


def _not_yet(request, found):
    """Answers a link that cannot be used. It says whether the link waits for a second person only to somebody with the right token."""
    waits = bool(found and found.confirmed_at is None and found.revoked_at is None and found.expires_at > timezone.now())
    tried = request.session.pop(OPENED, None) is not None
    context = {"form": LinkCodeForm(), "waits": waits, "failed": tried and not waits}
    if request.method == "POST":
        return redirect("link")
    return render(request, "accounts/link_code.html", context)

"""People and their roles: asked for by an administrator, confirmed by somebody else."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import handover, services
from accounts.forms import EndingForm, GrantForm, HandOverForm, NewPersonForm, PersonForm
from accounts.handover import people_here
from accounts.models import Membership, OneTimeLink, User
from accounts.people import areas_within, is_only_administrator, people_within
from accounts.second_person import links_to_confirm, roles_to_confirm
from accounts.unused import unused_since
from privacy import asked, reach
from privacy.access import allow
from privacy.methods import require_GET, require_http_methods, require_POST
from ui.once import sent_once
from ui.redisplay import page_form, redisplay


@require_GET
@allow("user.manage")
def people(request):
    found = people_within(request.user, "user.manage").order_by("kana", "id").prefetch_related("memberships__area")
    here = set(areas_within(request.user, "user.manage").values_list("pk", flat=True))
    today = timezone.localdate()
    shown = [(person, roles_to_show(person, here), unused_since(person, today)) for person in found]
    return render(request, "accounts/people.html", {"people": shown, "unused": sum(1 for *_row, since in shown if since)})


@require_http_methods(["GET", "POST"])
@allow("user.manage", fresh=True)
@sent_once
def person_new(request):
    form = page_form(request, NewPersonForm, actor=request.user, action="user.manage")
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        person = services.person_add(form.cleaned_data.pop("area"), actor=request.user, **form.cleaned_data)
        messages.success(request, _("Added. The role waits for a second person; now print the invitation."))
        return redirect(person)
    return render(request, "accounts/person_new.html", {"form": form})


@require_http_methods(["GET", "POST"])
@allow("user.manage")
@sent_once
def person_account(request, pk):
    person = get_person(request, pk)
    form = page_form(request, PersonForm, edits=[person], instance=person)
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        services.person_edit(User.objects.get(pk=person.pk), actor=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(person)
    now, here = timezone.now(), areas_within(request.user, "user.manage")
    context = {
        "person": person,
        "form": form,
        # What somebody does for another council is not this administrator's to see.
        "memberships": person.memberships.filter(area__in=here)
        .select_related("area", "operating_org", "granted_by", "confirmed_by", "ended_by")
        .prefetch_related("endings"),
        "disabled": person.endings.filter(membership=None).select_related("by").first(),
        "pledges": person.pledges.select_related("recorded_by", "revoked_by")[:5],
        "links": person.one_time_links.open(now).select_related("made_by", "confirmed_by"),
        "purposes": OneTimeLink.Purpose.choices,
        "is_self": person == request.user,
        "keeps_pledges": reach.can(request.user, "pledge.manage"),
        "is_only_one": is_only_administrator(person, timezone.localdate()),
        "unused_since": unused_since(person, timezone.localdate()),
        "today": timezone.localdate(),
    }
    return render(request, "accounts/person_account.html", context)


@require_http_methods(["GET", "POST"])
@allow("role.grant", fresh=True)
@sent_once
def role_grant(request, pk):
    person = get_person(request, pk, "role.grant")
    form = page_form(request, GrantForm, actor=request.user, person=person)
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        services.role_grant(form.cleaned_data.pop("area"), actor=request.user, person=person, **form.cleaned_data)
        messages.success(request, _("Asked for. It opens nothing before a second person confirms it."))
        return redirect(person)
    return render(request, "accounts/role_grant.html", {"form": form, "person": person})


@require_http_methods(["GET", "POST"])
@allow("role.grant")
def role_end(request, pk):
    membership = get_membership(request, pk, "role.grant")
    person, role = membership.user, f"{membership.get_role_display()} ・ {membership.area.label}"
    words = {"title": _("End the role"), "press": _("End now"), "role": role, "back": person.get_absolute_url()}
    return _leaving(
        request, person, words, lambda why: services.role_end(membership, actor=request.user, why=why),
        _("The role has ended, and open sessions with it."),
    )  # fmt: skip


@require_POST
@allow("role.grant", fresh=True)
def role_restore(request, pk):
    here = areas_within(request.user, "role.grant")
    membership = get_object_or_404(
        Membership.objects.exclude(ended_at=None).select_related("user", "area"), pk=pk, area__in=here
    )
    try:
        services.role_restore(membership, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Asked for. It opens nothing before a second person confirms it."))
    return redirect(membership.user)


@require_http_methods(["GET", "POST"])
@allow("user.manage")
def person_disable(request, pk):
    person = get_person(request, pk)
    words = {"title": _("Disable the account"), "press": _("Disable"), "back": person.get_absolute_url()}
    return _leaving(
        request, person, words, lambda why: services.person_disable(person, actor=request.user, why=why),
        _("Disabled. Every open session has ended."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@allow("case.handover")
def hand_over(request):
    """All that somebody (`of`, else oneself) has in hand and the reader may give away, whether or not they can still act."""
    of = request.GET.get("of", "")
    person = get_object_or_404(people_here(request.user), pk=asked.id_of(of)) if of else request.user
    return _leaving(request, person, {"title": _("Handing over"), "press": _("Hand over"), "back": reverse("home")}, None, "")


def _leaving(request, person, words, end, done):
    """Lists what this person leaves, hands it over where somebody was chosen, and then ends what was asked for."""
    people = handover.people_to_give(request.user, person, timezone.localdate())
    in_hand = handover.in_hand(request.user, person)
    rows = [(record, found.words(record)) for found in in_hand if found.words for record in found.records]
    form = page_form(request, EndingForm if end else HandOverForm, people=people, rows=rows)
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        to = form.cleaned_data["to"]
        if to is not None:
            _say(request, *handover.hand_over(request.user, person, to, **form.asked_for()))
        if end is not None:
            end(form.cleaned_data["why"])
            messages.success(request, done)
        return redirect(words["back"] if end is not None else request.get_full_path())
    context = {"person": person, "form": form, "in_hand": in_hand, **words}
    return render(request, "accounts/hand_over.html", context)


def _say(request, given, kept):
    messages.success(request, _("Handed over: %(n)d.") % {"n": given})
    if kept:
        messages.warning(request, _("Not handed over: %(n)d. They stand where they stood.") % {"n": kept})


@require_POST
@allow("user.manage", fresh=True)
def person_enable(request, pk):
    person = services.person_enable(get_person(request, pk), actor=request.user)
    messages.success(request, _("Enabled again. Each role waits for a second person."))
    return redirect(person)


@require_GET
@allow("administrator.confirm")
def confirmations(request):
    """Roles and printed links that wait for a second person; those for somebody else say for whom."""
    areas, now = areas_within(request.user, "administrator.confirm"), timezone.now()
    roles = Membership.objects.requested().filter(area__in=areas).select_related("user", "area", "granted_by")
    people_here = people_within(request.user, "administrator.confirm")
    links = OneTimeLink.objects.to_confirm(now).filter(user__in=people_here).select_related("user", "made_by")
    context = {
        "roles": roles.order_by("granted_at", "id"),
        "links": links.order_by("made_at", "id"),
        "mine": {*pks(roles_to_confirm(request.user)), *pks(links_to_confirm(request.user, now))},
    }
    return render(request, "accounts/confirmations.html", context)


@require_POST
@allow("administrator.confirm", fresh=True)
def role_confirm(request, pk):
    membership = get_membership(request, pk, "administrator.confirm")
    return _second_person(request, services.role_confirm, services.role_refuse, membership)


@require_POST
@allow("administrator.confirm", fresh=True)
def link_confirm(request, pk):
    people_here = people_within(request.user, "administrator.confirm")
    link = get_object_or_404(OneTimeLink.objects.open(timezone.now()), pk=pk, user__in=people_here)
    return _second_person(request, services.link_confirm, services.link_refuse, link)


def pks(queryset):
    return queryset.values_list("pk", flat=True)


def _second_person(request, confirm, refuse, what):
    refused = request.POST.get("answer") == "refuse"
    try:
        (refuse if refused else confirm)(what, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Refused.") if refused else _("Confirmed."))
    return redirect("confirmations")


def get_person(request, pk, action="user.manage"):
    return get_object_or_404(people_within(request.user, action), pk=pk)


def get_membership(request, pk, action):
    found = Membership.objects.filter(area__in=areas_within(request.user, action), ended_at=None)
    membership = found.select_related("user", "area").filter(pk=pk).first()
    if membership is None:
        raise Http404
    return membership


def roles_to_show(person, areas):
    """What still counts or waits in these areas, newest last; from the prefetched rows."""
    today = timezone.localdate()
    rows = [row for row in person.memberships.all() if row.ended_at is None and row.area_id in areas]
    return [row for row in rows if row.until_date is None or row.until_date >= today]

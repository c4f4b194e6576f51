"""誓約書: who signed, until when, and whose year ends soon; and the visitors' training."""

from datetime import date, timedelta

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import services
from accounts.forms import PledgeForm, PledgesForm, TrainingForm
from accounts.models import Pledge
from accounts.people import needing_pledge, people_within
from accounts.views.people import get_person
from privacy.access import allow
from privacy.methods import require_GET, require_http_methods, require_POST
from privacy.reach import reach
from ui.once import sent_once
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse


@require_GET
@allow("pledge.manage")
def pledges(request):
    today = timezone.localdate()
    due = sorted(_due(request, today), key=lambda person: person.pledged_until or date.min)
    everybody = needing_pledge(people_within(request.user, "pledge.manage"), today).order_by("kana", "id")
    rest = list(everybody.exclude(pk__in=[person.pk for person in due]))
    reviews = request.user.working_council_id in reach(request.user, "role.confirm").areas
    return render(request, "accounts/pledges.html", {"due": due, "rest": rest, "today": today, "reviews": reviews})


@require_http_methods(["GET", "POST"])
@allow("pledge.manage")
@sent_once
def pledge_record(request, pk):
    person = get_person(request, pk, "pledge.manage")
    initial = {"valid_until": _proposed_until(person)}
    form = page_form(request, PledgeForm, initial=initial)
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        try:
            services.pledge_record(person, actor=request.user, **form.cleaned_data)
        except services.SamePerson as error:
            refuse(form, error)
            return redisplay(request, form)
        messages.success(request, _("The pledge was recorded."))
        return redirect("pledges")
    history = person.pledges.select_related("recorded_by", "revoked_by")[:5]
    return render(request, "accounts/pledge_record.html", {"form": form, "person": person, "pledges": history})


@require_http_methods(["GET", "POST"])
@allow("pledge.manage")
@sent_once
def pledges_record(request):
    """What many signed on one day, in one press."""
    today = timezone.localdate()
    people = _due(request, today).exclude(pk=request.user.pk)
    initial = {"valid_until": _proposed_until(None), "people": people}
    form = page_form(request, PledgesForm, people=people, initial=initial)
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        made = services.pledges_record(form.cleaned_data.pop("people"), actor=request.user, **form.cleaned_data)
        messages.success(
            request, ngettext("%(n)d pledge was recorded.", "%(n)d pledges were recorded.", len(made)) % {"n": len(made)}
        )
        return redirect("pledges")
    return render(request, "accounts/pledges_record.html", {"form": form})


@require_http_methods(["GET", "POST"])
@allow("pledge.manage")
@sent_once
def training_record(request, pk):
    """The visitors' training, beside the pledge: both are needed before somebody is sent to a door."""
    person = get_person(request, pk, "pledge.manage")
    form = page_form(request, TrainingForm, edits=[person], initial={"trained_on": person.trained_on})
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        try:
            services.training_record(person, actor=request.user, **form.cleaned_data)
        except services.SamePerson as error:
            refuse(form, error)
            return redisplay(request, form)
        messages.success(request, _("Saved."))
        return redirect("pledges")
    return render(request, "accounts/training_record.html", {"form": form, "person": person})


@require_POST
@allow("pledge.manage")
def pledge_revoke(request, pk):
    people = people_within(request.user, "pledge.manage")
    pledge = get_object_or_404(Pledge.objects.filter(user__in=people, revoked_at=None).select_related("user"), pk=pk)
    services.pledge_revoke(pledge, actor=request.user)
    messages.success(request, _("Taken back. No record opens for this person, and every open session has ended."))
    return redirect("pledges")


@require_GET
@allow("pledge.manage")
def pledge_form(request, pk=None):
    """The paper to sign; blank, or with a name on it."""
    people = [get_person(request, pk, "pledge.manage") if pk else None]
    return render(request, "accounts/pledge_form.html", {"people": people, "now": timezone.now()})


@require_GET
@allow("pledge.manage")
def pledge_forms(request):
    """A sheet for everybody whose pledge is due."""
    return render(request, "accounts/pledge_form.html", {"people": _due(request, timezone.localdate()), "now": timezone.now()})


def _due(request, today):
    """Whose pledge ends within the time of renewal, or who has none."""
    people = needing_pledge(people_within(request.user, "pledge.manage"), today)
    soon = today + timedelta(days=Pledge.RENEWAL_DAYS)
    return people.filter(Q(pledged_until=None) | Q(pledged_until__lte=soon)).order_by("kana", "id")


def _proposed_until(person):
    """A year from today, or a year after the one that runs, when it is renewed in time."""
    today = timezone.localdate()
    return Pledge.longest_until(today)

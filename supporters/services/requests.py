"""What is asked for, from the first word to its end: each step by one table, kept, and taken back while nothing followed."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.joined import one_with
from casework.services.once import made_before
from privacy.gate import require, service
from supporters.codes import STEPS, State, Step
from supporters.models import HelpDeed, HelpRequest, HelpStep, Host, Supporter
from supporters.services.supporters import WRITE, note_debut


@service(WRITE, on=lambda person, **_: person)
def request_take(person, *, actor, id=None, asked_date, **values) -> HelpRequest:
    """Twice under one `id` is once."""
    again, id = made_before(HelpRequest, id, lambda one: one.created_by_id == actor.pk)
    if again:
        return again
    require(actor, "person.read", person)
    if person.death_date:
        raise ValidationError(_("This person has died."))
    request = HelpRequest(
        id=id, person=person, dossier=person.dossier, council=person.dossier.council, counted_area=person.dossier.area,
        created_by=actor, asked_date=asked_date, since=asked_date, **values,
    )  # fmt: skip
    _check(request)
    request.save()
    HelpStep.objects.create(request=request, dossier=request.dossier, step=Step.ASKED, actor=actor)
    return request


@service(WRITE, on=lambda request, **_: request)
def request_correct(request: HelpRequest, *, actor, **values) -> HelpRequest:
    _hold(request)
    for name, value in values.items():
        setattr(request, name, value)
    _check(request)
    request.save()
    return request


@service(WRITE, on=lambda request, **_: request)
def request_step(request: HelpRequest, *, actor, step, text="", supporter: Supporter | None = None, host: Host | None = None):
    """`supporter` or `host`: who was found, for the step that says so."""
    _hold(request)
    if step not in request.steps_now:
        raise ValidationError(_("Somebody else has done this meanwhile. Look at it again."))
    if step == Step.CANCEL and not text.strip():
        raise ValidationError({"text": _("Write why it is cancelled.")})
    if step == Step.MATCH:
        _can_be(request, actor, supporter, host)
    _take(request, Step(step), actor, text=text, supporter=supporter, host=host)
    return request


@service(WRITE, on=lambda request, **_: request)
def step_undo(request: HelpRequest, *, actor) -> HelpRequest:
    """The newest step is taken back: what stood before it stands again. Not past help that was given since."""
    _hold(request)
    last = (
        HelpStep.objects.visible_to(actor, WRITE)
        .filter(request=request, undone_at=None)
        .exclude(step=Step.ASKED)
        .order_by("-at")
        .first()
    )
    if last is None:
        raise ValidationError(_("There is no step to take back."))
    if HelpDeed.objects.filter(request=request, removed_at=None, created_at__gt=last.at).exists() and last.step != Step.END:
        raise ValidationError(_("Help was given since: take that back first."))
    request.state, request.since = last.state_before, last.since_before or request.since
    request.supporter_id, request.host_id = last.supporter_before_id, last.host_before_id
    request.save()
    last.undone_at = timezone.now()
    last.save()
    return request


@service(WRITE, on=lambda request, **_: request)
def request_follow(request: HelpRequest, *, actor, died: bool) -> HelpRequest:
    """The death of who asks cancels what is open; taken back, it stands as before. `actor` is a job."""
    if died and request.is_open:
        _take(request, Step.CANCEL, actor, text=_("The person has died."), by_death=True)
    elif not died and request.state == State.CANCELLED:
        last = HelpStep.objects.visible_to(actor, WRITE).filter(request=request, undone_at=None).order_by("-at").first()
        if last and last.by_death:
            step_undo(request, actor=actor)
    return request


@service(WRITE, on=lambda request, **_: request)
def deed_record(request: HelpRequest, *, actor, date, hours, text="", id=None) -> HelpDeed:
    """Once more. The first time it begins; of whoever does it for the first time, that is their debut."""
    again, id = made_before(HelpDeed, id, lambda one: one.recorded_by_id == actor.pk)
    if again:
        return again
    _hold(request)
    if not (request.supporter_id or request.host_id) or not request.is_open:
        raise ValidationError(_("First somebody must be found who does it."))
    if date > timezone.localdate() or date < request.asked_date:
        raise ValidationError({"date": _("Choose a day from the request until today.")})
    last = Supporter.objects.filter(pk=request.supporter_id).values_list("ended_date", flat=True).first()
    if last and date > last:
        raise ValidationError({"date": _("Whoever helps was registered no longer on this day.")})
    if request.state != State.DOING:
        _take(request, Step.BEGIN, actor)
    deed = HelpDeed(
        id=id, request=request, dossier=request.dossier, supporter_id=request.supporter_id, council=request.council,
        counted_area=request.counted_area, date=date, hours=hours, text=text, recorded_by=actor,
    )  # fmt: skip
    deed.clean_values()
    deed.save()
    _note_met(request)
    return deed


@service(WRITE, on=lambda deed, **_: deed)
def deed_remove(deed: HelpDeed, *, actor) -> HelpDeed:
    if deed.removed_at is None:
        deed.removed_at = timezone.now()
        deed.save()
        _note_met(deed.request, deed.supporter)
    return deed


def _hold(request: HelpRequest) -> None:
    """Two who take a step at once: the second finds what the first one did."""
    stands = HelpRequest.objects.select_for_update().values_list("state", "supporter", "host").get(pk=request.pk)
    if stands != (request.state, request.supporter_id, request.host_id):
        raise ValidationError(_("Somebody else has done this meanwhile. Look at it again."))


def _take(request: HelpRequest, step: Step, actor, *, text="", supporter=None, host=None, by_death=False) -> None:
    HelpStep.objects.create(
        request=request, dossier=request.dossier, step=step, text=text, supporter=supporter, host=host, by_death=by_death,
        state_before=request.state, since_before=request.since, supporter_before_id=request.supporter_id,
        host_before_id=request.host_id, actor=getattr(actor, "user", actor),
    )  # fmt: skip
    _states, leads = STEPS[step]
    if step == Step.MATCH:
        request.supporter, request.host = supporter, host
        leads = State.ARRANGING if request.state == State.ASKED else None
    if leads:
        request.state, request.since = leads, timezone.localdate()
    request.save()


def _can_be(request, actor, supporter, host) -> None:
    if (supporter is None) == (host is None):
        raise ValidationError(_("Choose who does it, or where it is done."))
    if supporter is None:
        if host.council_id != request.council_id or host.closed_date:
            raise ValidationError(_("This place takes nobody in any more."))
        return
    # What an emergency opened is read, and given to nobody.
    require(actor, WRITE, supporter)
    is_own = supporter.person_id in one_with(request.person_id)
    if supporter.council_id != request.council_id or supporter.ended_date or is_own:
        raise ValidationError(_("This person cannot do it."))
    if not supporter.is_pledged(timezone.localdate()):
        raise ValidationError(_("This person has signed no pledge within a year."))


def _note_met(request: HelpRequest, supporter=None) -> None:
    days = HelpDeed.objects.filter(request=request, removed_at=None).order_by("date").values_list("date", flat=True)
    HelpRequest.objects.filter(pk=request.pk).update(met_date=days.first())
    if found := supporter or request.supporter:
        note_debut(found)


def _check(request) -> None:
    if request.asked_date > timezone.localdate():
        raise ValidationError({"asked_date": _("This day has not come yet.")})
    if request.district.council_id != request.council_id:
        raise ValidationError({"district": _("Choose districts of this council.")})
    request.clean_values()

"""Recording what was found at a door, correcting it, counting a pair's two records as one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from casework.models import Person
from privacy.access import allow, get_or_404
from privacy.errors import Denied, NotWithinReach
from privacy.methods import require_GET, require_http_methods, require_POST
from privacy.reach import can
from privacy.reading import show
from ui.once import once_of, sent_once
from ui.redisplay import has_rejected_form, is_stale, page_form, redisplay
from ui.refusals import refuse
from visits import services
from visits.codes import Check, Finding, Late, Outcome
from visits.forms.visits import VisitForm
from visits.models import Assignment, Enrolment, SafetyCheck, SafetyStep, Tie, Visit
from visits.pages.calls import council_of, numbers
from visits.pages.doorstep import doorsteps
from visits.pages.late_visits import tried_words
from visits.pages.rounds import MENDABLE
from visits.services.late import may_bring
from visits.services.pairs import other_record

# Of a pair's two records the one that asks for more counts; of two alike the earlier.
WEIGHT = [
    Outcome.EMERGENCY, Outcome.CONSULT, Outcome.CONCERN, Outcome.DECLINED, Outcome.WELL, Outcome.ABSENT, Outcome.CANCELLED,
]  # fmt: skip

# What the office does with what was brought late, and what it hears then.
LOOKS = {
    "take": (services.visit_take_up, gettext_lazy("Taken up: it counts, and what follows from it was done.")),
    "aside": (services.visit_set_aside, gettext_lazy("Set aside: it stays readable, and nothing follows from it.")),
}


@require_http_methods(["GET", "POST"])
@allow("visit.write", about=Enrolment)
@sent_once(makes=Visit, another=False)
def visit_new(request, pk):
    """Three taps when all is well. What is brought by somebody no longer assigned is kept all the same."""
    enrolment, within = _door(request, pk)
    form = page_form(request, VisitForm, enrolment=enrolment, **_people(request.user, enrolment, within))
    if request.method == "POST":
        return _record(request, enrolment, form, within)
    context = {"form": form, "enrolment": enrolment, "door": None, "calls": numbers(council_of(enrolment.council_id))}
    if within:
        context |= _doorstep(request, enrolment)
    sent = getattr(form, "saved_before", None)
    before = Visit.objects.visible_to(request.user).filter(pk=sent.key, visitor=request.user).first() if sent else None
    return render(request, "visits/visit/new.html", context | {"before": before})


@require_GET
@allow("visit.read", about=Visit)
def visit(request, pk):
    """One visit, and the other record of it where two visitors wrote one down."""
    record = get_or_404(request, Visit.objects.select_related("enrolment", "visitor", "operating_org"), pk)
    person = _person(request.user, record)
    other = _opened(request.user, record.same_as_id) if record.same_as_id else other_record(record)
    tried = SafetyStep.objects.visible_to(request.user).filter(check_made__visit=record.pk, at__lte=record.received_at)
    steps = [] if record.late else list(tried)
    missing = SafetyCheck.objects.visible_to(request.user).open().filter(enrolment=record.enrolment_id).first()
    show([record.enrolment, other] if other else [record.enrolment])
    checks = [(Check(code).label, finding == Finding.CHANGED) for code, finding in (record.checks or {}).items()]
    context = {
        "visit": record,
        "person": person,
        "other": other,
        "steps": steps or tried_words(record),
        "may_look": record.late == Late.WAITING and can(request.user, "alert.take", record),
        "missing": missing,
        "checks": sorted(checks, key=lambda row: not row[1]),
        "companions": User.objects.filter(pk__in=record.companions).order_by("kana"),
        "may_correct": _may_correct(request.user, record),
        "may_write": can(request.user, "visit.write", record),
        "may_read_enrolment": can(request.user, "enrolment.read", record),
    }
    return render(request, "visits/visit/page.html", context)


@require_http_methods(["GET", "POST"])
@allow("visit.write", about=Visit)
@sent_once
def visit_edit(request, pk):
    """Within ten minutes its visitor mends it; afterwards a correction names its reason, and the record before stays readable."""
    if request.method == "POST":
        services.hold_door_of(request.user, Visit, pk)
    record = get_or_404(request, Visit.objects.select_related("enrolment__dossier"), pk, "visit.write", hold=True)
    if not _may_correct(request.user, record):
        raise Denied("visit.write", [record.dossier_id], [record.pk])
    mending = record.visitor_id == request.user.pk and timezone.now() < record.received_at + MENDABLE
    pair = _people(request.user, record.enrolment, True)["pair"]
    pair = list({one.pk: one for one in [*pair, *User.objects.filter(pk__in=record.companions)]}.values())
    pair = [one for one in pair if one.pk != record.visitor_id]
    form = page_form(
        request, VisitForm, edits=[record], enrolment=record.enrolment, pair=pair, visit=record, correcting=not mending
    )
    if request.method == "POST":
        return _correct(request, record, form)
    person = _person(request.user, record)
    return render(request, "visits/visit/edit.html", {"form": form, "visit": record, "person": person, "mending": mending})


@require_POST
@allow("visit.write", about=Visit)
def visit_join(request, pk):
    """Two records of one door count as one, or as two again."""
    services.hold_door_of(request.user, Visit, pk)
    record = get_or_404(request, Visit.objects.select_related("enrolment__dossier", "dossier"), pk, "visit.write", hold=True)
    if is_stale(request, record.same_as_id):
        return redirect("visit", record.pk)
    if record.same_as_id:
        services.visit_separate(record, actor=request.user)
        messages.success(request, _("They count as two visits again."))
        return redirect("visit", record.pk)
    other = other_record(record)
    if other is None:
        messages.error(request, _("These are not two records of one visit."))
        return redirect("visit", record.pk)
    counts, joined = sorted((record, other), key=lambda one: (WEIGHT.index(one.outcome), one.visited_at))
    services.visit_join(joined, actor=request.user, other=counts)
    messages.success(request, _("The two records count as one visit."))
    return redirect("visit", record.pk)


@require_POST
@allow("alert.take", about=Visit)
def visit_late(request, pk):
    """What somebody brought who is no longer assigned: taken up or set aside, after a look."""
    record = get_or_404(request, Visit.objects.select_related("enrolment__dossier", "dossier", "visitor"), pk, "alert.take")
    look, done = LOOKS.get(request.POST.get("do"), (None, ""))
    try:
        if look is None:
            raise ValidationError(_("Choose whether to take it up or to set it aside."))
        look(record, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, done)
    return redirect("visit", record.pk)


def _door(request, pk) -> tuple[Enrolment, bool]:
    """(the enrolment, whether it is in reach). Out of reach only for somebody who brings what they found when it was theirs.

    Whose it never was asks the same of the database, whether or not there is such a door.
    """
    theirs = Assignment.objects.filter(user=request.user).values("enrolment")
    once = Enrolment.objects.select_related("dossier").filter(pk=pk, pk__in=theirs).first()
    brings = request.method == "POST" or has_rejected_form(request)
    if once is not None and brings and not can(request.user, "visit.write", once) and may_bring(request.user, once):
        return once, False
    return get_or_404(request, Enrolment.objects.select_related("dossier"), pk, "visit.write"), True


def _people(user, enrolment, within) -> dict:
    """Who else goes there; and for the office, whose visit they may be writing down."""
    day = timezone.localdate() if within else _last_day(user, enrolment)
    valid = Assignment.objects.filter(enrolment=enrolment).walked(day).select_related("user")
    assigned = [assignment.user for assignment in valid]
    pair = [person for person in assigned if person.pk != user.pk]
    if within and can(user, "enrolment.write", enrolment) and len(pair) == len(assigned):
        return {"pair": pair, "visitors": [*pair, user]}
    return {"pair": pair}


def _last_day(user, enrolment):
    """When the door was theirs: who goes there now is no longer their business."""
    theirs = Assignment.objects.filter(enrolment=enrolment, user=user)
    return theirs.aggregate(last=Max("until_date"))["last"] or timezone.localdate()


def _doorstep(request, enrolment) -> dict:
    found = doorsteps(request.user, [enrolment])
    if not found:
        raise NotWithinReach("round.read", [enrolment.dossier_id])
    door = found[0]
    tie = Tie.objects.visible_to(request.user).filter(enrolment=enrolment, user=request.user).order_by("-asked_at").first()
    may_tell = can(request.user, "tie.tell", enrolment)
    return {"door": door, "calls": numbers(council_of(enrolment.council_id), door), "tie": tie, "may_tell": may_tell}


def _record(request, enrolment, form, within):
    if not form.is_valid():
        return redisplay(request, form)
    visitor = _visitor(form)
    if within and form.asks_once_more(_same_day(request, enrolment, visitor or request.user, form.cleaned_data["visited_at"])):
        return redisplay(request, form)
    values = form.values() | {"steps": form.cleaned_data["steps"]} | ({"visitor": visitor} if visitor else {})
    values["source"] = form.source(timezone.localdate(), visitor is not None and visitor != request.user)
    try:
        made = services.visit_deliver(enrolment, actor=request.user, id=once_of(request.POST), **values)
    except ValidationError as error:
        refuse(form, error, form.places)
        return redisplay(request, form)
    if not within:
        messages.success(
            request, _("Thank you. What you wrote down has arrived. The office looks at it before anything follows from it.")
        )
        if made.outcome == Outcome.EMERGENCY:
            messages.warning(request, _("The office is told, and has confirmed nothing yet. Whoever needs help now: call 119."))
        return redirect("round")
    if made.outcome == Outcome.EMERGENCY:
        messages.warning(request, _("The emergency is recorded. The coordinators and managers are being told."))
    if not Assignment.objects.filter(enrolment=enrolment, user=request.user).valid(timezone.localdate()).exists():
        messages.success(request, _("The visit is recorded."))
        return redirect("visit", made.pk)
    return redirect("round")


def _same_day(request, enrolment, visitor, at) -> Visit | None:
    """Somebody met at this door by this visitor on that day, in another record than the one that is sent again."""
    day = timezone.localdate(at or timezone.now())
    met = Visit.objects.visible_to(request.user, "visit.write").made(enrolment.council_id, day, day).counted()
    return met.filter(enrolment=enrolment, visitor=visitor).exclude(pk=once_of(request.POST)).order_by("-visited_at").first()


def _correct(request, record, form):
    if not form.is_valid():
        return redisplay(request, form)
    try:
        services.visit_correct(record, actor=request.user, reason=form.cleaned_data.get("reason", ""), **form.values())
    except ValidationError as error:
        refuse(form, error, form.places)
        return redisplay(request, form)
    messages.success(request, _("Saved."))
    return redirect("visit", record.pk)


def _visitor(form):
    chosen = form.cleaned_data.get("visitor")
    return User.objects.get(pk=chosen) if chosen else None


def _person(user, record) -> Person | None:
    return Person.objects.visible_to(user, "round.read").filter(pk=record.enrolment.person_id).first()


def _opened(user, pk) -> Visit | None:
    return Visit.objects.visible_to(user).filter(pk=pk).select_related("visitor").first()


def _may_correct(user, record) -> bool:
    """Its own visitor, or the office."""
    return can(user, "visit.write", record) and (record.visitor_id == user.pk or can(user, "enrolment.write", record))

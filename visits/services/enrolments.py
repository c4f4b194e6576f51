"""The services of an enrolment from its application to its end: the rhythm, the pauses and the visitors."""

from datetime import datetime, time

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Pledge
from accounts.people import staff_of
from casework.codes import Purpose, Recipient, TellingMeans
from casework.disclosure import flaws
from casework.joined import one_with
from casework.keepers import kept
from casework.models import Person, Relative
from casework.people_on_cases import managers_of
from casework.said import said_about
from casework.services.disclosures import tell
from casework.services.once import made_before
from casework.services.people import make_consent, relative_save, tell_death
from japan import names
from privacy import context, granting
from privacy.dossiers import WORK, permission
from privacy.gate import require, service
from privacy.models import Dossier, Grant, Recusal
from privacy.opening import open_dossier
from visits.codes import AlertClosed, AlertKind, Confirmed, EndReason, Pattern
from visits.models import Alert, Assignment, Enrolment, Pause, Rollout, SafetyCheck
from visits.services.doors import hold, hold_door, hold_person, read_anew
from visits.services.schedule import month_key, plan_ahead, reschedule, settle
from visits.sharing import NETWORK, agreed

RECONFIRM = relativedelta(years=1)
NOT_AGREED = _(
    "The visitors must know whom they visit: the person does not agree to that, or refused it before and was not asked anew."
)
RHYTHM = ("pattern", "times", "weeks", "weekdays", "nth", "skip_holidays", "start_date", "grace_days")


@service("enrolment.write", on=lambda *, person, **_: person.dossier.area)
def enrol(*, actor, person, id, consent, start_date, applied_date=None, contacts=None, **values) -> Enrolment:
    """Enrols a person: the consent is recorded with it. `consent` is a dict of the Consent's fields, `contacts` the emergency
    contacts in order; enrolled twice under one `id` is enrolled once."""
    again, id = made_before(Enrolment, id, lambda enrolment: enrolment.created_by_id == actor.pk)
    if again:
        return again
    require(actor, "person.read", person)
    require(actor, "consent.write", person)
    # One at a time for a person: of two who enrol at once, the second hears of the first.
    records = one_with(person.pk)
    about = Person.objects.filter(pk__in=records).values("dossier")
    list(Dossier.objects.select_for_update(no_key=True).filter(pk__in=about).order_by("pk").values_list("pk"))
    if person.death_date:
        raise ValidationError(_("This person has died."))
    # Under another record of the same person only what this actor may see is told.
    running = Enrolment.objects.running()
    if running.filter(person=person).exists() or running.visible_to(actor).filter(person__in=records).exists():
        raise ValidationError(_("This person is enrolled already."))
    area = person.dossier.area
    if found := flaws(consent, Recipient.NETWORK):
        raise ValidationError(found)
    enrolment = Enrolment(
        id=id, person=person, area=area, council=person.dossier.council, created_by=actor, start_date=start_date,
        applied_date=applied_date or start_date, reconfirm_date=start_date + RECONFIRM,
        operating_org=values.pop("operating_org", None) or network_of(area), **values,
    )  # fmt: skip
    enrolment.dossier = open_dossier(Dossier.Kind.ENROLMENT, area, subject=person.dossier)
    enrolment.consent = make_consent(person, recorded_by=actor, **consent)
    if not agreed(said_about(person.pk), enrolment.consent.given_date):
        raise ValidationError({"contents": NOT_AGREED})
    _check(enrolment)
    enrolment.save()
    reschedule(enrolment, from_month=start_date)
    _save_contacts(person, actor, contacts)
    return enrolment


@service("enrolment.write", on=lambda enrolment, **_: enrolment)
def enrolment_correct(enrolment, *, actor, contacts=None, **values) -> Enrolment:
    """Changes what was applied for; a new rhythm is planned from this month on, and what was planned before stays."""
    hold_person(enrolment)
    hold_door(enrolment)
    before = {name: getattr(enrolment, name) for name in RHYTHM}
    for name, value in values.items():
        setattr(enrolment, name, value)
    if enrolment.operating_org_id is None:
        enrolment.operating_org = network_of(enrolment.area)
    _check(enrolment)
    enrolment.save()
    changed = any(before[name] != getattr(enrolment, name) for name in RHYTHM)
    reschedule(enrolment, from_month=timezone.localdate() if changed else None)
    _save_contacts(enrolment.person, actor, contacts)
    return enrolment


@service("enrolment.write", on=lambda enrolment, **_: enrolment)
def enrolment_reconfirm(enrolment, *, actor, on_date) -> Enrolment:
    """Records the yearly confirmation that the person still wants the watch-over, with or without changes."""
    hold_door(enrolment)
    if enrolment.ended_date:
        raise ValidationError(_("This enrolment has ended."))
    enrolment.reconfirm_date = on_date + RECONFIRM
    enrolment.save()
    return enrolment


@service("enrolment.write", on=lambda enrolment, **_: enrolment)
def enrolment_pause(enrolment, *, actor, from_date, until_date=None, reason_code) -> Pause:
    """Pauses the visits, for example during a stay in hospital. No visit is due while the pause lasts."""
    hold_door(enrolment)
    if enrolment.ended_date:
        raise ValidationError(_("This enrolment has ended."))
    if until_date and until_date < from_date:
        raise ValidationError({"until_date": _("The last day lies before the first one.")})
    overlap = Q(until_date=None) | Q(until_date__gte=from_date)
    if until_date:
        overlap &= Q(from_date__lte=until_date)
    if Pause.objects.filter(overlap, enrolment=enrolment).exists():
        raise ValidationError({"from_date": _("There is a pause in these days already.")})
    pause = Pause(
        enrolment=enrolment, dossier=enrolment.dossier, from_date=from_date, until_date=until_date, reason=reason_code,
        recorded_by=actor,
    )  # fmt: skip
    pause.clean_values()
    pause.save()
    reschedule(enrolment, from_month=from_date)
    return pause


@service("enrolment.write", on=lambda enrolment, **_: enrolment)
def enrolment_resume(enrolment, *, actor, on_date) -> Enrolment:
    """Ends the pause. `on_date` is the first day on which visits go on."""
    hold_door(enrolment)
    begun = Pause.objects.visible_to(actor).filter(enrolment=enrolment, from_date__lte=on_date)
    pause = begun.filter(Q(until_date=None) | Q(until_date__gte=on_date)).order_by("-from_date").first()
    if pause is None:
        raise ValidationError({"on_date": _("There is no pause on that day.")})
    if on_date == pause.from_date:
        raise ValidationError({"on_date": _("The pause began on that day.")})
    pause.until_date = on_date - relativedelta(days=1)
    pause.save()
    reschedule(enrolment, from_month=on_date)
    return enrolment


@service("enrolment.write", on=lambda enrolment, **_: enrolment)
def enrolment_end(enrolment, *, actor, on_date, reason_code, death_date=None) -> Enrolment:
    """With 死亡 it is the person's death that is told, on `death_date` or that day, and known everywhere."""
    hold_person(enrolment)
    hold_door(enrolment)
    if enrolment.ended_date:
        raise ValidationError(_("This enrolment has ended already."))
    if on_date < enrolment.start_date:
        raise ValidationError({"on_date": _("It cannot end before it began.")})
    if on_date > timezone.localdate():
        raise ValidationError({"on_date": _("This day has not come yet.")})
    _end(enrolment, actor, on_date, reason_code)
    if reason_code == EndReason.DIED:
        tell_death(enrolment.person, death_date or on_date)
    return enrolment


@service("enrolment.write", on=lambda enrolment, **_: enrolment)
def enrolment_follow_death(enrolment, *, actor, on_date) -> Enrolment:
    """Ends the enrolment after a death: nobody is sent there any more, and no missed visit is asked for."""
    hold_door(enrolment)
    return _end(enrolment, actor, on_date, EndReason.DIED)


@service("enrolment.write", on=lambda enrolment, **_: enrolment)
def enrolment_follow_joining(enrolment, *, actor) -> Enrolment:
    """Ends the enrolment, since the same person's other record has one that goes on."""
    hold_door(enrolment)
    return _end(enrolment, actor, timezone.localdate(), EndReason.OTHER)


@service("enrolment.write", on=lambda enrolment, **_: enrolment)
def enrolment_follow_life(enrolment, *, actor) -> Enrolment:
    """Goes on, since the person turned out to be alive: those who went there go again, and nobody asks for the visits between."""
    hold_door(enrolment)
    ended, enrolment.ended_date, enrolment.end_reason = enrolment.ended_date, None, ""
    enrolment.save()
    for assignment in Assignment.objects.in_dossier_of(enrolment, actor, "enrolment.write").filter(until_date=ended):
        assignment.until_date = None
        assignment.save()
        Grant.objects.filter(user=assignment.user_id, content_object=enrolment.dossier_id, kind=Grant.Kind.ASSIGNED).update(
            until_date=None
        )
    context.current().forget_decisions()
    settle(enrolment, timezone.localdate() - relativedelta(days=1))
    reschedule(enrolment, from_month=timezone.localdate())
    return enrolment


def _end(enrolment, actor, on_date, reason_code) -> Enrolment:
    """Ends the watch-over: nobody goes there any more, and no reminder asks for it. What is open stays to be closed by a person,
    but a death settles an overdue visit and a welfare check by itself."""
    enrolment.ended_date, enrolment.end_reason = max(on_date, enrolment.start_date), reason_code
    enrolment.save()
    assignments = Assignment.objects.in_dossier_of(enrolment, actor, "enrolment.write")
    for assignment in assignments.filter(Q(until_date=None) | Q(until_date__gt=enrolment.ended_date)):
        assignment.until_date = max(enrolment.ended_date, assignment.from_date)
        assignment.save()
    # Nobody's way in outlasts it, not even that of somebody who was to begin later, but for the managers who keep a restricted one.
    keepers = managers_of(enrolment.dossier) if enrolment.dossier.restricted else []
    Grant.objects.filter(content_object=enrolment.dossier_id, kind=Grant.Kind.ASSIGNED).exclude(
        until_date__lte=enrolment.ended_date
    ).exclude(user__in=keepers).update(until_date=enrolment.ended_date)
    context.current().forget_decisions()
    if reason_code == EndReason.DIED:
        _settle_by_death(enrolment, actor)
    reschedule(enrolment, from_month=enrolment.ended_date)
    return enrolment


@service("enrolment.write", on=lambda enrolment, **_: enrolment)
def visitor_assign(enrolment, *, actor, user, part, from_date) -> Assignment:
    """Names a visitor, companion or substitute; the grant opens this door to them, and nothing else."""
    hold_door(enrolment)
    if enrolment.ended_date:
        raise ValidationError(_("This enrolment has ended."))
    may_visit(user, from_date)
    if Recusal.objects.shutting(enrolment.dossier).filter(user=user).exists():
        raise ValidationError({"user": _("A recusal keeps this person from the door.")})
    if not staff_of([enrolment.council_id], on=max(from_date, timezone.localdate())).filter(pk=user.pk).exists():
        raise ValidationError({"user": _("This person holds no role in this council.")})
    found = Assignment.objects.filter(enrolment=enrolment, user=user, until_date=None).first()
    assignment = found or Assignment(enrolment=enrolment, dossier=enrolment.dossier, user=user, from_date=from_date)
    assignment.part = part
    if found is None:
        last = (
            Assignment.objects.filter(user=user, until_date=None)
            .order_by("-position")
            .values_list("position", flat=True)
            .first()
        )
        assignment.position = (last or 0) + 10
    assignment.clean_values()
    assignment.save()
    if found is None:
        _tell_visitor(assignment, actor)
    # One way in for all their times at this door, and for whoever keeps the record: naming them for later takes nothing that they have now.
    theirs = Assignment.objects.filter(
        Q(until_date=None) | Q(until_date__gte=timezone.localdate()), enrolment=enrolment, user=user
    )
    held = Grant.objects.filter(user=user, content_object=enrolment.dossier_id, permission=permission(WORK))
    begins = [rows.values_list("from_date", flat=True) for rows in (theirs, held.valid(timezone.localdate()))]
    begun = min(day for days in begins for day in days)
    granting.grant(user, enrolment.dossier, Grant.Kind.ASSIGNED, level=WORK, from_date=begun, given_by=actor)
    return assignment


def _tell_visitor(assignment, actor) -> None:
    """Who is named to a door is told who lives there: of what the person agreed to, from the first day on."""
    enrolment, now = assignment.enrolment, timezone.now()
    day = max(timezone.localdate(now), assignment.from_date)
    contents = agreed(said_about(enrolment.person_id), day)
    if not contents:
        raise ValidationError({"user": NOT_AGREED})
    tell(
        enrolment, actor=actor, receiver=NETWORK, receiver_name=f"{enrolment.operating_org.name}（{assignment.user.display_name}）",
        contents=contents, purpose=Purpose.WATCH, means=TellingMeans.FILE, text=gettext("Named as a visitor"),
        told_at=now if day == timezone.localdate(now) else timezone.make_aware(datetime.combine(day, time())),
    )  # fmt: skip


@service("enrolment.write", on=lambda assignment, **_: assignment)
def visitor_unassign(assignment, *, actor, until_date) -> Assignment:
    """Ends an assignment. `until_date` is the last day on which the visitor goes there."""
    with kept(assignment.dossier, assignment.dossier.subject):
        hold(assignment)
        if until_date < assignment.from_date:
            raise ValidationError({"until_date": _("The last day lies before the first one.")})
        return _until(assignment, until_date)


@service("enrolment.write", on=lambda assignment, **_: assignment)
def visitor_handover(assignment, *, actor, to) -> Assignment:
    """Sends somebody else to this door from today on, in the same part."""
    hold(assignment)
    today, enrolment = timezone.localdate(), assignment.enrolment
    begins = max(today, assignment.from_date)
    given = visitor_assign(enrolment, actor=actor, user=to, part=assignment.part, from_date=begins)
    _until(assignment, begins)
    return given


@service("enrolment.write", on=lambda assignment, **_: assignment)
def visitor_order(assignment, *, actor, position) -> Assignment:
    """Sets the place of the door on this visitor's way."""
    read_anew(assignment)
    assignment.position = position
    assignment.clean_values()
    assignment.save()
    return assignment


@service("activity.write")
def rollout_set(*, actor, district, status, from_date) -> Rollout:
    """Records how far the watch-over has come in a school district. The last record of a day counts."""
    if from_date > timezone.localdate():
        raise ValidationError({"from_date": _("This day has not come yet.")})
    require(actor, "enrolment.write", district)
    defaults = {"status": status, "recorded_by": actor, "recorded_at": timezone.now()}
    rollout, _made = Rollout.objects.update_or_create(district=district, from_date=from_date, defaults=defaults)
    return rollout


@service("watch.run")
def plan_months(*, actor, today=None) -> int:
    """Plans the visits of months that begin, each night, and returns the number of enrolments it planned. A door that somebody
    holds at this moment is left to the next night."""
    today = today or timezone.localdate()
    missing = Enrolment.objects.running().exclude(planned__has_key=month_key(today + relativedelta(months=1)))
    missing, number = missing.select_for_update(skip_locked=True, no_key=True, of=("self",)), 0
    for enrolment in missing.order_by("pk").iterator(chunk_size=500):
        plan_ahead(enrolment, today)
        number += 1
    return number


def may_visit(user, on) -> None:
    """Refuses whoever has no valid pledge or no training, since nobody else is sent to a door."""
    if not Pledge.objects.valid(on).filter(user=user).exists():
        raise ValidationError({"user": _("No valid pledge.")})
    if user.trained_on is None or user.trained_on > on:
        raise ValidationError({"user": _("The visitors' training is not recorded.")})


def network_of(area) -> Organisation:
    """The small-area network of the district, or the council where the district has none."""
    found = Organisation.objects.filter(Q(area=area) | Q(area=area.council_id), closed_date=None)
    network = (
        found.filter(area=area, kind=Organisation.Kind.NETWORK).first() or found.filter(kind=Organisation.Kind.COUNCIL).first()
    )
    if network is None:
        raise ValidationError({"operating_org": _("This district has no organisation yet.")})
    return network


def _check(enrolment) -> None:
    if enrolment.pattern == Pattern.NTH and not (enrolment.nth and enrolment.weekdays):
        raise ValidationError({"weekdays": _("Say which weekday, and which one of the month.")})
    if not set(enrolment.nth) <= {1, 2, 3, 4, -1}:
        raise ValidationError({"nth": _("The first to the fourth, or the last one.")})
    if enrolment.ended_date and enrolment.ended_date < enrolment.start_date:
        raise ValidationError({"start_date": _("It had ended by then.")})
    if enrolment.start_date < enrolment.applied_date:
        raise ValidationError({"start_date": _("It cannot begin before it was applied for.")})
    enrolment.clean_values()


def _save_contacts(person, actor, contacts) -> None:
    """Saves whom to call, in this order. Relatives who are recorded already keep their row; those not named stop being emergency contacts.

    `contacts` holds dicts of relation, name, phone and key_holder; None changes nothing.
    """
    if contacts is None:
        return
    known = list(Relative.objects.visible_to(actor, "person.write").filter(person=person).present())
    for rank, contact in enumerate(contacts, 1):
        same = next((one for one in known if _is_same(one, contact)), None)
        if same:
            known.remove(same)
        if same is None or any(getattr(same, name) != value for name, value in {**contact, "emergency_rank": rank}.items()):
            relative_save(person, actor=actor, relative=same, emergency_rank=rank, **contact)
    for other in known:
        if other.emergency_rank in (1, 2):
            relative_save(person, actor=actor, relative=other, emergency_rank=None)


def _is_same(relative, contact) -> bool:
    if relative.name or contact["name"]:
        return names.fold(relative.name) == names.fold(contact["name"])
    return relative.relation == contact["relation"]


def _until(assignment, until_date) -> Assignment:
    assignment.until_date = until_date
    assignment.save()
    Grant.objects.filter(
        user=assignment.user_id, content_object=assignment.dossier_id, kind=Grant.Kind.ASSIGNED, from_date__lte=until_date
    ).update(until_date=until_date)
    context.current().forget_decisions()
    return assignment


def _settle_by_death(enrolment, actor) -> None:
    now, person = timezone.now(), context.current().user
    for check in SafetyCheck.objects.open().in_dossier_of(enrolment, actor, "enrolment.write"):
        check.confirmed_at, check.confirmed_how, check.confirmed_by = now, Confirmed.OTHER, person
        check.next_step, check.next_by, check.next_who, check.next_text = "", None, None, ""
        check.save()
    missed = Alert.objects.open().filter(kind__in=[AlertKind.OVERDUE, AlertKind.ABSENCES])
    for alert in missed.in_dossier_of(enrolment, actor, "enrolment.write"):
        alert.closed_at, alert.closed_how, alert.closed_by = now, AlertClosed.SETTLED, person
        alert.save()

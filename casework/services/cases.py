"""The services of a case, from the first call to its closing."""

from collections.abc import Callable
from datetime import datetime, time

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.codes import OPEN_STATUSES, CaseStatus, ClosureReason, Means, StepKind
from casework.keepers import kept, locked
from casework.models import Case, CaseStep, Consulter, ProgressNote
from casework.people_on_cases import colleagues
from casework.search_tokens import around_tokens
from casework.services.once import made_before
from casework.services.people import make_consent, make_person, tell_death
from casework.services.recusals import follows_recusal, move_recusals
from japan import fiscal
from privacy import context, granting
from privacy.dossiers import WORK
from privacy.errors import NotWithinReach
from privacy.gate import require, service
from privacy.models import Area, Dossier, Grant
from privacy.opening import open_dossier
from privacy.reach import can


class CaseIsClosed(ValidationError):
    """The case is closed, and must be reopened before anybody works on it."""


@service("case.open", on=lambda *, council, **_: Area.objects.unknown_in(council))
def case_open(
    *, actor, council, id, intake_date, route, means, topics, main_topic, urgency, subject=None, new_subject=None,
    consulter=None, words="", consent=None, next_contact_date=None, next_contact_todo="", minutes=None, ended=False,
    program="consultation", another="", now=None,
) -> Case:  # fmt: skip
    """Takes a consultation: the case, its first note, who came, the consent, and its maker as staff.

    Whoever serves a district of the council may take a call about any of them: who takes it is assigned, and so keeps it in reach.
    About somebody they can only find, the case opens and that person's own record does not, until somebody says yes (`subjects`).

    `subject` is a known Person, `new_subject` a PersonDetails, neither for somebody unnamed. `consulter` and `consent` are dicts of
    the models' fields; `another` is why the new one is nobody of those known already. `ended` closes it at once with information and
    advice. Taken twice under one `id`, it is taken once.
    """
    now = now or timezone.now()
    again, id = made_before(Case, id, _wrote_in(id, actor))
    if again:
        return again
    is_known = subject is not None
    if is_known:
        require(actor, "person.find", subject)
    elif new_subject is not None:
        subject = make_person(new_subject.district(council), new_subject, another=another)
    area = subject.dossier.area if subject else Area.objects.unknown_in(council)
    if area.council_id != council.pk:
        raise NotWithinReach("case.open")
    case = _make_case(
        council, area, subject, id=id, intake_date=intake_date, sequence=next_number(council, fiscal.fiscal_year(intake_date)),
        topics=topics, main_topic=main_topic, route=route, urgency=urgency, words=words, program=program, last_activity_at=now,
    )  # fmt: skip
    granting.grant(
        actor, case.dossier, Grant.Kind.ASSIGNED, level=WORK, from_date=timezone.localdate(now), given_by=actor,
        brings_subject=not is_known,
    )  # fmt: skip
    _consulter(case, consulter or {})
    _first_note(case, actor, means, minutes, next_contact_date, next_contact_todo, now)
    _step(case, StepKind.OPENED, actor, intake_date, after=case.status)
    if consent and subject:
        _take_consent(case, actor, intake_date, consent)
    if ended:
        close(case, actor, on_date=intake_date, reason_code=ClosureReason.ADVICE)
    return case


@service("case.open", on=lambda *, council, **_: Area.objects.unknown_in(council))
def enquiry_record(*, actor, council, id, on_date, route, means, text, topic, now=None) -> Case:
    """問い合わせ: records an enquiry of one line, without a name or a number. It is counted among enquiries."""
    now = now or timezone.now()
    again, id = made_before(Case, id, _wrote_in(id, actor))
    if again:
        return again
    area = Area.objects.unknown_in(council)
    case = _make_case(
        council, area, None, id=id, intake_date=on_date, sequence=None, topics=[topic], main_topic=topic, route=route,
        words=text, status=CaseStatus.CLOSED, closed_date=on_date, closure_reason=ClosureReason.ADVICE, last_activity_at=now,
    )  # fmt: skip
    _first_note(case, actor, means, None, None, "", now)
    return case


@service("case.write", on=lambda case, **_: case)
def case_correct(case, *, actor, **values) -> Case:
    """Corrects topics, route, urgency, the words of the intake or the programme. The reason is kept in the history."""
    for name, value in values.items():
        setattr(case, name, value)
    case.clean_values()
    case.save()
    return case


@service("case.write", on=lambda case, **_: case)
def case_set_status(case, *, actor, status, on_date) -> Case:
    """Sets one of the open statuses. Closing and reopening have services of their own."""
    if case.is_closed:
        raise CaseIsClosed(_("This case is closed. Reopen it first."))
    if status not in OPEN_STATUSES:
        raise ValidationError(_("Close a case with its reason."))
    before, case.status = case.status, status
    if before != status:
        case.clean_values()
        case.save()
        _step(case, StepKind.STATUS, actor, on_date, before=before, after=status)
    return case


@service("case.close", on=lambda case, **_: case)
def case_close(case, *, actor, on_date, reason_code, text="", death_date=None) -> Case:
    """With 死亡 it is the person's death that is told, on `death_date` or that day, and known everywhere."""
    if case.is_closed:
        raise CaseIsClosed(_("This case is closed already."))
    if on_date < case.intake_date:
        raise ValidationError({"on_date": _("A case cannot end before it began.")})
    close(case, actor, on_date=on_date, reason_code=reason_code, text=text)
    if reason_code == ClosureReason.DIED and case.subject_id:
        tell_death(case.subject, death_date or on_date)
    return case


@service("case.close", on=lambda case, **_: case)
def case_reopen(case, *, actor, on_date, text="") -> Case:
    if not case.is_closed:
        raise ValidationError(_("This case is open."))
    if on_date < case.closed_date:
        raise ValidationError({"on_date": _("A case cannot be reopened before it was closed.")})
    before = case.status
    case.status, case.closed_date, case.closure_reason = CaseStatus.ACTIVE, None, ""
    case.clean_values()
    case.save()
    _step(case, StepKind.REOPENED, actor, on_date, before=before, after=case.status, text=text)
    return case


@service("case.assign", on=lambda case, **_: case)
def case_assign(case, *, actor, user) -> Case:
    """Names somebody to the case; they reach it and its subject, and no other case."""
    locked(case, actor, "case.assign")
    _name(case, user, actor)
    _step(case, StepKind.ASSIGNED, actor, timezone.localdate(), text=f"+{user.pk}")
    return case


@service("case.assign", on=lambda case, **_: case)
def case_unassign(case, *, actor, user) -> Case:
    _take_off(case, user)
    _step(case, StepKind.ASSIGNED, actor, timezone.localdate(), text=f"-{user.pk}")
    return case


@service("case.handover", on=lambda case, **_: case)
def case_handover(case, *, actor, user, to, note="") -> Case:
    """Takes one person off and names another in their place, whether or not the first can still act. The note stands on the case."""
    locked(case, actor, "case.handover")
    if not colleagues(case).filter(pk=to.pk).exists():
        raise ValidationError({"to": _("This person cannot be named to this case.")})
    _name(case, to, actor)
    _take_off(case, user)
    for text in (f"+{to.pk}", f"-{user.pk}"):
        _step(case, StepKind.ASSIGNED, actor, timezone.localdate(), text=text)
    if note.strip():
        _step(case, StepKind.HANDED, actor, timezone.localdate(), text=note.strip())
    return case


def _name(case, user, actor) -> None:
    """To a restricted case with what conferences keep of it, which opens to nobody by area."""
    today = timezone.localdate()
    parts = _kept_by_conferences(case).order_by("pk") if case.dossier.restricted else ()
    for dossier in (case.dossier, *parts):
        granting.grant(user, dossier, Grant.Kind.ASSIGNED, level=WORK, from_date=today, given_by=actor)


def _take_off(case, user) -> None:
    """Whoever was named to a part because they held the case holds it no more; an invitation to a restricted one ends too."""
    kinds = [Grant.Kind.ASSIGNED, *([Grant.Kind.INVITED] if case.dossier.restricted else [])]
    with kept(case.dossier, case.dossier.subject):
        Grant.objects.filter(user=user, content_object=case.dossier, kind=Grant.Kind.ASSIGNED).end(timezone.localdate())
        Grant.objects.filter(user=user, content_object__in=_kept_by_conferences(case), kind__in=kinds).end(timezone.localdate())
        context.current().forget_decisions()


def _kept_by_conferences(case):
    return Dossier.objects.filter(parent=case.dossier_id, kind=Dossier.Kind.ITEM)


@service("case.write", on=lambda case, **_: case)
def subject_name(case, *, actor, subject=None, new_subject=None) -> Case:
    """Names the person of a case that began without a name. Periods already reported do not change."""
    if case.subject_id:
        raise ValidationError(_("This case has a person already."))
    is_known = subject is not None
    if is_known:
        require(actor, "person.find", subject)
    else:
        subject = make_person(new_subject.district(case.council), new_subject)
    if subject.dossier.area.council_id != case.council_id:
        raise NotWithinReach("case.write")
    _be_about(case, subject, actor, brings_subject=not is_known)
    _step(case, StepKind.NAMED, actor, timezone.localdate())
    return case


@service("case.write", on=lambda case, **_: case)
def case_place(case, *, actor, subject) -> Case:
    """One person was two: says whose of them a case is that was taken while both were one record."""
    if case.subject_id != subject.pk:
        _be_about(case, subject, actor)
    return case


def _be_about(case, subject, actor, *, brings_subject=False) -> None:
    Dossier.objects.filter(pk=case.dossier_id).update(subject=subject.dossier)
    move_recusals(case, subject.dossier)
    case.dossier.subject = subject.dossier
    granting.lead_anew(case.dossier, actor, brings_subject=brings_subject)
    case.subject, case.area = subject, subject.dossier.area
    case.clean_values()
    case.save()


def next_number(council: Area, year: int, many: int = 1) -> int:
    """The next number of the council's fiscal year, or the first of as many. The row lock lasts until the commit, so numbers are unique
    and rise."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO casework_casenumber AS given (council_id, fiscal_year, last) VALUES (%s, %s, %s) "
            "ON CONFLICT (council_id, fiscal_year) DO UPDATE SET last = given.last + excluded.last RETURNING last",
            [council.pk, year, many],
        )
        return cursor.fetchone()[0] - many + 1


def close(case, actor, *, on_date, reason_code, text="") -> Case:
    """Closes the case. Only services call it, which have asked the policy themselves."""
    before = case.status
    transferred = reason_code == ClosureReason.TRANSFERRED
    case.status = CaseStatus.TRANSFERRED if transferred else CaseStatus.CLOSED
    case.closed_date, case.closure_reason = on_date, reason_code
    case.next_contact_date, case.next_contact_todo = None, ""
    case.clean_values()
    case.save()
    _step(case, StepKind.CLOSED, actor, on_date, before=before, after=case.status, reason_code=reason_code, text=text)
    return case


def touch(case, now) -> None:
    """Sets the last activity, by which the list is ordered. It writes nothing for a difference of less than a minute."""
    if (now - case.last_activity_at).total_seconds() > 60:
        Case.objects.filter(pk=case.pk).update(last_activity_at=now)
        case.last_activity_at = now


@follows_recusal
def line_of_recusal(recusal) -> None:
    """A line on each case of the person that whoever acts may see; a recusal that only moved to the person's name made its line before."""
    if not recusal._state.adding and recusal.ended_at is None:
        return
    kind = StepKind.LET_IN if recusal.ended_at else StepKind.RECUSED
    actor, person = context.current(), recusal.dossier
    cases = Case.objects.visible_to(actor).filter(Q(dossier=person) | Q(dossier__subject=person)).select_related("dossier")
    for case in cases:
        _step(case, kind, actor.user, timezone.localdate(), text=str(recusal.user_id))


def _wrote_in(id, user) -> Callable[[Case], bool]:
    """Asked whether or not there is such a case: a statement more would tell that there is."""
    wrote = ProgressNote.objects.filter(case=id, author=user).exists()
    return lambda case: wrote


def _make_case(council, area, subject, **values) -> Case:
    dossier = open_dossier(Dossier.Kind.CASE, area, subject=subject.dossier if subject else None)
    case = Case(
        dossier=dossier, subject=subject, area=area, counted_area=area, council=council,
        fiscal_year=fiscal.fiscal_year(values["intake_date"]), **values,
    )  # fmt: skip
    case.clean_values()
    case.save()
    return case


def _consulter(case, values) -> Consulter:
    dossier = open_dossier(Dossier.Kind.CASE, case.area, subject=case.dossier.subject, parent=case.dossier)
    consulter = Consulter(case=case, dossier=dossier, **values)
    consulter.tokens = around_tokens(consulter, case.council_id)
    consulter.clean_values()
    consulter.save()
    return consulter


def _take_consent(case, actor, on_date, consent) -> None:
    """Into the person's own record; of somebody whose record does not open, what was said stands on the case for whoever has it."""
    if can(actor, "consent.write", case.subject):
        make_consent(case.subject, recorded_by=actor, **consent)
    else:
        _step(case, StepKind.CONSENT, actor, on_date, text=f"{consent['decision']} {consent['manner']}")


def _first_note(case, actor, means, minutes, next_contact_date, next_contact_todo, now) -> ProgressNote:
    """Writes the first note, since the intake itself is the first contact."""
    note = ProgressNote(
        case=case, dossier=case.dossier, area=case.area, author=actor,
        met_at=moment_of(case.intake_date, now), means=means or Means.OTHER, minutes=minutes,
        text=case.words, is_first=True, next_contact_date=next_contact_date, next_contact_todo=next_contact_todo, created_at=now,
    )  # fmt: skip
    note.clean_values()
    note.save()
    if next_contact_date:
        case.next_contact_date, case.next_contact_todo = next_contact_date, next_contact_todo
        case.save()
    return note


def moment_of(day, now):
    """This moment, or noon of another day."""
    if day == timezone.localdate(now):
        return now
    return datetime.combine(day, time(12), tzinfo=timezone.get_current_timezone())


def _step(case, kind, actor, on_date, *, before="", after="", reason_code="", text="") -> CaseStep:
    step = CaseStep(
        case=case, dossier=case.dossier, kind=kind, on_date=on_date, at=moment_of(on_date, timezone.now()),
        status_before=before, status_after=after, reason_code=reason_code, text=text, actor=actor,
    )  # fmt: skip
    step.clean_values()
    step.save()
    return step

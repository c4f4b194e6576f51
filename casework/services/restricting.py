"""Restricts a case to those who are named to it, at once and by one; a second person confirms it, and two of them lift it again."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import BigIntegerField, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import SamePerson
from casework import one_at_a_time
from casework.codes import RestrictionWhy, StepKind
from casework.joined import one_with
from casework.keepers import locked
from casework.models import Case, CaseRestriction, CaseStep, Consent, Draft, ProgressNote, Relative
from casework.people_on_cases import possible_holders
from casework.services import hiding
from privacy import context, granting
from privacy.dossiers import WORK, permission
from privacy.gate import service
from privacy.models import Dossier, Grant
from privacy.reach import can, reach
from privacy.together import RECUSED, Given, Wanted, number_of, question

# Within these a second person confirms it; after that every manager hears that one waits.
CONFIRMED_WITHIN = timedelta(days=3)
FEWEST = 2


@service("case.restrict", on=lambda case, **_: case)
def case_restrict(
    case, *, actor, why, holders, text="", without_manager=False, hide_contact=False, now=None
) -> CaseRestriction:
    """From now on the case opens to the holders and to nobody else. The actor need not be one of them.

    `without_manager`: the manager is the reason, so that none need be among them. The person's record is restricted too where nothing
    else goes on with it and the actor may do so. `hide_contact`: otherwise address and telephone move into the case.
    """
    now = now or timezone.now()
    locked(case, actor, "case.restrict")
    if case.dossier.restricted:
        raise ValidationError(_("This case is restricted already."))
    holders = _holders(case, holders, without_manager)
    restriction = CaseRestriction(
        case=case, dossier=case.dossier, why=RestrictionWhy(why), text=text, restricted_by=actor, restricted_at=now,
        person_too=_person_too(case, actor),
    )  # fmt: skip
    restriction.leads = list(_other_leads(case, holders).values_list("pk", flat=True)) if restriction.person_too else []
    restriction.clean_values()
    restriction.save()
    if hide_contact and case.subject_id and not restriction.person_too:
        hiding.hide_contact(case, actor)
    _step(case, StepKind.RESTRICTED, actor, now)
    _close(restriction, holders, timezone.localdate(now))
    return restriction


@service("case.restrict", on=lambda case, **_: case)
def case_restrict_again(case, *, actor, by) -> CaseRestriction:
    """By a restore, which knows that it was restricted and by whom, and no more: whoever worked on it then goes on, everybody else is shut
    out, and where no manager is left two people take it over (`orphans.py`)."""
    now = timezone.now()
    # Somebody who came after the backup is not there: the first of all stands for them.
    who = User.objects.filter(pk=by).first() or User.objects.earliest("created_at")
    restriction = CaseRestriction(
        case=case, dossier=case.dossier, why=RestrictionWhy.OTHER, restricted_by=who, restricted_at=now,
        person_too=bool(case.dossier.subject and case.dossier.subject.restricted),
    )  # fmt: skip
    restriction.clean_values()
    restriction.save()
    _step(case, StepKind.RESTRICTED, who, now)
    Dossier.objects.filter(pk=case.dossier_id).update(restricted=True)
    context.current().forget_decisions()
    return restriction


@service("case.restrict", on=lambda restriction, **_: restriction)
def restriction_confirm(restriction, *, actor) -> CaseRestriction:
    """By another one of those who hold the case, who so see what they confirm."""
    restriction = _lasting(restriction, actor, "case.restrict")
    if restriction.confirmed_at:
        raise _answered()
    if restriction.restricted_by_id == actor.pk:
        raise SamePerson
    restriction.confirmed_by, restriction.confirmed_at = actor, timezone.now()
    restriction.save()
    return restriction


@service("case.unrestrict", on=lambda restriction, **_: restriction)
def lift_ask(restriction, *, actor, why) -> CaseRestriction:
    """It opens nothing yet."""
    restriction = _lasting(restriction, actor, "case.unrestrict")
    if restriction.lift_asked_by_id:
        raise ValidationError(_("Somebody has asked for this already."))
    restriction.lift_asked_by, restriction.lift_why = actor, why
    restriction.clean_values()
    restriction.save()
    return restriction


@service("case.unrestrict", on=lambda restriction, **_: restriction)
def lift_refuse(restriction, *, actor) -> CaseRestriction:
    """By the one who asked: taken back."""
    restriction = _asked(restriction, actor)
    restriction.lift_asked_by, restriction.lift_why = None, ""
    restriction.save()
    return restriction


@service("case.unrestrict", on=lambda restriction, **_: restriction)
def lift_agree(restriction, *, actor) -> CaseRestriction:
    """The case opens to its area again. Who was named to it meanwhile stays named."""
    now = timezone.now()
    restriction = _asked(restriction, actor)
    if restriction.lift_asked_by_id == actor.pk:
        raise SamePerson
    restriction.lifted_by, restriction.lifted_at = actor, now
    restriction.save()
    _step(restriction.case, StepKind.LIFTED, actor, now)
    _open(restriction)
    return restriction


def waiting_for(user):
    """Restrictions that this person can confirm, or whose lifting they can agree to."""
    return answerable(CaseRestriction.objects.visible_to(user, "case.restrict"), user).order_by("restricted_at", "id")


def answerable(restrictions, user):
    theirs = Q(confirmed_at=None) & ~Q(restricted_by=user) | Q(lift_asked_by__isnull=False) & ~Q(lift_asked_by=user)
    return restrictions.lasting().filter(theirs)


AREAS = Given("kept_areas", BigIntegerField(), many=True)


@question
def unconfirmed(asker):
    late = CaseRestriction.objects.unconfirmed().filter(
        restricted_at__lte=asker.now - CONFIRMED_WITHIN, dossier__area__in=AREAS
    )
    return number_of(late.exclude(dossier__in=asker.within("case.restrict")).exclude(dossier__in=RECUSED))


def unconfirmed_elsewhere(user):
    """How many of the area nobody has confirmed in time, of those that this manager neither holds nor is kept from. In steps."""
    found = yield Wanted([unconfirmed], {AREAS: reach(user, "orphan.take").areas})
    return sum(number for (number,) in found[unconfirmed])


def _holders(case, users, without_manager) -> set:
    """At least two, of whom one is a manager unless a manager is the reason; each of them can hold it now."""
    holders = set(users)
    if len(holders) < FEWEST:
        raise ValidationError({"holders": _("Name at least two people.")})
    able = list(possible_holders(case).filter(pk__in=[user.pk for user in holders]))
    if set(able) != holders:
        raise ValidationError({"holders": _("One of these people cannot be named to this case any more.")})
    if not without_manager and not any(user.manages for user in able):
        raise ValidationError({"holders": _("One of them must be a manager, unless a manager is the reason.")})
    return holders


def _person_too(case, actor) -> bool:
    """Whether nothing else goes on with the person, and the actor may restrict their record. One that is joined with another record
    stays as it is: the pointer and its other end could not both be hidden."""
    person = case.subject
    if person is None or case.dossier.subject.restricted or not can(actor, "case.restrict", case.dossier.subject):
        return False
    others = Case.objects.filter(subject=person, restricted=False).unclosed().exclude(pk=case.pk)
    if others.exists() or one_with(person.pk) != {person.pk}:
        return False
    with context.as_job("life event", user=context.current().user) as job:
        return not one_at_a_time.running(job, [person.pk])


def _other_leads(case, holders):
    """Of those who are no holders, the grants on ordinary records that lead to the person."""
    about = Dossier.objects.filter(subject=case.dossier.subject, restricted=False).exclude(pk=case.dossier_id)
    return Grant.objects.filter(content_object__in=about, lead=Grant.Lead.OPEN).exclude(user__in=holders)


def _close(restriction, holders, today) -> None:
    case = restriction.case
    closed = [case.dossier_id, *([case.dossier.subject_id] if restriction.person_too else [])]
    parts = Q(content_object__parent=case.dossier_id, content_object__kind__in=[Dossier.Kind.CASE, Dossier.Kind.ITEM])
    Grant.objects.filter(parts | Q(content_object__in=closed)).exclude(user__in=holders).end(today)
    Grant.objects.filter(pk__in=restriction.leads).update(lead=Grant.Lead.REFUSED)
    # The person's first, which the grants below look at.
    Dossier.objects.filter(pk__in=closed).update(restricted=True)
    _name(restriction, holders, today)
    _forget_drafts(restriction, holders)
    case.dossier.refresh_from_db()
    context.current().forget_decisions()


def _name(restriction, holders, today) -> None:
    """Who works on it already keeps their grant; who was to leave it, or only reads it, is named anew."""
    dossier = Dossier.objects.select_related("subject").get(pk=restriction.dossier_id)
    on_it = Grant.objects.filter(content_object=dossier, permission=permission(WORK)).valid(today).filter(until_date=None)
    staying = set(on_it.values_list("user", flat=True))
    for user in sorted(holders, key=lambda user: user.pk):
        if user.pk not in staying:
            granting.grant(
                user, dossier, Grant.Kind.ASSIGNED, level=WORK, from_date=today, given_by=restriction.restricted_by,
                brings_subject=restriction.person_too,
            )  # fmt: skip
    if restriction.person_too:
        Grant.objects.filter(content_object=dossier, user__in=holders).update(lead=Grant.Lead.OPEN)
    # What conferences keep of the case opens to nobody by area any more: to its holders by name.
    for part in Dossier.objects.filter(parent=dossier, kind=Dossier.Kind.ITEM).order_by("pk"):
        for user in sorted(holders, key=lambda user: user.pk):
            granting.grant(user, part, Grant.Kind.ASSIGNED, level=WORK, from_date=today, given_by=restriction.restricted_by)


def _forget_drafts(restriction, holders) -> None:
    """What others had begun to write about it, unopened: nobody could send it any more."""
    case = restriction.case
    about = [case.pk, *ProgressNote.objects.filter(case=case).order_by().values_list("pk", flat=True)]
    if restriction.person_too:
        about.append(case.subject_id)
        for model in (Relative, Consent):
            about += model.objects.filter(person=case.subject_id).order_by().values_list("pk", flat=True)
    for draft in Draft.objects.filter(about__in=about).exclude(dossier__owner__in=holders).defer("payload"):
        draft.delete()


def _open(restriction) -> None:
    case, person = restriction.case, restriction.case.dossier.subject
    opened = [case.dossier_id, *([person.pk] if person and _was_the_last(case) else [])]
    Dossier.objects.filter(pk__in=opened).update(restricted=False)
    if len(opened) > 1:
        leads = {pk for row in _of_person(case) for pk in row.leads}
        Grant.objects.filter(pk__in=leads, lead=Grant.Lead.REFUSED).update(lead=Grant.Lead.OPEN)
    hiding.return_contact(case)
    case.dossier.refresh_from_db()
    context.current().forget_decisions()


def _was_the_last(case) -> bool:
    """Whether the person's record was restricted along with a case, and nothing restricted is left about them."""
    others = Dossier.objects.filter(subject=case.dossier.subject_id, restricted=True, parent=None).exclude(pk=case.dossier_id)
    return not others.exists() and any(row.person_too for row in _of_person(case))


def _of_person(case):
    return CaseRestriction.objects.filter(dossier__subject=case.dossier.subject_id)


def _lasting(restriction, actor, action) -> CaseRestriction:
    """As it stands now. Of two who answer at the same time, the second finds it answered."""
    locked(restriction.case, actor, action)
    rows = CaseRestriction.objects.visible_to(actor, action).lasting().select_for_update(of=("self",))
    found = rows.select_related("case__dossier__subject").filter(pk=restriction.pk).first()
    if found is None:
        raise _answered()
    return found


def _asked(restriction, actor) -> CaseRestriction:
    restriction = _lasting(restriction, actor, "case.unrestrict")
    if restriction.lift_asked_by_id is None:
        raise _answered()
    return restriction


def _answered() -> ValidationError:
    return ValidationError(_("This was answered or taken back in the meantime."))


def _step(case, kind, actor, now) -> None:
    step = CaseStep(case=case, dossier=case.dossier, kind=kind, on_date=timezone.localdate(now), at=now, actor=actor)
    step.clean_values()
    step.save()

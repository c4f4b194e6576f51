"""Who helps: registered, corrected, trained, ended; and what follows when they die or turn out to be alive."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.joined import one_with
from casework.services.once import made_before
from privacy.gate import require, service
from supporters.codes import EndReason
from supporters.models import HelpDeed, Supporter, Training

WRITE = "support.write"


@service(WRITE, on=lambda person, **_: person)
def supporter_register(person, *, actor, id=None, registered_date, **values) -> Supporter:
    """One registration at a time for a person; twice under one `id` is once."""
    again, id = made_before(Supporter, id, lambda one: one.created_by_id == actor.pk)
    if again:
        return again
    require(actor, "person.read", person)
    if person.death_date:
        raise ValidationError(_("This person has died."))
    if Supporter.objects.running().visible_to(actor).filter(person__in=one_with(person.pk)).exists():
        raise ValidationError(_("This person is registered already."))
    supporter = Supporter(
        id=id, person=person, dossier=person.dossier, council=person.dossier.council, counted_area=person.dossier.area,
        created_by=actor, registered_date=registered_date, **values,
    )  # fmt: skip
    _check(supporter)
    supporter.save()
    return supporter


@service(WRITE, on=lambda supporter, **_: supporter)
def supporter_correct(supporter: Supporter, *, actor, **values) -> Supporter:
    """What ended meanwhile, by a death for one, does not go on because somebody corrects it."""
    if Supporter.objects.select_for_update().values_list("ended_date", flat=True).get(pk=supporter.pk) != supporter.ended_date:
        raise ValidationError(_("Somebody else has done this meanwhile. Look at it again."))
    for name, value in values.items():
        setattr(supporter, name, value)
    _check(supporter)
    supporter.save()
    return supporter


@service(WRITE, on=lambda supporter, **_: supporter)
def supporter_end(supporter: Supporter, *, actor, on_date, reason_code) -> Supporter:
    """Their requests stay, and wait on home for somebody else. Without a day it ends today, or on its first one."""
    if supporter.ended_date is None:
        _end(supporter, on_date or max(timezone.localdate(), supporter.registered_date), reason_code)
    return supporter


@service(WRITE, on=lambda supporter, **_: supporter)
def supporter_resume(supporter: Supporter, *, actor) -> Supporter:
    if supporter.ended_date:
        if supporter.person.death_date:
            raise ValidationError(_("This person has died."))
        # As when somebody is registered: of a record out of reach nothing is told.
        if Supporter.objects.running().visible_to(actor).filter(person__in=one_with(supporter.person_id)).exists():
            raise ValidationError(_("This person is registered already."))
        supporter.ended_date, supporter.end_reason = None, ""
        supporter.save()
    return supporter


@service(WRITE, on=lambda supporter, **_: supporter)
def supporter_follow(supporter: Supporter, *, actor, died: bool) -> Supporter:
    """A death ends what ran; taken back, what it had ended goes on."""
    if died and supporter.ended_date is None:
        _end(supporter, max(timezone.localdate(), supporter.registered_date), EndReason.DIED)
    runs = Supporter.objects.running().filter(person=supporter.person_id)
    if not died and supporter.end_reason == EndReason.DIED and not runs.exists():
        supporter.ended_date, supporter.end_reason = None, ""
        supporter.save()
    return supporter


@service(WRITE, on=lambda supporter, **_: supporter)
def training_add(supporter: Supporter, *, actor, course, date, id=None) -> Training:
    again, id = made_before(Training, id, lambda one: one.supporter_id == supporter.pk)
    if again:
        return again
    if date > timezone.localdate():
        raise ValidationError({"date": _("This day has not come yet.")})
    training = Training(id=id, supporter=supporter, dossier=supporter.dossier, course=course, date=date)
    training.clean_values()
    training.save()
    return training


@service(WRITE, on=lambda training, **_: training)
def training_remove(training: Training, *, actor) -> Training:
    if training.removed_at is None:
        training.removed_at = timezone.now()
        training.save()
    return training


def note_debut(supporter: Supporter) -> None:
    """The day on which they helped for the first time, kept plain so that it can be counted."""
    days = HelpDeed.objects.filter(supporter=supporter, removed_at=None).order_by("date").values_list("date", flat=True)
    Supporter.objects.filter(pk=supporter.pk).update(debut_date=days.first())


def _end(supporter, on_date, reason_code) -> None:
    if on_date > timezone.localdate() or on_date < supporter.registered_date:
        raise ValidationError({"on_date": _("Choose a day from the registration until today.")})
    supporter.ended_date, supporter.end_reason = on_date, reason_code
    supporter.save()


def _check(supporter) -> None:
    today = timezone.localdate()
    for name in ("registered_date", "pledge_date"):
        if (day := getattr(supporter, name)) and day > today:
            raise ValidationError({name: _("This day has not come yet.")})
    if not supporter.kinds:
        raise ValidationError({"kinds": _("Choose for what they help.")})
    supporter.clean_values()

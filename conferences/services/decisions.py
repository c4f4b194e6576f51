"""What was decided, and who does what until when."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.acting import able
from casework.services.cases import touch
from casework.services.once import made_before
from conferences.models import ActionItem, Decision
from conferences.services.minutes import refuse_locked
from conferences.services.under_way import refuse_over
from conferences.taking_part import must_take_part
from privacy.gate import require, service
from privacy.reach import can
from ui.dates import day_text


@service("conference.record", on=lambda item, **_: item)
def decision_record(item, *, actor, kind, text, id=None, now=None) -> Decision:
    now = now or timezone.now()
    again, id = made_before(Decision, id, lambda row: (row.item_id, row.by_id) == (item.pk, actor.pk), text=text)
    if again:
        return again
    must_take_part(item, actor)
    refuse_locked(item)
    refuse_over(item)
    decision = Decision(id=id, item=item, dossier_id=item.dossier_id, kind=kind, text=text, at=now, by=actor)
    decision.clean_values()
    decision.save()
    _touch(item, now)
    return decision


@service("conference.record", on=lambda decision, **_: decision)
def decision_remove(decision, *, actor, now=None) -> Decision:
    """It was written by mistake."""
    must_take_part(decision.item, actor)
    refuse_locked(decision.item_id)
    refuse_over(decision.item_id)
    decision.removed_at = decision.removed_at or now or timezone.now()
    decision.save()
    return decision


@service("conference.record", on=lambda item, **_: item)
def action_add(item, *, actor, what, until_date, owner=None, outsider="", decision=None, id=None, now=None) -> ActionItem:
    """Of one of the staff, or of somebody outside by name."""
    now = now or timezone.now()
    again, id = made_before(ActionItem, id, lambda row: (row.item_id, row.made_by_id) == (item.pk, actor.pk), what=what)
    if again:
        return again
    must_take_part(item, actor)
    refuse_locked(item)
    refuse_over(item)
    if (owner is None) == (not outsider.strip()):
        raise ValidationError({"owner": _("Choose somebody of the staff, or write a name.")})
    if (
        owner
        and not able("action_item.complete", item.conference.council_id, timezone.localdate(now)).filter(pk=owner.pk).exists()
    ):
        raise ValidationError({"owner": _("This person cannot take this up.")})
    action = ActionItem(
        id=id, item=item, dossier_id=item.dossier_id, what=what, until_date=until_date, owner=owner, outsider=outsider,
        decision=decision, made_by=actor, created_at=now,
    )  # fmt: skip
    action.clean_values()
    action.save()
    _touch(item, now)
    return action


@service("conference.record", on=lambda action, **_: action)
def action_remove(action, *, actor, now=None) -> ActionItem:
    """It was written by mistake. What was done stays."""
    must_take_part(action.item, actor)
    refuse_locked(action.item_id)
    refuse_over(action.item_id)
    if action.done_date:
        raise ValidationError(_("This was done already."))
    action.removed_at = action.removed_at or now or timezone.now()
    action.save()
    return action


@service("conference.record", on=lambda action, **_: action)
def action_handover(action, *, actor, to=None, until_date=None) -> ActionItem:
    """From now on `to` does it, or it is done until another day; whoever has it is told of the day anew."""
    if action.done_date:
        raise ValidationError(_("This was done already."))
    if to:
        if not able("action_item.complete", action.item.conference.council_id, timezone.localdate()).filter(pk=to.pk).exists():
            raise ValidationError({"to": _("This person cannot take this up.")})
        action.owner, action.outsider = to, ""
    action.until_date = until_date or action.until_date
    action.reminded = 0
    action.save()
    return action


@service("action_item.complete", on=lambda action, **_: action)
def action_done(action, *, actor, done_date, text="") -> ActionItem:
    """By its owner, or by whoever prepares meetings. Of two who say so, the second is told who was first."""
    action = ActionItem.objects.visible_to(actor, "action_item.complete").select_for_update(of=("self",)).get(pk=action.pk)
    if action.removed_at:
        raise ValidationError(_("Somebody took this back meanwhile: it was written by mistake."))
    if action.done_date:
        said = {"who": action.done_by.display_name, "day": day_text(action.done_date, "week", actor.calendar)}
        raise ValidationError(_("%(who)s wrote already that it was done on %(day)s.") % said)
    if action.owner_id != actor.pk and not can(actor, "conference.prepare", action):
        require(actor, "conference.prepare", action)
    if done_date > timezone.localdate():
        raise ValidationError({"done_date": _("This day has not come yet.")})
    action.done_date, action.done_by, action.done_text = done_date, actor, text
    action.clean_values()
    action.save()
    return action


def _touch(item, now) -> None:
    if item.case_id:
        touch(item.case, now)

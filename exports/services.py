"""Asking for a file, a second person's yes or no, making it, taking it back, and its end, which destroys the key of its drawer."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from casework.services.drafts import drawer_of
from exports import files
from exports.kinds import KINDS, Asked, Counted
from exports.models import KEPT, LIVING, WAITS, Export, ExportContent, Status
from exports.opening import content_of
from privacy import context, outbox
from privacy.disposal import dispose
from privacy.gate import service
from privacy.reach import can, reach
from publishing import making


class Changed(ValidationError):
    """More would leave than was shown."""


@service("export.request")
def export_ask(
    asked: Asked, *, actor, kind: str, form: str, split: str, purpose: str, recipient: str, shown: Counted, id: uuid.UUID
) -> Export:
    """Asked twice under one `id`, it is made once. `shown`: how many people and rows the page told."""
    found = Export.objects.filter(pk=id, asked_by=actor).first()
    if found:
        return found
    # One at a time: two small ones that are asked for at once are together what they are one after the other.
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    counted = KINDS[kind].count(actor, asked)
    if counted != shown:
        raise Changed(
            _("Meanwhile it is %(people)d people and %(rows)d rows that would leave. Look at it, and ask again.")
            % {"people": counted.people, "rows": counted.rows}
        )
    if not counted.rows:
        raise ValidationError(_("There is nothing to leave."))
    waits, now = needs_second(actor, counted), timezone.now()
    export = Export(
        id=id, council=asked.council, kind=kind, form=form, split=split, from_date=asked.first, until_date=asked.last,
        districts=asked.within(actor), purpose=purpose, recipient=recipient, people=counted.people, rows=counted.rows,
        asked_by=actor, asked_at=now, status=Status.WAITING if waits else Status.MAKING, ends_at=now + (WAITS if waits else KEPT),
    )  # fmt: skip
    export.full_clean(exclude=["council", "asked_by"])
    export.save(force_insert=True)
    if not waits:
        _promise(export)
    return export


def needs_second(user, counted: Counted) -> bool:
    """With what the same person took out within a day: many small files are a large one."""
    lately = Export.objects.filter(asked_by=user, asked_at__gt=timezone.now() - KEPT).taken()
    return counted.people + sum(lately.values_list("people", flat=True)) >= settings.EXPORT_SECOND_PERSON_FROM


@service("export.approve")
def export_approve(export, *, actor) -> Export:
    """As the second person; it is made in the name of whoever asked."""
    export = _to_decide(export, actor)
    export.decided_by, export.decided_at = actor, timezone.now()
    export.status, export.ends_at = Status.MAKING, timezone.now() + KEPT
    export.save()
    _promise(export)
    return export


@service("export.approve")
def export_refuse(export, *, actor, why: str) -> Export:
    export = _to_decide(export, actor)
    export.decided_by, export.decided_at, export.refused_why = actor, timezone.now(), why
    export.status, export.ends_at = Status.REFUSED, timezone.now()
    export.save()
    return export


def may_decide(user, export: Export) -> bool:
    """Never one's own, and in all of its districts."""
    found = reach(user, "export.approve")
    return export.is_waiting and export.asked_by_id != user.pk and set(export.districts) <= found.areas


def _to_decide(export, actor) -> Export:
    export = _held(export)
    if export.asked_by_id == actor.pk:
        raise ValidationError(_("Nobody approves what they asked for themselves."), code="own")
    if not export.is_waiting:
        raise ValidationError(_("This does not wait any more. Nothing was changed."))
    if not may_decide(actor, export):
        raise ValidationError(_("It holds school districts that you do not answer for. Somebody else must decide."))
    return export


@service("export.request")
def export_make(export, *, actor) -> None:
    """By the task, in the name of whoever asked: within what they reach now."""
    making.run(
        Export.objects.filter(status=Status.MAKING, ends_at__gt=timezone.now()),
        export.pk,
        lambda step: _make(export, actor, step),
    )


def _make(export: Export, actor, step: making.Step) -> dict:
    asked = Asked(export.council, tuple(export.districts), export.from_date, export.until_date)
    shown = context.current().shown
    shown.rows.clear()
    with override("ja"):
        parts = files.parts_of(export, KINDS[export.kind].lines(actor, asked, step))
        people = len({line.person for part in parts for line in part.lines})
        if not 0 < people <= export.people:
            raise Changed("")
        file, passwords = files.locked(export, parts)
    rows = [[str(pk), str(dossier), model] for pk, (dossier, model) in shown.rows.items()]
    # Nobody has seen them yet: each download says so.
    shown.rows.clear()
    content = ExportContent(export=export, dossier=drawer_of(actor, export.council, id=export.drawer))
    content.file, content.parts, content.passwords, content.rows = file, [part.said for part in parts], passwords, rows
    content.save()
    return {"people": people, "rows": len({id(line) for part in parts for line in part.lines})}


@service("export.request")
def export_reveal(export, *, actor) -> list[str]:
    """Its passwords, once: they are kept nowhere afterwards."""
    content = content_of(export, actor, hold=True)
    if content is None or content.passwords is None:
        raise ValidationError(
            _("The passwords were shown already, and are kept nowhere. Take the file back, and ask for it again.")
        )
    found, content.passwords = content.passwords, None
    content.save(update_fields=["passwords"])
    return found


@service("export.request")
def export_take_back(export, *, actor) -> Export:
    """By whoever asked: the request, the task or the file."""
    export = _held(export)
    if export.asked_by_id == actor.pk:
        _end([export], Status.BACK)
    return export


@transaction.atomic
def end_of(person) -> None:
    """Of somebody who lost a role, their pledge or their account: what they asked for and what was made goes at once."""
    _end(list(Export.objects.living().filter(asked_by=person).select_for_update()), Status.ENDED)


@transaction.atomic
def forget() -> None:
    """Whose time is over, and those of people who can no longer ask. A task does it every few minutes."""
    living = Export.objects.living().select_related("asked_by").select_for_update(of=("self",), skip_locked=True)
    now = timezone.now()
    _end([one for one in living if one.ends_at <= now or not can(one.asked_by, "export.request")], Status.ENDED)


def _end(exports: list[Export], status: str) -> None:
    gone = [export for export in exports if export.status in LIVING]
    if drawers := [export.drawer for export in gone if export.status == Status.READY]:
        dispose(drawers)
    for export in gone:
        export.status, export.ends_at = status, timezone.now()
        export.save(update_fields=["status", "ends_at"])


def _held(export) -> Export:
    return Export.objects.select_related("council", "asked_by").select_for_update(of=("self",)).get(pk=export.pk)


def _promise(export: Export) -> None:
    outbox.enqueue("exports.make", key=f"exports.make:{export.pk}", export=export.pk)

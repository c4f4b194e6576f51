"""A file of records is taken in whole or not at all, by the rules of each record, and taken back whole while nobody changed one of them."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from privacy.context import Actor
from privacy.gate import service
from programs.files.heads import DISTRICT
from programs.models import Activity, Program, RecordFile, RecordFileRow
from programs.services.activities import COLUMNS, activities_cancel, activities_record, activity_correct

MOST = 3_000


@service("program.write", on=lambda program, **_: program.policy.goal.plan.area)
def records_take_in(program: Program, *, actor, lines: Iterable, id=None) -> RecordFile:
    """`lines` are those of `programs.files.lines` that are right."""
    lines = list(lines)
    if not lines or len(lines) > MOST:
        raise ValidationError(_("From 1 to %(most)d rows can be taken in at once.") % {"most": MOST})
    # Two who take in the same file: the second waits, and finds the rows of the first.
    Program.objects.select_for_update().get(pk=program.pk)
    if RecordFileRow.objects.filter(counts=True, key__in=[line.key for line in lines]).exists():
        raise ValidationError(_("Somebody else has taken in some of these rows meanwhile. Look at it again."))
    if all(line.corrected for line in lines):
        for line in lines:
            _correct(line, actor)
        return lines[0].corrected.file
    file = RecordFile(council=program.policy.goal.plan.area, program=program, taken_by=_user(actor))
    if id:
        file.id = id
    file.save(force_insert=True)
    for line in lines:
        if line.corrected:
            _correct(line, actor)
    new = [line for line in lines if not line.corrected]
    made = activities_record(actor=actor, records=[line.said for line in new])
    RecordFileRow.objects.bulk_create(
        RecordFileRow(file=file, activity=activity, sheet=line.sheet[:60], number=line.number, key=line.key)
        for line, activity in zip(new, made, strict=True)
    )
    return file


def _correct(line, actor) -> None:
    """The record stays of the file that it came from; the row is known from now on by what it says today."""
    row = RecordFileRow.objects.select_for_update().get(pk=line.corrected.pk)
    if row.key != line.corrected.key or not row.counts:
        raise ValidationError(_("Somebody else has taken in some of these rows meanwhile. Look at it again."))
    values, districts, numbers = said_of(line, line.corrected.activity)
    activity_correct(line.corrected.activity, actor=actor, numbers=numbers, districts=districts, **values)
    row.key, row.sheet, row.number = line.key, line.sheet[:60], line.number
    row.save(update_fields=["key", "sheet", "number"])


@service("program.write", on=lambda file, **_: file.council)
def records_take_back(file: RecordFile, *, actor) -> RecordFile:
    """Its records are called off, and its rows can be taken in again. Not while one of them was changed since."""
    RecordFile.objects.select_for_update().get(pk=file.pk)
    file.refresh_from_db()
    if file.taken_back_at:
        return file
    if changed := changed_rows(file):
        numbers = "、".join(str(row.number) for row in changed[:10])
        raise ValidationError(
            _("These rows were changed since, and stay: %(numbers)s. Nothing was taken back.") % {"numbers": numbers}
        )
    activities = Activity.objects.filter(file_row__file=file).select_related("program__policy__goal__plan__area")
    activities_cancel(list(activities), actor=actor, cancelled_reason=_("The file it came from was taken back."))
    file.rows.update(counts=False)
    file.taken_back_at, file.taken_back_by = timezone.now(), _user(actor)
    file.save(update_fields=["taken_back_at", "taken_back_by"])
    return file


def changed_rows(file: RecordFile) -> list[RecordFileRow]:
    """Those whose record has more in its history than that it was recorded."""
    return list(file.rows.filter(activity__changes__what__in=("corrected", "cancelled")).distinct())


def _user(actor):
    return actor.user if isinstance(actor, Actor) else actor


def said_of(line, activity: Activity) -> tuple[dict, list, dict]:
    """(columns, districts, {measure: number}) of what the file has a column for: the rest stays as it is."""
    said = {name: value for name, value in line.said.items() if name in line.columns and name in COLUMNS}
    numbers = {line.said["measure"]: line.said["number"]} | line.said["also"]
    return said, line.said["districts"] if DISTRICT in line.columns else activity.districts, numbers

"""A row that was corrected in the office's file and sent again: known by its day and place beside the rows of earlier files."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from programs.counting.places import key_of
from programs.files.heads import DATE, DISTRICT
from programs.models import Activity, RecordFileRow
from programs.services.activities import ids_of
from programs.services.files import said_of


def find_corrections(program, lines: Sequence, keys: Sequence[str]) -> None:
    """Of `lines`, which no file said yet. `keys`: of all rows of this file; what another file said and this one says too is no other row."""
    new = defaultdict(list)
    for line in lines:
        if line.said:
            new[line.said["date"]].append(line)
    if not new:
        return
    rows = RecordFileRow.objects.filter(
        counts=True, file__program=program, activity__state=Activity.State.HELD, activity__date__in=list(new)
    ).exclude(key__in=keys)  # fmt: skip
    gone = defaultdict(list)
    for row in rows.select_related("activity__program__policy__goal__plan__area").prefetch_related("activity__values"):
        gone[row.activity.date].append(row)
    for day, before in gone.items():
        _match(new[day], before)


def _match(lines: list, rows: list) -> None:
    """One row of a place and one line of it are the same. Several are asked about, and what differs in its place alone."""
    for line in lines:
        same = [row for row in rows if _is_of(row, line)]
        others = [other for other in lines if _place(other) == _place(line)]
        if len(same) == 1 and len(others) == 1:
            line.corrected = same[0]
            changes = "、".join(_changes(line, same[0].activity))
            line.ask(DATE, _("This corrects a row that was taken in before: %(changes)s") % {"changes": changes})
        elif near := same or [row for row in rows if _number(row, line) == line.said["number"]]:
            numbers = "、".join(str(row.number) for row in near)
            line.ask(
                DATE, _("A row of this day was taken in before and is not in this file: row %(number)s.") % {"number": numbers}
            )


def _place(line) -> str:
    return key_of(line.said["place"])[:80]


def _number(row: RecordFileRow, line):
    """What it counts of the same measure."""
    return {value.measure_id: value.number for value in row.activity.values.all()}.get(line.said["measure"].pk)


def _is_of(row: RecordFileRow, line) -> bool:
    return row.activity.place_key == _place(line) and _number(row, line) is not None


def _changes(line, activity: Activity) -> list[str]:
    """参加者 24 → 42"""
    said, districts, numbers = said_of(line, activity)
    before = {value.measure_id: value.number for value in activity.values.all()}
    found = [
        f"{measure.name} {_shown(before.get(measure.pk))} → {_shown(number)}"
        for measure, number in numbers.items() if before.get(measure.pk) != number
    ]  # fmt: skip
    for name, value in said.items():
        was = getattr(activity, name)
        if (was or None) != (value or None):
            found.append(f"{line.columns[name][1]} {_shown(was)} → {_shown(value)}")
    if ids_of(districts) != list(activity.districts):
        found.append(line.columns[DISTRICT][1])
    return found


def _shown(value) -> str:
    if value is None or value == "":
        return "–"
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)[:40]

"""What a programme did is recorded, corrected and called off: nothing is deleted, and each change stands beside the record."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from japan import fiscal
from privacy.context import Actor
from privacy.gate import service
from privacy.models import Area
from programs.counting.places import key_of
from programs.helping import ACTION, require_recording
from programs.models import Activity, ActivityChange, ActivityValue, Measure, Plan

COLUMNS = (
    "date", "end_date", "place", "residents", "volunteers", "staff", "children", "elderly", "hours", "cost", "partners", "stage", "text",
    "evidence",
)  # fmt: skip


@service(ACTION)
def activity_record(
    *, actor, measure: Measure, number, date, districts=(), id=None, planned: Activity | None = None, also=None, **values
) -> Activity:
    """Something that was held. `planned`: of a series, which becomes this record. `also`: {measure: number} of others that it counts
    for; `values`: columns beside."""
    program, districts = measure.program, ids_of(districts)
    require_recording(actor, program, districts)
    if planned:
        require_recording(actor, planned.program, planned.districts)
    known = Activity.objects.filter(pk=id).first() if id and planned is None else None
    if known:
        return known
    activity = planned or (Activity(id=id) if id else Activity())
    _hold(activity)
    activity.program, activity.kind, activity.state = program, measure.kind, Activity.State.HELD
    activity.council = program.policy.goal.plan.area
    _set(activity, date=date, districts=districts, **values)
    activity.recorded_by, activity.recorded_at = _user(actor), timezone.now()
    _save(activity, {measure: number} | (also or {}))
    _tell(activity, ActivityChange.What.RECORDED, {}, _user(actor))
    return activity


@service(ACTION)
def activities_record(*, actor, records: Sequence[dict]) -> list[Activity]:
    """Many new ones, by the rules of each, in a few statements however many they are. `records`: what `activity_record` takes of one."""
    made, values, known = [], [], _Known(actor)
    begun = timezone.now()
    for number, said in enumerate(records):
        measure, districts = said["measure"], ids_of(said["districts"])
        council = measure.program.policy.goal.plan.area
        known.require(measure.program, districts)
        # One after the other, as those of a day are recorded by hand: which of them was the latest is seen by it.
        activity = Activity(
            council=council, program=measure.program, kind=measure.kind, state=Activity.State.HELD, districts=districts,
            recorded_by=_user(actor), recorded_at=begun + timedelta(microseconds=number),
            **{name: said[name] for name in COLUMNS if name in said},
        )  # fmt: skip
        activity.place_key = key_of(activity.place)
        numbers = {measure: said["number"]} | said["also"]
        activity_check(activity, numbers, known.districts_of(council))
        made.append(activity)
        values += [ActivityValue(activity=activity, measure=of, number=one) for of, one in numbers.items() if one is not None]
    Activity.objects.bulk_create(made)
    ActivityValue.objects.bulk_create(values)
    _tell_all(made, ActivityChange.What.RECORDED, {}, _user(actor))
    return made


@service(ACTION)
def activities_cancel(activities: Sequence[Activity], *, actor, cancelled_reason: str) -> None:
    """Many at once. What was called off already says so as it did."""
    known = _Known(actor)
    for activity in activities:
        known.require(activity.program, activity.districts)
    held = Activity.objects.exclude(state=Activity.State.CANCELLED).filter(pk__in=[one.pk for one in activities])
    rows = list(held.select_for_update().order_by("pk"))
    before = as_they_stand(rows)
    held.filter(pk__in=[one.pk for one in rows]).update(state=Activity.State.CANCELLED, cancelled_reason=cancelled_reason)
    _tell_all(rows, ActivityChange.What.CANCELLED, before, _user(actor))


class _Known:
    """What has been asked for one of many records is not asked again for the next."""

    def __init__(self, actor):
        self.actor = actor
        self.allowed: set[tuple] = set()
        self.districts: dict[int, set[int]] = {}

    def require(self, program, districts: Sequence[int]) -> None:
        asked = (program.pk, tuple(districts))
        if asked not in self.allowed:
            require_recording(self.actor, program, districts)
            self.allowed.add(asked)

    def districts_of(self, council) -> set[int]:
        if council.pk not in self.districts:
            found = Area.objects.districts().filter(council=council)
            self.districts[council.pk] = set(found.values_list("pk", flat=True))
        return self.districts[council.pk]


@service(ACTION)
def activity_correct(activity: Activity, *, actor, numbers: dict[Measure, Decimal | None], districts, **values) -> Activity:
    """`numbers`: of each measure that counts it, those of other programmes too; None takes one back."""
    districts = ids_of(districts)
    require_recording(actor, activity.program, activity.districts)
    for program in {measure.program for measure in numbers} | {activity.program}:
        require_recording(actor, program, districts)
    if activity.state != Activity.State.HELD:
        raise ValidationError(_("Only what was held can be corrected."))
    before = as_it_stands(activity)
    _set(activity, districts=districts, **values)
    _save(activity, numbers)
    _tell(activity, ActivityChange.What.CORRECTED, before, _user(actor))
    return activity


@service(ACTION)
def activity_cancel(activity: Activity, *, actor, cancelled_reason) -> Activity:
    """中止, before or afterwards: it counts no more, and says why."""
    require_recording(actor, activity.program, activity.districts)
    _hold(activity)
    if activity.state == Activity.State.CANCELLED:
        return activity
    before = as_it_stands(activity)
    activity.state, activity.cancelled_reason = Activity.State.CANCELLED, cancelled_reason
    activity.full_clean()
    activity.save()
    _tell(activity, ActivityChange.What.CANCELLED, before, _user(actor))
    return activity


def ids_of(districts) -> list[int]:
    return sorted({getattr(one, "pk", one) for one in districts})


def as_it_stands(activity: Activity) -> dict[str, str]:
    """Every column in words, as it lies in the database: of a new one nothing."""
    return as_they_stand([activity]).get(activity.pk, {})


def as_they_stand(activities: Sequence[Activity]) -> dict[UUID, dict[str, str]]:
    """{id: what stands there in words} of those that are recorded."""
    values = Prefetch("values", ActivityValue.objects.select_related("measure").order_by("measure__position", "id"))
    rows = Activity.objects.filter(pk__in=[one.pk for one in activities]).prefetch_related(values)
    areas = list(Area.objects.filter(pk__in={pk for row in rows for pk in row.districts}))
    return {row.pk: _in_words(row, areas) for row in rows}


def _in_words(row: Activity, areas: Sequence[Area]) -> dict[str, str]:
    said = {name: "" if getattr(row, name) is None else str(getattr(row, name)) for name in COLUMNS}
    said["districts"] = "、".join(area.label for area in areas if area.pk in row.districts)
    said["state"] = row.state
    said["cancelled_reason"] = row.cancelled_reason
    for value in row.values.all():
        said[f"{value.measure.name} ({value.measure.unit})"] = "" if value.number is None else f"{value.number.normalize():f}"
    return said


def _hold(activity: Activity) -> None:
    """Two who record the same planned one: the second waits, and finds what the first one did."""
    if not activity._state.adding:
        state = Activity.objects.select_for_update().values_list("state", flat=True).get(pk=activity.pk)
        if state != activity.state:
            raise ValidationError(_("Somebody else has recorded this meanwhile. Look at it again."))


def _set(activity: Activity, *, districts, **values) -> None:
    activity.districts = districts
    for name, value in values.items():
        setattr(activity, name, value)
    activity.place_key = key_of(activity.place)
    _check(activity)


def activity_check(activity: Activity, numbers: dict, known: set) -> None:
    """All that the rules say against one that is not recorded yet. `known`: the council's districts, by their ids."""
    found: dict = {}
    checks = (
        lambda: _check(activity, known), lambda: _check_numbers(activity, numbers),
        lambda: activity.clean_fields(exclude=["council", "program", "series", "recorded_by"]),
    )  # fmt: skip
    for check in checks:
        try:
            check()
        except ValidationError as error:
            found = error.update_error_dict(found)
    if found:
        raise ValidationError(found)


def _check(activity: Activity, known: set | None = None) -> None:
    plan: Plan = activity.program.policy.goal.plan
    years = {"from": plan.from_year, "to": plan.to_year}
    if activity.date > timezone.localdate():
        raise ValidationError({"date": _("This day has not come yet. What is planned is made as a series.")})
    if not plan.from_year <= fiscal.fiscal_year(activity.date) <= plan.to_year:
        raise ValidationError({"date": _("The plan is for the fiscal years %(from)s to %(to)s.") % years})
    if activity.end_date and activity.end_date < activity.date:
        raise ValidationError({"end_date": _("The last day lies before the first.")})
    if known is None:
        found = Area.objects.districts().filter(council=activity.council, pk__in=activity.districts)
        known = set(found.values_list("pk", flat=True))
    if not set(activity.districts) <= known:
        raise ValidationError({"districts": _("Choose districts of this council.")})


def _check_numbers(activity: Activity, numbers: dict) -> None:
    for measure, number in numbers.items():
        if number is not None and number < 0:
            raise ValidationError(
                {"number": _("A number cannot be below zero. What was too much is corrected in its own record.")}
            )
        if measure.program.policy.goal.plan.area_id != activity.council_id:
            raise ValidationError({"number": _("This measure belongs to another council.")})
        if measure.adds == Measure.Adds.PLACES and not activity.place:
            raise ValidationError({"place": _("Different places are counted here: write which one.")})
        if measure.adds == Measure.Adds.PARTNERS and not activity.partners:
            raise ValidationError({"partners": _("Different partners are counted here: write which one.")})
    if all(number is None for number in numbers.values()):
        raise ValidationError({"number": _("One number at least must stand.")})


def _save(activity: Activity, numbers: dict) -> None:
    _check_numbers(activity, numbers)
    activity.full_clean(validate_constraints=False)
    activity.save()
    counted = set(activity.values.values_list("measure", flat=True))
    for measure, number in numbers.items():
        if number is not None or measure.pk in counted:
            ActivityValue.objects.update_or_create(activity=activity, measure=measure, defaults={"number": number})


def _tell(activity: Activity, what, before: dict[str, str], by) -> None:
    _tell_all([activity], what, {activity.pk: before}, by)


def _tell_all(activities: Sequence[Activity], what, before: dict[UUID, dict[str, str]], by) -> None:
    """Nothing where nothing became different."""
    after, changes = as_they_stand(activities), []
    for one in activities:
        stood, stands = before.get(one.pk, {}), after[one.pk]
        if lines := [[name, stood.get(name, ""), stands[name]] for name in stands if stood.get(name, "") != stands[name]]:
            changes.append(ActivityChange(activity=one, what=what, lines=lines, by=by))
    ActivityChange.objects.bulk_create(changes)


def _user(actor):
    return actor.user if isinstance(actor, Actor) else actor

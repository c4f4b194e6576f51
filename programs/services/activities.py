"""What a programme did is recorded, corrected and called off: nothing is deleted, and each change stands beside the record."""

from decimal import Decimal

from django.core.exceptions import ValidationError
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
    row = Activity.objects.filter(pk=activity.pk).first()
    if row is None:
        return {}
    said = {name: "" if getattr(row, name) is None else str(getattr(row, name)) for name in COLUMNS}
    said["districts"] = "、".join(area.label for area in Area.objects.filter(pk__in=row.districts))
    said["state"] = row.state
    said["cancelled_reason"] = row.cancelled_reason
    for value in row.values.select_related("measure").order_by("measure__position", "id"):
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
    """Nothing where nothing became different."""
    after = as_it_stands(activity)
    lines = [[name, before.get(name, ""), after[name]] for name in after if before.get(name, "") != after[name]]
    if lines:
        ActivityChange.objects.create(activity=activity, what=what, lines=lines, by=by)


def _user(actor):
    return actor.user if isinstance(actor, Actor) else actor

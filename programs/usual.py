"""What is usual for a measure, so that 250 where 25 come is asked about once; and how its places were spelled before."""

from statistics import median

from programs.models import Activity, ActivityValue, Quantity

LOOKED_AT, ENOUGH = 12, 3
# So many times more, and by so much: a small group may double.
TIMES, BY = 4, 20


def is_unusual(measure, number, but=None) -> float | None:
    """What is usual, where this number is far above it."""
    usual = usual_of(measure, but)
    return usual if usual and float(number) > usual * TIMES and float(number) - usual >= BY else None


def usual_of(measure, but=None) -> float | None:
    """The middle of the last ones; before there are any, what the plan expects each time."""
    values = ActivityValue.objects.filter(measure=measure, activity__state=Activity.State.HELD).exclude(number=None)
    if but is not None:
        values = values.exclude(activity=but)
    newest = values.order_by("-activity__date", "-id").values_list("number", flat=True)[:LOOKED_AT]
    last = [float(number or 0) for number in newest]
    if len(last) >= ENOUGH:
        return median(last)
    planned = Quantity.objects.filter(counted=measure, rule=Quantity.Rule.AVERAGE, value__isnull=False).order_by(
        "-target__fiscal_year"
    )
    first = planned.values_list("value", flat=True).first()
    return float(first) if first is not None else None


def known_places(program) -> list[str]:
    """The newest spellings first."""
    found = Activity.objects.filter(program=program).exclude(place="").order_by("-date").values_list("place", flat=True)[:200]
    return list(dict.fromkeys(found))


def recorded_before(measure, day, districts):
    """The number of a record of the same thing, day and district, where there is one."""
    values = ActivityValue.objects.filter(measure=measure, activity__state=Activity.State.HELD, activity__date=day).exclude(
        number=None
    )
    return values.filter(activity__districts=[one.pk for one in districts]).values_list("number", flat=True).first()

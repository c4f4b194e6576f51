"""Lists and pages of those who help and those who ask, in words."""

from collections import Counter

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.joined import one_with
from privacy.models import Area
from privacy.reading import first
from supporters.codes import WAITING, Band, Kind, State, Step, Task, Weekday
from supporters.matching import Proposal, proposals
from supporters.models import HelpDeed, HelpRequest, HelpStep, Host, Supporter, Training

PAGE = 100
CHIPS = {
    State.ASKED: ("warn", "inbox"), State.ARRANGING: ("now", "swap"), State.DOING: ("ok", "ok"), State.ENDED: ("off", "check"),
    State.CANCELLED: ("off", "minus"),
}  # fmt: skip
SHOWN = ("waiting", *State.values, "all")


def districts_of(council) -> list[Area]:
    return list(Area.objects.districts().filter(council=council, special="", closed_date=None))


def labels(values, codes) -> str:
    return "、".join(str(codes(value).label) for value in values)


def times(record) -> str:
    """月・水 の 午前; nothing where any time will do."""
    days = "・".join(str(Weekday(day).label) for day in record.weekdays)
    bands = "・".join(str(Band(band).label) for band in record.bands)
    return " ".join(filter(None, (days, bands))) or _("any time")


def state_chip(request) -> tuple[str, str, str]:
    return (request.get_state_display(), *CHIPS[State(request.state)])


def requests(user, *, show: str, kind: str, district: int | None) -> tuple[list[dict], bool]:
    """The one that has waited longest first; what has ended, the newest first."""
    rows = HelpRequest.objects.visible_to(user).filter(council=user.working_council_id)
    rows = rows.select_related("person", "dossier", "district", "host")
    if show == "waiting":
        rows = rows.open()
    elif show != "all":
        rows = rows.filter(state=show)
    rows = rows.filter(**({"kind": kind} if kind else {}), **({"district": district} if district else {}))
    order = ("-asked_date", "id") if show in (State.ENDED, State.CANCELLED, "all") else ("asked_date", "id")
    found, more = first(rows.order_by(*order), PAGE)
    names = names_of(user, {one.supporter_id for one in found})
    return [request_row(one, names) for one in found], more


def names_of(user, ids) -> dict:
    """{id of a supporter: name} of those within reach."""
    rows = Supporter.objects.visible_to(user).filter(pk__in=ids - {None}).select_related("person", "dossier")
    return {one.pk: one.person.name for one in rows}


def request_row(request, names) -> dict:
    who = names.get(request.supporter_id, _("somebody outside your reach")) if request.supporter_id else ""
    return {
        "url": request.get_absolute_url(), "name": request.person.name, "kind": request.get_kind_display(),
        "task": Task(request.task).label, "where": request.district.label, "when": times(request), "asked": request.asked_date,
        "chip": state_chip(request), "who": who or (request.host.name if request.host else ""),
    }  # fmt: skip


def proposals_for(user, request) -> list[Proposal]:
    """Nobody where nobody is needed any more."""
    if not request.is_open:
        return []
    supporters = Supporter.objects.visible_to(user).running().filter(council=request.council_id, kinds__contains=[request.kind])
    supporters = supporters.exclude(person__in=one_with(request.person_id))
    given = (
        HelpRequest.objects.visible_to(user)
        .open()
        .filter(council=request.council_id)
        .exclude(supporter=None)
        .values_list("supporter", flat=True)
    )
    hosts = Host.objects.filter(council=request.council_id, closed_date=None)
    people = list(supporters.select_related("person", "dossier"))
    return proposals(request, people, hosts, Counter(given), timezone.localdate())


def steps_of(user, request) -> list[dict]:
    """The newest first, in words."""
    rows = list(
        HelpStep.objects.visible_to(user).filter(request=request).select_related("actor", "host").order_by("-at", "-id")
    )
    names = names_of(user, {one.supporter_id for one in rows})
    return [
        {
            "step": one, "label": one.get_step_display(), "text": one.text,
            "who": names.get(one.supporter_id, _("somebody outside your reach")) if one.supporter_id else one.host and one.host.name,
        }
        for one in rows
    ]  # fmt: skip


def deeds_of(user, request):
    return list(HelpDeed.objects.visible_to(user).filter(request=request, removed_at=None))


def next_steps(request) -> list[tuple[str, str, bool]]:
    """(code, words, whether it is the one that comes next) of what is pressed; somebody is found among the proposals."""
    words = {
        Step.ARRANGE: _("Begin to arrange it"), Step.BEGIN: _("It has begun"), Step.END: _("It has ended"), Step.CANCEL: _("Cancel it"),
        Step.REOPEN: _("Take it up again"),
    }  # fmt: skip
    found = [step for step in request.steps_now if step in words]
    return [(step.value, words[step], step not in (Step.CANCEL,)) for step in found]


def supporters(user, *, kind: str, district: int | None, ended: bool) -> tuple[list[dict], bool]:
    rows = Supporter.objects.visible_to(user).filter(council=user.working_council_id)
    rows = rows.exclude(ended_date=None) if ended else rows.running()
    rows = rows.filter(**({"kinds__contains": [kind]} if kind else {}), **({"dossier__area": district} if district else {}))
    found, more = first(rows.select_related("person", "dossier__area").order_by("-registered_date", "id"), PAGE)
    busy = Counter(
        HelpRequest.objects.visible_to(user)
        .open()
        .filter(supporter__in=[one.pk for one in found])
        .values_list("supporter", flat=True)
    )
    today = timezone.localdate()
    return [
        {
            "supporter": one, "name": one.person.name, "kana": one.person.kana, "area": one.dossier.area.label, "kinds": labels(one.kinds, Kind),
            "tasks": labels(one.tasks, Task), "when": times(one), "busy": busy[one.pk], "pledged": one.is_pledged(today),
        }
        for one in found
    ], more  # fmt: skip


def supporter_parts(user, one) -> dict:
    today = timezone.localdate()
    known = {area.pk: area.label for area in districts_of(one.council_id)}
    given = HelpRequest.objects.visible_to(user).filter(supporter=one).select_related("person", "dossier", "district", "host")
    deeds = HelpDeed.objects.visible_to(user).filter(supporter=one, removed_at=None).values_list("hours", flat=True)
    return {
        "kinds": labels(one.kinds, Kind), "tasks": labels(one.tasks, Task), "when": times(one), "pledged": one.is_pledged(today),
        "where": "、".join(known[pk] for pk in one.districts if pk in known) or _("everywhere"),
        "trainings": list(Training.objects.visible_to(user).filter(supporter=one, removed_at=None)),
        "requests": [request_row(row, {one.pk: one.person.name}) for row in given.order_by("-asked_date", "id")[:50]],
        "times": len(deeds), "hours": sum(deeds),
    }  # fmt: skip


def waiting_words(request, today) -> str:
    if request.state in WAITING:
        return _("Nobody has begun, %(days)d days after it was asked") % {"days": (today - request.asked_date).days}
    return _("Who did it does so no more: find somebody else")

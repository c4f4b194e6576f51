"""The coordinator's board by month, its papers, and moving a door to another visitor or to another place on the way."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.models import Person
from privacy import asked
from privacy.access import allow, get_or_404
from privacy.methods import require_GET, require_http_methods
from privacy.models import Area
from privacy.reach import can, reach
from privacy.reading import printed, show, unshown
from visits import services
from visits.codes import Outcome, Part
from visits.models import Assignment, Pause
from visits.pages.board import Month, address_of, board, by_visitor, open_of, running_in
from visits.pages.board_rows import Drawing
from visits.pages.doorstep import doorsteps
from visits.rhythm import rhythm_words
from visits.visitors import candidates

ROWS_ON_A_SHEET = 6
PRINTED = 300
UP, DOWN, OFF = "up", "down", "off"


@require_GET
@allow("enrolment.read")
def watch(request):
    month, area = _month(request), _area(request)
    only_waiting = request.GET.get("show") == "waiting"
    found = board(request.user, month, area=area, only_waiting=only_waiting)
    show(found.enrolments)
    may_write = can(request.user, "enrolment.write")
    chosen = {"area": area.pk if area else "", "show": "waiting" if only_waiting else ""}
    drawing = Drawing(may_write=may_write, back="".join(address_of(month, area=chosen["area"]).partition("?")[1:]))
    for column in found.columns:
        column.html = drawing.rows(column)
    context = open_of(request.user) | {
        "board": found, "month": month, "area": area, "areas": _areas(request), "only_waiting": only_waiting,
        "may_write": may_write, "may_set_rollout": can(request.user, "activity.write"),
        "earlier": address_of(Month.of(month.moved(-1), month.today), **chosen),
        "later": address_of(Month.of(month.moved(1), month.today), **chosen),
        "all_url": address_of(month, area=chosen["area"]),
        "waiting_url": address_of(month, area=chosen["area"], show="waiting"),
    }  # fmt: skip
    return render(request, "visits/board/page.html", context)


@require_GET
@allow("enrolment.read")
def watch_print(request):
    """訪問予定表: each visitor's doors of the month in walking order."""
    month, visitors = _printed(request)
    return render(request, "visits/board/print_plan.html", {"month": month, "visitors": visitors, "now": timezone.now()})


@require_GET
@allow("enrolment.read")
def watch_sheets(request):
    """Blank 訪問記録票 for handwriting; every sheet is numbered, so that all of them can be asked back."""
    month, visitors = _printed(request)
    sheets = [
        (user, rows[start : start + ROWS_ON_A_SHEET])
        for user, rows in visitors
        for start in range(0, len(rows), ROWS_ON_A_SHEET)
    ]  # fmt: skip
    return render(
        request,
        "visits/board/print_record_sheets.html",
        {"month": month, "sheets": sheets, "outcomes": list(Outcome), "now": timezone.now()},
    )


@require_http_methods(["GET", "POST"])
@allow("enrolment.write", about=Assignment)
def visitor_move(request, pk):
    """Up or down on the way, to another visitor, or off."""
    one = get_or_404(
        request, Assignment.objects.select_related("user", "enrolment__area", "enrolment__dossier"), pk, "enrolment.write"
    )
    month = _month(request)
    to = request.POST.get("to", "")
    if request.method == "POST" and to in (UP, DOWN):
        _step_along(request.user, one, to, month.on)
        return redirect(f"{address_of(month, area=_area_id(request))}#{_focus(request.user, one, to, month.on)}")
    found = [other for other in candidates(one.enrolment, month.today) if other.user != one.user]
    if request.method == "POST":
        if _moved(request, one, to, found, month.today):
            return redirect(address_of(month, area=_area_id(request)))
        return redirect(request.get_full_path())
    person = get_or_404(request, Person, one.enrolment.person_id, "person.find")
    context = {
        "assignment": one, "enrolment": one.enrolment, "person": person, "candidates": found,
        "back": address_of(month, area=_area_id(request)),
    }  # fmt: skip
    return render(request, "visits/board/move.html", context)


def _moved(request, one, to, found, today) -> bool:
    """Today is the last day of whoever went there, and the first one of whoever goes from now on."""
    chosen = next((other.user for other in found if str(other.user.pk) == to), None)
    if chosen is None and to != OFF:
        messages.error(request, _("Choose somebody of this list."))
        return False
    try:
        if chosen:
            services.visitor_assign(
                one.enrolment, actor=request.user, user=chosen, part=one.part, from_date=max(today, one.enrolment.start_date)
            )
        services.visitor_unassign(one, actor=request.user, until_date=max(today, one.from_date))
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return False
    messages.success(request, _("The visitors were changed."))
    return True


def _way(user, one, on) -> list[Assignment]:
    """The doors of this visitor that this user may arrange, in walking order."""
    found = Assignment.objects.visible_to(user, "enrolment.write").filter(user=one.user_id).valid(on)
    return list(found.select_related("dossier").order_by("position", "created_at", "id"))


def _step_along(user, one, to, on) -> None:
    way = _way(user, one, on)
    here = next((place for place, other in enumerate(way) if other.pk == one.pk), None)
    there = None if here is None else here + (1 if to == DOWN else -1)
    if there is None or not 0 <= there < len(way):
        return
    positions = [other.position for other in way]
    if len(set(positions)) < len(positions):
        positions = [10 * place for place in range(1, len(way) + 1)]
    way[here], way[there] = way[there], way[here]
    for other, position in zip(way, positions, strict=True):
        if other.position != position:
            services.visitor_order(other, actor=user, position=position)


def _focus(user, one, to, on) -> str:
    """The button that was pressed; at the end of the way the one that leads back."""
    way = _way(user, one, on)
    at_end = way and one.pk == (way[0] if to == UP else way[-1]).pk
    return f"{(DOWN if to == UP else UP) if at_end else to}-{one.pk}"


def _printed(request):
    """The month, and per visitor (user, rows); what is printed is what somebody goes to."""
    month = _month(request)
    printed()
    with unshown():
        enrolments = list(running_in(request.user, month, _area(request)).select_related("dossier", "area")[:PRINTED])
    visitors = by_visitor(enrolments, month.on, _visitor_id(request))
    wanted = {one.enrolment_id for _user, assignments in visitors for one in assignments}
    shown = show(row for row in enrolments if row.pk in wanted)
    doors = {door.enrolment.pk: door for door in doorsteps(request.user, shown)}
    paused = set(Pause.objects.filter(enrolment__in=doors).valid(month.on).values_list("enrolment_id", flat=True))
    return month, [(user, _paper_rows(assignments, doors, month, paused)) for user, assignments in visitors]


def _paper_rows(assignments, doors, month, paused) -> list[dict]:
    numbered = enumerate(assignments, 1)
    return [
        _paper_row(doors[one.enrolment_id], one, number, month, paused) for number, one in numbered if one.enrolment_id in doors
    ]


def _paper_row(door, assignment, number, month, paused) -> dict:
    enrolment = door.enrolment
    return {
        "number": number, "door": door, "part": "" if assignment.part == Part.VISITOR else assignment.get_part_display(),
        "planned": range(enrolment.planned.get(month.key, 0)), "count": enrolment.planned.get(month.key, 0),
        "paused": enrolment.pk in paused, "rhythm": rhythm_words(enrolment), "preference": enrolment.preference,
    }  # fmt: skip


def _month(request) -> Month:
    return Month.of(request.GET.get("month", ""), timezone.localdate())


def _areas(request):
    districts = Area.objects.filter(pk__in=reach(request.user, "enrolment.read").areas, kind=Area.Kind.DISTRICT, special="")
    return list(districts.order_by("path"))


def _area_id(request) -> int | str:
    return asked.number(request.GET.get("area", "")) or ""


def _area(request) -> Area | None:
    """One of the reader's own districts, or all of them."""
    wanted = _area_id(request)
    return next((area for area in _areas(request) if area.pk == wanted), None) if wanted else None


def _visitor_id(request) -> UUID | None:
    try:
        return UUID(request.GET.get("visitor", ""))
    except ValueError:
        return None

"""Nobody unconfirmed is forgotten: the board, what was tried, who goes on, how it ended."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acting import able
from accounts.models import User
from accounts.people import staff_of
from privacy.access import allow, get_or_404
from privacy.methods import require_GET, require_http_methods
from privacy.models import Recusal
from privacy.policy import roles_for
from privacy.reach import can
from privacy.reading import printed, show
from ui.once import once_of, sent_once
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse
from visits import services
from visits.forms.safety import ConfirmForm, NextForm, StepForm, TakeBackForm
from visits.models import Assignment, SafetyCheck, SafetyStep
from visits.pages.safety_board import Cursor, board, cards_of, caution_words, confirmed_today

PRINTED = 100
# A field of the service, and where the form asks for it.
PLACES = {"at": "at_time", "by": "by_time", "next_text": "text", "confirmed_text": "text"}


@require_GET
@allow("enrolment.read")
def safety(request):
    """The whole page, or for htmx the board alone: it looks again every minute."""
    now = timezone.now()
    found = board(request.user, now, cursor=Cursor.read(request.GET.get("after", "")))
    context = {"board": found, "confirmed": confirmed_today(request.user, now), "now": now, "path": request.get_full_path()}
    context["today"] = timezone.localdate(now)
    is_part = request.htmx and not request.htmx.history_restore_request
    return render(request, "visits/safety/_board.html" if is_part else "visits/safety/page.html", context)


@require_GET
@allow("enrolment.read")
def safety_print(request):
    now = timezone.now()
    found = board(request.user, now, size=PRINTED)
    printed()
    return render(
        request, "visits/safety/print.html", {"board": found, "now": now, "today": timezone.localdate(now), "limit": PRINTED}
    )


@require_http_methods(["GET", "POST"])
@allow("visit.write", about=SafetyCheck)
@sent_once(makes=SafetyStep)
def safety_step(request, pk):
    """Something was tried, and nobody was met: the next one becomes due."""
    record = _check(request, pk, hold=True)
    form = page_form(request, StepForm, initial={"step": record.next_step})

    def act(values):
        services.safety_step(record, actor=request.user, id=once_of(request.POST), **values)
        messages.success(request, _("The step is recorded."))

    return _page(request, record, form, act, "visits/safety/step.html")


@require_http_methods(["GET", "POST"])
@allow("visit.write", about=SafetyCheck)
@sent_once
def safety_next(request, pk):
    """Who does what next, and until when."""
    record = _check(request, pk, hold=True)
    initial = {"step": record.next_step, "who": record.next_who_id, "text": record.next_text}
    if record.next_by and record.next_by > timezone.now():
        local = timezone.localtime(record.next_by)
        initial |= {"by_date": local.date(), "by_time": f"{local.hour}:{local.minute:02d}"}
    form = page_form(request, NextForm, edits=[record], people=_who_may_go(record), initial=initial)

    def act(values):
        services.safety_next(record, actor=request.user, **values)
        messages.success(request, _("The next step is set."))

    return _page(request, record, form, act, "visits/safety/next.html")


@require_http_methods(["GET", "POST"])
@allow("visit.write", about=SafetyCheck)
@sent_once
def safety_confirm(request, pk):
    """How and when safety was confirmed, in words: only this takes somebody off the board."""
    record = _check(request, pk)
    said = (request.user.pk, request.POST.get("how"), request.POST.get("text"))
    if request.method == "POST" and (record.confirmed_by_id, record.confirmed_how, record.confirmed_text) == said:
        return redirect(_way_back(request, record))
    form = page_form(request, ConfirmForm, people=_who_may_have(request.user, record))

    def act(values):
        services.safety_confirm(record, actor=request.user, **values)
        messages.success(request, _("Safety is confirmed."))

    return _page(request, record, form, act, "visits/safety/confirm.html")


@require_http_methods(["GET", "POST"])
@allow("visit.write", about=SafetyCheck)
@sent_once
def safety_take_back(request, pk):
    """Confirmed by mistake: with a reason, for the day."""
    record = _check(request, pk)
    form = page_form(request, TakeBackForm)

    def act(values):
        services.safety_take_back(record, actor=request.user, **values)
        messages.success(request, _("It is taken back: the person stands on the board again."))

    if request.method == "GET" and not form.is_bound and not record.confirmed_at:
        return redirect(_way_back(request, record))
    return _page(request, record, form, act, "visits/safety/take_back.html", confirmed=True)


def _check(request, pk, *, hold=False) -> SafetyCheck:
    if hold and request.method == "POST":
        services.hold_door_of(request.user, SafetyCheck, pk)
    rows = SafetyCheck.objects.select_related("enrolment", "visit", "area", "confirmed_by", "next_who", "dossier")
    return get_or_404(request, rows, pk, "visit.write", hold=hold)


def _page(request, record, form, act, template, *, confirmed=False):
    """Press, mend, or show. Confirmed meanwhile, unless that is what it is about: says so, and keeps what was typed."""
    if request.method == "POST":
        if form.is_valid() and _done(form, act):
            return redirect(_way_back(request, record))
        return redisplay(request, form)
    if record.confirmed_at and not form.is_bound and not confirmed:
        messages.info(request, _("Safety was confirmed already."))
        return redirect(_way_back(request, record))
    [card] = cards_of(request.user, [record], timezone.now())
    context = {"card": card, "check": record, "form": form, "back": _way_back(request, record), "today": timezone.localdate()}
    context |= {"cautions": caution_words(record.enrolment), "protocol": record.enrolment.absence_protocol}
    return render(request, template, context)


def _done(form, act) -> bool:
    try:
        act(form.values())
    except ValidationError as error:
        refuse(form, error, PLACES)
        return False
    return True


def _way_back(request, record) -> str:
    """The board for the office; a visitor goes back to their own door."""
    if can(request.user, "enrolment.read", record):
        return reverse("safety")
    if record.visit is None:
        return reverse("round")
    show([record.visit])
    return reverse("visit", args=[record.visit_id])


def _who_may_have(user, record) -> list[User]:
    """The writer, and who goes to this door."""
    return [user, *User.objects.active().filter(pk__in=_who_goes(record)).exclude(pk=user.pk).order_by("kana", "id")]


def _who_goes(record):
    return Assignment.objects.filter(enrolment=record.enrolment_id).walked(timezone.localdate()).values("user")


def _who_may_go(record):
    """The office of this area, and who goes to this door."""
    today, doors = timezone.localdate(), _who_goes(record)
    staff = staff_of([record.area_id], roles=roles_for("enrolment.write"), on=today)
    staff = staff.filter(pk__in=able("enrolment.write", record.council_id, today).values("pk")).values("pk")
    recused = Recusal.objects.shutting(record.dossier).values("user")
    found = User.objects.active().filter(Q(pk__in=doors) | Q(pk__in=staff)).exclude(pk__in=recused)
    return found.order_by("kana", "id")

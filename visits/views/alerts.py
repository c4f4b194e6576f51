"""要対応: who takes up what, what was done, why it was closed, and how it becomes a consultation."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from casework.codes import Topic
from casework.models import Consent
from casework.pages.consents import consent_rows
from privacy.access import allow, get_or_404
from privacy.methods import require_GET, require_http_methods, require_POST
from privacy.reach import can
from ui.once import once_of, sent_once
from ui.redisplay import page_form, redisplay, sent_back
from ui.refusals import refuse
from visits import services
from visits.codes import AlertKind, Check, Finding, Need
from visits.duty import phones
from visits.forms.alerts import TOPICS, ActForm, CaseForm, CloseForm
from visits.models import Alert, Visit
from visits.pages.alert_rows import Cursor, deeds, page
from visits.pages.clock import limit
from visits.pages.doorstep import watched_people
from visits.pages.safety_board import caution_words

SHOWN = ("open", "waiting", "mine", "closed")


@require_GET
@allow("enrolment.read")
def alerts(request):
    """Open ones by when they are due; by filter one's own, those nobody has, those closed in the last 30 days."""
    show = request.GET.get("show", "open")
    show = show if show in SHOWN else "open"
    now = timezone.now()
    rows, after = page(request.user, show, now, Cursor.read(request.GET.get("after", "")))
    return render(request, "visits/alert/list.html", {"rows": rows, "show": show, "after": after, "now": now})


@require_GET
@allow("alert.read", about=Alert)
def alert(request, pk):
    record = _alert(request, pk)
    may_act = not record.closed_at and can(request.user, "alert.take", record)
    context = _around(request, record) | {"may_act": may_act, "deeds": deeds(record) if record.acted_at else []}
    act = page_form(request, ActForm, "act", prefix="act", saved_by="alert_act")
    close = page_form(request, CloseForm, "close", prefix="close", saved_by="alert_close")
    if record.closed_at:
        # Somebody was quicker: what was typed is shown, to be copied.
        context["lost"] = next((form["text"].value() for form in (act, close) if form.is_bound), "")
    return render(request, "visits/alert/page.html", context | {"act": act, "close": close})


@require_POST
@allow("alert.take", about=Alert)
def alert_take(request, pk):
    """One press. On a page that is older than somebody else's press nothing changes hands."""
    record = _alert(request, pk, "alert.take")
    if record.owner_id and str(record.owner_id) not in (request.POST.get("seen", ""), str(request.user.pk)):
        messages.info(request, _("Meanwhile %(name)s has taken it.") % {"name": record.owner.display_name})
        return redirect(record)
    try:
        services.alert_take(record, actor=request.user)
    except ValidationError as error:
        messages.info(request, error.messages[0])
    else:
        messages.success(request, _("You have taken it."))
    return redirect(record)


@require_POST
@allow("alert.take", about=Alert)
@sent_once
def alert_act(request, pk):
    record = _alert(request, pk, "alert.take")
    form = page_form(request, ActForm, prefix="act")
    done = form.is_valid() and _done(form, lambda: services.alert_act(record, actor=request.user, **form.cleaned_data))
    if not done:
        return redisplay(request, form, "act", to=record.get_absolute_url())
    messages.success(request, _("Saved."))
    return redirect(record)


@require_POST
@allow("alert.close", about=Alert)
@sent_once
def alert_close(request, pk):
    record = _alert(request, pk, "alert.close")
    form = page_form(request, CloseForm, prefix="close")
    done = form.is_valid() and _done(form, lambda: services.alert_close(record, actor=request.user, **form.cleaned_data))
    if not done:
        return redisplay(request, form, "close", to=record.get_absolute_url())
    messages.success(request, _("It is closed."))
    return redirect("alerts")


@require_http_methods(["GET", "POST"])
@allow("alert.close", about=Alert)
@sent_once
def alert_case(request, pk):
    """Asks for the enrolled person's consent, then makes the consultation with one press."""
    record = _alert(request, pk, "alert.close")
    if record.case_id:
        return sent_back("case", record.case_id) if can(request.user, "case.read", record.case) else sent_back(record)
    initial = {"topic": TOPICS.get(Need(record.enrolment.need), Topic.OTHER)}
    form = page_form(request, CaseForm, initial=initial)
    if request.method == "POST":
        made = []
        if form.is_valid() and _done(form, lambda: made.append(_make_case(request, record, form))):
            messages.success(request, _("The consultation is made."))
            return redirect("case", made[0].pk)
        return redisplay(request, form)
    if record.closed_at:
        messages.info(request, _("This is closed already."))
        return redirect(record)
    return render(request, "visits/alert/case.html", _around(request, record, with_consent=True) | {"form": form})


def _alert(request, pk, action="alert.read") -> Alert:
    rows = Alert.objects.select_related("enrolment", "area", "owner", "closed_by", "dossier").with_holder(timezone.localdate())
    return get_or_404(request, rows, pk, action)


def _make_case(request, record, form):
    topic = form.cleaned_data["topic"]
    return services.alert_to_case(
        record, actor=request.user, id=once_of(request.POST), topic=topic, consented=True, reason=form.reason
    )


def _done(form, act) -> bool:
    try:
        act()
    except ValidationError as error:
        refuse(form, error)
        return False
    return True


def _around(request, record, *, with_consent=False) -> dict:
    """The alert with its person, visit and contacts, opened as one deliberate read."""
    user, now = request.user, timezone.now()
    subject = watched_people(user, [record.enrolment]).get(record.enrolment.person_id)
    visit = (
        Visit.objects.visible_to(user).select_related("visitor").filter(pk=record.visit_id).first() if record.visit_id else None
    )
    knows = can(user, "round.read", record)
    context = {
        "alert": record, "subject": subject, "visit": visit, "now": now, "today": timezone.localdate(now),
        "limit": limit(record.due_at, now, rough=True), "chip": AlertKind(record.kind).chip,
        "is_emergency": record.kind == AlertKind.EMERGENCY, "may_see_enrolment": can(user, "enrolment.read", record),
        "signs": _signs(visit) if visit else [], "companions": _companions(visit) if visit else [], "knows": knows,
        "cautions": caution_words(record.enrolment) if knows else [],
        "duty": phones(record.council, now) if record.kind == AlertKind.EMERGENCY and not record.closed_at else [],
        "may_see_case": bool(record.case_id) and can(user, "case.read", record.case),
    }  # fmt: skip
    if with_consent:
        given = Consent.objects.visible_to(user).filter(pk=record.enrolment.consent_id)
        context["row"] = next(iter(consent_rows(given, timezone.localdate(now))), None)
    return context


def _signs(visit) -> list[tuple[str, str, bool]]:
    """(what was looked at, what was found, whether it changed)"""
    return [
        (str(Check(name).label), str(Finding(found).label), found == Finding.CHANGED)
        for name, found in (visit.checks or {}).items()
    ]


def _companions(visit) -> list[str]:
    return list(User.objects.filter(pk__in=visit.companions).order_by("kana").values_list("display_name", flat=True))

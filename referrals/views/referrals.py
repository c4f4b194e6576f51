"""権利擁護のつなぎ: one referral, how it stands and what comes next; its steps; a new one from the case page."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from attachments.pages.listing import box
from casework.models import Case
from casework.pages.changes import changes_page
from casework.pages.whom import whom_of
from documents.codes import Status
from privacy.access import allow, get_or_404
from privacy.methods import require_GET, require_http_methods, require_POST
from privacy.reach import can
from referrals import services
from referrals.codes import ABUSE, Kind, State
from referrals.forms.referrals import PLACES, OwnerForm, ReferralForm, StepForm, initial_of
from referrals.models import Referral, ReferralStep
from referrals.pages.board import since_text
from referrals.pages.steps import course, offers
from referrals.pages.telling import telling_of
from referrals.papers import letter_of, paper_of
from referrals.people import followers
from referrals.questions import CURRENT, answered
from referrals.standing import standing_of
from referrals.transitions import STEPS, exists
from ui.once import once_of, sent_once
from ui.redisplay import has_rejected_form, page_form, redisplay
from ui.refusals import refuse

HEAD = ("case__area", "case__subject__dossier", "agency", "owner", "made_by", "dossier")


@require_GET
@allow("referral.read", about=Referral)
def referral(request, pk):
    record = get_or_404(request, Referral.objects.select_related(*HEAD).with_holder(timezone.localdate()), pk)
    user, today = request.user, timezone.localdate()
    standing = standing_of(record, user)
    context = _around(request, record) | _letter(request, record) | {
        "shown": standing.newest.id, "offers": offers(user, record, standing), "course": course(user, record), "answered": answered(record),
        "telling": telling_of(user, record), "since": since_text(timezone.localdate(record.since), today, user.calendar),
        "is_silent": bool(record.due_date and record.due_date <= today), "owner_form": _owner_form(request, record),
        "files": box(user, record), "flaws": list(standing.flaws.values()) if not record.is_final else [],
    }  # fmt: skip
    context |= _may(user, record, standing)
    return render(request, "referrals/referral/page.html", context)


@require_http_methods(["GET", "POST"])
@allow("referral.write", about=Case)
@sent_once
def referral_new(request, pk):
    """First the kind, then its few questions."""
    case = get_or_404(request, Case.objects.select_related("dossier", "area"), pk, "referral.write")
    kind = request.POST.get("kind", "") or request.GET.get("kind", "")
    context = {"case": case, "whom": whom_of(request.user, case)}
    if kind not in Kind.values:
        kinds = [(one.value, one.label, one in ABUSE) for one in Kind]
        return render(request, "referrals/referral/kinds.html", context | {"kinds": kinds})
    form = page_form(request, ReferralForm, kind=kind, council_id=case.council_id)
    if request.method == "POST":
        made = []
        if form.is_valid() and _done(form, lambda: made.append(_begin(request, case, form))):
            messages.success(request, _("The draft is saved."))
            return redirect(made[0])
        return redisplay(request, form)
    return render(request, "referrals/referral/new.html", context | {"form": form, "kind": Kind(kind)})


@require_http_methods(["GET", "POST"])
@allow("referral.write", about=Referral)
@sent_once
def referral_edit(request, pk):
    record = get_or_404(request, Referral.objects.select_related(*HEAD), pk, "referral.write", hold=True)
    rejected = has_rejected_form(request)
    form = page_form(
        request, ReferralForm, edits=[record], initial=initial_of(record), kind=record.kind, council_id=record.council_id,
        version=record.questions or CURRENT,
    )  # fmt: skip
    if request.method == "POST":
        if form.is_valid() and _done(form, lambda: services.referral_write(record, actor=request.user, **form.values)):
            messages.success(request, _("Saved."))
            return redirect(record)
        return redisplay(request, form)
    if record.state != State.DRAFT and not rejected:
        messages.info(request, _("It is no draft any more: what was approved or handed over stays as it was."))
        return redirect(record)
    context = _around(request, record) | {"form": form, "kind": Kind(record.kind)}
    return render(request, "referrals/referral/edit.html", context)


@require_http_methods(["GET", "POST"])
@allow("referral.step", about=Referral)
@sent_once
def referral_step(request, pk, step):
    """One step, with what it asks for. Where it does not exist any more, what was typed is shown, to be copied."""
    record = get_or_404(request, Referral.objects.select_related(*HEAD), pk, "referral.step")
    if step not in STEPS:
        messages.info(request, _("There is no such step."))
        return redirect(record)
    rejected = has_rejected_form(request)
    form = page_form(request, StepForm, step=step)
    if request.method == "POST":
        if form.is_valid() and _done(form, lambda: _take(request, record, step, form)):
            messages.success(request, _("Recorded."))
            return redirect(record)
        return redisplay(request, form)
    standing = standing_of(record, request.user)
    is_there = exists(STEPS[step], standing)
    if not is_there and not rejected:
        messages.info(request, _("This step does not exist from where it stands: %(state)s.") % {"state": standing.state.label})
        return redirect(record)
    (newest,) = ReferralStep.objects.in_dossier_of(record, request.user).filter(pk=standing.newest.id)
    context = {"form": form, "step": STEPS[step], "is_there": is_there, "shown": newest.pk}
    return render(request, "referrals/referral/step.html", _around(request, record) | context)


@require_POST
@allow("referral.step", about=Referral)
def referral_owner(request, pk):
    """One press: somebody else follows it from now on."""
    record = get_or_404(request, Referral.objects.select_related(*HEAD), pk, "referral.step")
    form = _owner_form(request, record)
    if form.is_valid() and _done(form, lambda: services.referral_handover(record, actor=request.user, **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect(record)
    return redisplay(request, form, "owner", to=record.get_absolute_url())


@require_GET
@allow("history.read", about=Referral)
def referral_changes(request, pk):
    record = get_or_404(request, Referral.objects.select_related(*HEAD), pk, "history.read")
    steps = ReferralStep.objects.in_dossier_of(record, request.user, "history.read").filter(referral=record)
    return changes_page(request, record, [record, *steps])


def _may(user, record, standing) -> dict:
    subject = record.case.subject
    return {
        "may_write": standing.state == State.DRAFT and can(user, "referral.write", record), "may_step": can(user, "referral.step", record),
        "may_see_history": can(user, "history.read", record), "may_ground": can(user, "ground.write", record),
        "may_consent": subject is not None and can(user, "consent.write", subject),
    }  # fmt: skip


def _begin(request, case, form) -> Referral:
    return services.referral_begin(case, actor=request.user, id=once_of(request.POST), **form.values)


def _take(request, record, step, form) -> Referral:
    return services.referral_step(
        record, actor=request.user, step=step, shown=request.POST.get("shown", ""), **form.cleaned_data
    )


def _done(form, act) -> bool:
    try:
        act()
    except ValidationError as error:
        refuse(form, error, PLACES)
        return False
    return True


def _owner_form(request, record):
    return page_form(request, OwnerForm, "owner", people=followers(record))


def _letter(request, record) -> dict:
    letter = letter_of(record, request.user)
    paper = paper_of(letter, request.user)
    return {"letter": letter, "paper": paper, "paper_chip": Status(paper.status).chip if paper else None}


def _around(request, record) -> dict:
    """With its case, of which the page shows the number and leads to it."""
    case = Case.objects.visible_to(request.user).select_related("area").get(pk=record.case_id)
    return {"referral": record, "case": case, "whom": whom_of(request.user, case), "today": timezone.localdate()}

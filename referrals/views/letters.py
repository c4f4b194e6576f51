"""情報提供書: chosen part by part with the preview beside it, made into a paper; and the sheet that goes ahead of a FAX."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.pages.whom import whom_of
from privacy.access import allow, get_or_404
from privacy.methods import require_http_methods, require_POST
from privacy.reach import can
from privacy.reading import show
from referrals import services
from referrals.codes import State
from referrals.forms.letters import FaxForm, LetterForm
from referrals.models import Referral
from referrals.models.letters import contents_of
from referrals.pages.letter_paper import paper
from referrals.pages.letter_parts import parts_of
from referrals.pages.telling import telling_of
from referrals.papers import letter_of
from ui.dates import day_text
from ui.once import once_of, sent_once
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse

HEAD = ("case__area", "case__subject__dossier", "agency", "owner", "made_by", "dossier", "council")
KEPT = ("subject", "reason", "wished", "answer_date", "phone", "must_not")


@require_http_methods(["GET", "POST"])
@allow("referral.write", about=Referral)
@sent_once
def letter(request, pk):
    referral = _referral(request, pk)
    if request.method == "GET" and referral.state != State.DRAFT:
        messages.info(request, _("It is no draft any more: what was approved or handed over stays as it was."))
        return redirect(referral)
    form = _form(request, referral)
    if request.method == "POST":
        try:
            if not form.is_valid():
                return redisplay(request, form)
            services.letter_write(referral, actor=request.user, **form.letter())
        except ValidationError as error:
            refuse(form, error)
            return redisplay(request, form)
        messages.success(request, _("The letter is kept. Nothing has left."))
        return redirect(referral)
    context = {"form": form, "referral": referral, "whom": whom_of(request.user, referral.case)}
    return render(request, "referrals/letter/page.html", context | _preview(request, referral, form))


@require_POST
@allow("referral.write", about=Referral)
def letter_preview(request, pk):
    """How the letter would read, with whatever is typed by now. It keeps nothing."""
    referral = _referral(request, pk)
    form = LetterForm(data=request.POST, parts=_parts(request, referral)[0])
    form.is_valid()
    return render(request, "referrals/letter/_preview.html", _preview(request, referral, form))


@require_POST
@allow("referral.write", about=Referral)
@sent_once
def letter_make(request, pk):
    """The paper for whoever approves it, made by a task."""
    referral = _referral(request, pk)
    kept = letter_of(referral, request.user)
    if kept is None:
        messages.info(request, _("Write the letter first."))
        return redirect("letter", referral.pk)
    said = {name: getattr(kept, name) for name in (*KEPT, "parts")}
    try:
        made = services.letter_make(
            referral, actor=request.user, data=_paper(request, referral, said), id=once_of(request.POST)
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("letter", referral.pk)
    return redirect(made)


@require_http_methods(["GET", "POST"])
@allow("referral.step", about=Referral)
@sent_once
def letter_fax(request, pk):
    """誤送信防止: the number is typed twice and compared with the agency's, before there is a sheet to send."""
    referral = _referral(request, pk, "referral.step")
    form = page_form(request, FaxForm, agency=referral.agency)
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        sent = {"fax": form.cleaned_data["number"], "sender": _sender(request, referral), "id": once_of(request.POST)}
        try:
            made = services.fax_sheet(referral, actor=request.user, **sent)
        except ValidationError as error:
            refuse(form, error)
            return redisplay(request, form)
        return redirect(made)
    context = {"form": form, "referral": referral, "whom": whom_of(request.user, referral.case)}
    return render(request, "referrals/letter/fax.html", context)


def _referral(request, pk, action="referral.write"):
    """With its case, which comes by the join and stands on each of these pages."""
    referral = get_or_404(request, Referral.objects.select_related(*HEAD), pk, action)
    show([referral.case])
    return referral


def _parts(request, referral):
    kept = letter_of(referral, request.user)
    chosen = kept.parts if kept else []
    return parts_of(request.user, referral, chosen), chosen, kept


def _form(request, referral):
    parts, chosen, kept = _parts(request, referral)
    initial = {name: getattr(kept, name) for name in KEPT} if kept else {"subject": referral.what, "reason": referral.matter}
    return page_form(request, LetterForm, parts=parts, chosen=chosen, initial=initial, edits=[kept] if kept else ())


def _preview(request, referral, form) -> dict:
    """Also of a form that is not finished, or not filled in yet: what it shows is what is taken."""
    said = form.as_it_stands()
    told = telling_of(request.user, referral, contents_of(said["parts"]))
    denied = [one for one in told if not one.may]
    person = referral.case.subject_id
    may_consent = bool(person and can(request.user, "consent.write", referral.case.subject))
    return {
        "paper": _paper(request, referral, said), "told": told, "denied": denied,
        "consent_url": reverse("consent_new", args=[person]) if may_consent else "",
        "ground_url": reverse("ground_new", args=[referral.case_id]),
    }  # fmt: skip


def _paper(request, referral, said) -> dict:
    told = telling_of(request.user, referral, contents_of(said["parts"]))
    grounds = [(str(one.content.label), _basis(one)) for one in told if one.may]
    return paper(referral, said, grounds, sender=_sender(request, referral), today=timezone.localdate())


def _basis(answer) -> str:
    return f"{answer.why}（{day_text(answer.since)}）" if answer.since else answer.why


def _sender(request, referral) -> dict:
    return {"council": referral.council.name, "name": request.user.display_name, "phone": ""}

"""同意: recorded, listed on the person's page, withdrawn; never edited away."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import services
from casework.documents import CONSENT
from casework.forms.consents import ConsentForm, WithdrawForm
from casework.forms.disclosures import MayTellForm
from casework.models import Consent, Person
from casework.pages.consent_sheet import consent_sheet, consent_words
from casework.pages.consents import consent_rows
from casework.pages.disclosures import answers
from casework.person_links import links_of
from documents.services import document_ask
from privacy.access import allow, get_or_404
from privacy.methods import require_GET, require_http_methods, require_POST
from privacy.reach import can
from ui.once import once_of, sent_once
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse


@require_GET
@allow("consent.read", about=Person)
def may_tell(request, pk):
    """What may be told to whom today, before somebody takes up the telephone."""
    person = get_or_404(request, Person.objects.select_related("dossier"), pk, "consent.read")
    form = MayTellForm(request.GET if "to" in request.GET else None, council_id=person.dossier.council_id)
    asked = form.is_bound and form.is_valid()
    found = (
        answers(request.user, person, form.cleaned_data["to"], form.cleaned_data["purpose"], timezone.localdate())
        if asked
        else []
    )
    context = {"person": person, "form": form, "answers": found, "may_consent": can(request.user, "consent.write", person)}
    return render(request, "casework/person/may_tell.html", context)


@require_http_methods(["GET", "POST"])
@allow("consent.write", about=Person)
@sent_once(makes=Consent)
def consent_new(request, pk):
    person = get_or_404(request, Person.objects.select_related("dossier"), pk, "consent.write")
    council_id = person.dossier.council_id
    form = page_form(request, ConsentForm, council_id=council_id, initial={"given_date": timezone.localdate()})
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        services.consent_record(person, actor=request.user, id=once_of(request.POST), **form.cleaned_data)
        messages.success(request, _("The consent is recorded."))
        return redirect(person)
    return render(request, "casework/person/consent.html", {"form": form, "person": person})


@require_http_methods(["GET", "POST"])
@allow("consent.write", about=Consent)
@sent_once
def consent_withdraw(request, pk):
    consent = get_or_404(request, Consent, pk, "consent.write", hold=True)
    person = get_or_404(request, Person, consent.person_id, "consent.write")
    form = page_form(request, WithdrawForm, given=consent.given_date, initial={"withdrawn_date": timezone.localdate()})
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        on_date, reason = form.cleaned_data["withdrawn_date"], form.cleaned_data["reason"]
        try:
            services.consent_withdraw(consent, actor=request.user, reason=reason, on_date=on_date)
        except ValidationError as error:
            refuse(form, error)
            return redisplay(request, form)
        messages.success(request, _("The withdrawal is recorded. From that day nothing may be told on this ground."))
        return redirect(person)
    (row,) = consent_rows([consent], timezone.localdate())
    resting = [link for link in links_of(request.user, person) if link.rests_on_consent]
    return render(request, "casework/person/withdraw.html", {"form": form, "person": person, "row": row, "resting": resting})


# One for the person, one for the office.
COPIES = 2


@require_POST
@allow("document.make", about=Person)
@sent_once
def consent_blank(request, pk):
    """A 同意書 to be filled in by hand."""
    person = get_or_404(request, Person, pk, "document.make")
    return _consent_paper(request, person)


@require_POST
@allow("document.make", about=Consent)
@sent_once
def consent_paper(request, pk):
    """A 同意書 with what was agreed."""
    consent = get_or_404(request, Consent, pk, "document.make")
    person = get_or_404(request, Person, consent.person_id, "document.make")
    return _consent_paper(request, person, consent)


def _consent_paper(request, person, consent=None):
    data, words = consent_sheet(person, consent), consent_words()
    try:
        made = document_ask(
            person, actor=request.user, id=once_of(request.POST), kind=CONSENT.name, data=data, copies=COPIES, **words
        )
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(person)
    return redirect(made)

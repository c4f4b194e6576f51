"""見守り登録: read, changed, paused, ended, confirmed again each year; and who goes there."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from attachments.pages.listing import box
from casework.addresses import address_of, blocks_of
from casework.models import Consent, Person, Relative
from casework.pages.consents import consent_rows
from privacy.access import allow, get_or_404
from privacy.methods import require_GET, require_http_methods
from privacy.reach import can
from ui.once import sent_once
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse
from visits import services
from visits.codes import Caution
from visits.forms.enrolments import EndForm, EnrolmentEditForm, PauseForm, ReconfirmForm, ResumeForm, as_typed
from visits.models import Alert, Assignment, Enrolment, Pause, SafetyCheck, Visit
from visits.rhythm import rhythm_words
from visits.sharing import without_consent
from visits.visitors import candidates, parts, walks

VISITS_SHOWN = 20
RECONFIRM_SOON = timedelta(days=60)


@require_GET
@allow("enrolment.read", about=Enrolment)
def enrolment(request, pk):
    record = get_or_404(request, Enrolment.objects.select_related("dossier", "area", "operating_org"), pk)
    context = _head(request, record) | _course(request, record)
    return render(request, "visits/enrolment/page.html", context)


@require_http_methods(["GET", "POST"])
@allow("enrolment.write", about=Enrolment)
@sent_once
def enrolment_edit(request, pk):
    if request.method == "POST":
        services.hold_person_of(request.user, pk)
    record = get_or_404(request, Enrolment.objects.select_related("dossier__area"), pk, "enrolment.write", hold=True)
    person = get_or_404(request, Person, record.person_id, "person.read", hold=True)
    contacts = contacts_of(request, person)
    initial = as_typed(record, contacts)
    form = page_form(
        request,
        EnrolmentEditForm,
        edits=[record, *contacts],
        organisations=organisations_of(record.council_id),
        initial=initial,
    )
    if request.method == "POST":
        if form.is_valid() and tried(
            form, services.enrolment_correct, record, actor=request.user, reason=form.cleaned_data["why"], contacts=form.contacts(),
            **form.watch(),
        ):  # fmt: skip
            messages.success(request, _("Saved."))
            return redirect(record)
        return redisplay(request, form)
    return render(request, "visits/enrolment/edit.html", {"form": form, "enrolment": record, "person": person})


@require_http_methods(["GET", "POST"])
@allow("enrolment.write", about=Enrolment)
@sent_once
def enrolment_pause(request, pk):
    return _step(
        request, pk, PauseForm, services.enrolment_pause, "pause", _("Paused: nothing is due while it lasts."), "from_date"
    )


@require_http_methods(["GET", "POST"])
@allow("enrolment.write", about=Enrolment)
@sent_once
def enrolment_resume(request, pk):
    return _step(request, pk, ResumeForm, services.enrolment_resume, "resume", _("Visits go on."), "on_date")


@require_http_methods(["GET", "POST"])
@allow("enrolment.write", about=Enrolment)
@sent_once
def enrolment_end(request, pk):
    return _step(request, pk, EndForm, services.enrolment_end, "end", _("The watch-over has ended."), "on_date")


@require_http_methods(["GET", "POST"])
@allow("enrolment.write", about=Enrolment)
@sent_once
def enrolment_reconfirm(request, pk):
    done = _("Confirmed for another year.")
    return _step(request, pk, ReconfirmForm, services.enrolment_reconfirm, "reconfirm", done, "on_date")


@require_http_methods(["GET", "POST"])
@allow("enrolment.write", about=Enrolment)
def visitors(request, pk):
    """Who goes to this door, and in which part. One press adds or changes, one press takes off."""
    record = get_or_404(request, Enrolment.objects.select_related("dossier", "area"), pk, "enrolment.write")
    today = timezone.localdate()
    found = candidates(record, max(today, record.start_date))
    if request.method == "POST":
        _assign(request, record, found, today)
        return redirect("visitors", record.pk)
    person = get_or_404(request, Person, record.person_id, "person.find")
    context = {"enrolment": record, "person": person, "candidates": found, "parts": parts(), "today": today}
    return render(request, "visits/enrolment/visitors.html", context)


def _assign(request, record, found, today):
    one = next((one for one in found if str(one.user.pk) == request.POST.get("user")), None)
    try:
        if one is None:
            raise ValidationError(_("Choose somebody of this list."))
        if request.POST.get("off"):
            if one.assignment:
                services.visitor_unassign(one.assignment, actor=request.user, until_date=max(today, one.assignment.from_date))
        elif request.POST.get("part") not in dict(parts()):
            raise ValidationError(_("Choose the part."))
        else:
            day = one.assignment.from_date if one.assignment else max(today, record.start_date)
            services.visitor_assign(record, actor=request.user, user=one.user, part=request.POST["part"], from_date=day)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("The visitors were changed."))


def tried(form, service, *args, **kwargs):
    """What the service made, or False with its refusal on the form."""
    try:
        return service(*args, **kwargs)
    except ValidationError as error:
        refuse(form, error, form.places)
        return False


def _step(request, pk, form_class, service, name, done, day):
    """Pause, resume, end, confirm: a short form of their own."""
    record = get_or_404(request, Enrolment, pk, "enrolment.write")
    more = {"person": get_or_404(request, Person, record.person_id, "person.find")} if form_class is EndForm else {}
    form = page_form(request, form_class, initial={day: timezone.localdate()}, **more)
    if request.method == "POST":
        if form.is_valid():
            try:
                service(record, actor=request.user, **form.cleaned_data)
            except ValidationError as error:
                refuse(form, error)
            else:
                messages.success(request, done)
                return redirect(record)
        return redisplay(request, form)
    person = get_or_404(request, Person, record.person_id, "person.find")
    context = {"enrolment": record, "person": person, "form": form, "step": name}
    return render(request, "visits/enrolment/step.html", context)


def _head(request, record):
    """Whose it is, and what was applied for."""
    user, today = request.user, timezone.localdate()
    person = Person.objects.visible_to(user, "person.find").select_related("dossier__area").filter(pk=record.person_id).first()
    full = person is not None and can(user, "person.read", person)
    consents = (
        Consent.objects.visible_to(user).filter(pk=record.consent_id) if can(user, "consent.read") else Consent.objects.none()
    )
    consent = next(iter(consent_rows(consents[:1], today)), None)
    contacts = contacts_of(request, person) if full else []
    address = address_of(person, blocks_of([person])) if person and full else ""
    return {
        "enrolment": record, "person": person, "full": full, "address": address, "age": person.age_words(today) if person else "",
        "rhythm": rhythm_words(record), "today": today, "contacts": contacts,
        "consent_row": consent,
        "consent_lost": bool(without_consent(Enrolment.objects.filter(pk=record.pk), today)),
        "cautions": [str(Caution(code).label) for code in record.cautions], "may_write": can(user, "enrolment.write", record),
        "may_see_history": can(user, "history.read", record), "files": box(user, record),
        "may_recuse": person is not None and can(user, "person.recuse", person),
        "reconfirm_due": not record.ended_date and record.reconfirm_date <= today + RECONFIRM_SOON,
    }  # fmt: skip


def _course(request, record):
    """What happened since, newest first, and what is open now."""
    user, today = request.user, timezone.localdate()
    made = Visit.objects.visible_to(user).filter(enrolment=record).select_related("visitor").order_by("-visited_at", "-id")
    visits, late = list(made[:VISITS_SHOWN]), list(made.waiting())
    pauses = list(Pause.objects.visible_to(user).filter(enrolment=record).order_by("-from_date", "-id"))
    every = Assignment.objects.visible_to(user).filter(enrolment=record).select_related("user")
    assigned = list(every.filter(Q(until_date=None) | Q(until_date__gte=today)).annotate(acts=walks(today)))
    checks = list(SafetyCheck.objects.visible_to(user).open().filter(enrolment=record))
    alerts = list(Alert.objects.visible_to(user).open().filter(enrolment=record).order_by("due_at", "id"))
    people = User.objects.in_bulk({pk for visit in visits for pk in visit.companions})
    return {
        "visits": [(visit, [people[pk] for pk in visit.companions if pk in people]) for visit in visits],
        "pauses": pauses, "paused": next((pause for pause in pauses if _lasts(pause, today)), None),
        "assigned": assigned, "checks": checks, "alerts": alerts, "late": late, "may_look": can(user, "alert.take", record),
    }  # fmt: skip


def _lasts(pause, today) -> bool:
    return pause.from_date <= today and (pause.until_date is None or today <= pause.until_date)


def family_of(request, person):
    return Relative.objects.visible_to(request.user).filter(person=person).present()


def contacts_of(request, person) -> list[Relative]:
    """The first two whom to call."""
    return list(family_of(request, person).filter(emergency_rank__isnull=False)[:2])


def organisations_of(council_id):
    kinds = (Organisation.Kind.NETWORK, Organisation.Kind.COUNCIL)
    return Organisation.objects.filter(area__council=council_id, kind__in=kinds, closed_date=None).order_by(
        "area__path", "name"
    )

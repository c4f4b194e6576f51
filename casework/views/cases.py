"""The case page: who it is, what happened, what is next; and the changes of its standing."""

from functools import lru_cache

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from attachments.pages.listing import box_of
from casework import services, timeline
from casework.addresses import address_of, blocks_of
from casework.case_parts import parts_of
from casework.codes import OPEN_STATUSES, CaseStatus
from casework.forms.cases import CloseForm, CorrectForm, ReopenForm, StaffForm, StatusForm
from casework.forms.notes import NoteForm
from casework.given import about_case
from casework.mail_stops import stopped_by
from casework.models import Case, Person
from casework.pages.case_page import case_itself, consents, consulters, files, grounds, questions, questions_on_paper, relatives
from casework.pages.consents import consent_rows
from casework.pages.disclosures import ground_rows
from casework.pages.restrictions import hidden_of, restriction_of
from casework.pages.whom import whom_of
from casework.people_on_cases import Assigned, assigned, colleagues, lead_of, named_to
from casework.person_links import links_of
from privacy import asked
from privacy.access import allow, ask_or_404, get_or_404
from privacy.methods import require_GET, require_http_methods, require_POST
from privacy.models import Grant
from privacy.reach import can, decide
from privacy.reading import printed
from privacy.together import ask
from ui.drafts import asked_for, place_of
from ui.form_tags import field_context
from ui.once import sent_once
from ui.redisplay import as_left, page_form, redisplay, sent_back
from ui.refusals import refuse

# What the head of the page needs with the case, in one query.
HEAD = ("area", "dossier", "subject__dossier")
# Entries on one sheet.
ON_PAPER = 500


@require_GET
@allow("case.read", about=Case)
def case(request, pk):
    record = ask_or_404(request, case_itself, pk)
    context = _head(request, record)
    found = ask(request.user, questions(_kind(request), full=context["full"]), about_case(record, _before(request)), record)
    context |= _timeline(request, record, found)
    context |= _around(request, record, context, found)
    if record.restricted:
        context |= {
            "restriction": restriction_of(request.user, record),
            "holders": [one for one in named_to(record) if one.acts],
            "hidden": hidden_of(request.user, record),
        }
    if context["may_write"]:
        context |= _quick_note(request)
    context |= _subject(context)
    return render(request, "casework/case/page.html", context)


@require_GET
@allow("case.read", about=Case)
def case_timeline(request, pk):
    """Older entries, or one kind of them."""
    record = get_or_404(request, Case.objects.select_related("dossier"), pk)
    found = ask(request.user, timeline.questions(_kind(request)), about_case(record, _before(request)), record)
    context = {"case": record} | _timeline(request, record, found)
    return render(request, "casework/case/_timeline.html", context)


@require_GET
@allow("case.print", about=Case)
def case_print(request, pk):
    """This one case on paper, with who printed it and when."""
    record = get_or_404(request, Case.objects.select_related(*HEAD), pk, "case.print")
    context = _head(request, record)
    found = ask(request.user, questions_on_paper(ON_PAPER, full=context["full"]), about_case(record), record)
    course, _more = timeline.entries(request.user, found, size=ON_PAPER)
    context |= _around_both(context, found) | {"entries": course, "now": timezone.now()}
    context |= _subject(context) | {"mail_stop": record.subject_id and stopped_by(request.user, record.subject_id)}
    printed()
    return render(request, "casework/case/print.html", context)


@require_POST
@allow("case.write", about=Case)
@sent_once
def case_status(request, pk):
    record = get_or_404(request, Case, pk, "case.write", hold=True)
    form = _status_form(request, record)
    if form.is_valid():
        services.case_set_status(record, actor=request.user, status=form.cleaned_data["status"], on_date=timezone.localdate())
        messages.success(request, _("The status was changed."))
        return redirect(record)
    for error in form.errors.get("status", ()):
        messages.error(request, error)
    return sent_back(record)


@require_http_methods(["GET", "POST"])
@allow("case.write", about=Case)
@sent_once
def case_correct(request, pk):
    record = get_or_404(request, Case, pk, "case.write", hold=True)
    fields = ("topics", "main_topic", "route", "urgency", "words")
    form = page_form(request, CorrectForm, edits=[record], initial={name: getattr(record, name) for name in fields})
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        values = {name: form.cleaned_data[name] for name in fields}
        services.case_correct(record, actor=request.user, reason=form.cleaned_data["reason"], **values)
        messages.success(request, _("Saved."))
        return redirect(record)
    return render(request, "casework/case/correct.html", {"case": record, "form": form, "whom": whom_of(request.user, record)})


@require_http_methods(["GET", "POST"])
@allow("case.close", about=Case)
@sent_once
def case_close(request, pk):
    return _ending(
        request, pk, CloseForm, services.case_close, "casework/case/close.html", _("The case was closed."), about_death=True
    )


@require_http_methods(["GET", "POST"])
@allow("case.close", about=Case)
@sent_once
def case_reopen(request, pk):
    return _ending(request, pk, ReopenForm, services.case_reopen, "casework/case/reopen.html", _("The case was reopened."))


@require_http_methods(["GET", "POST"])
@allow("case.assign", about=Case)
def case_staff(request, pk):
    """Who is named to this case. One press adds, one press takes off."""
    record = get_or_404(request, Case.objects.select_related("area"), pk, "case.assign")
    off = "off" in request.POST
    form = page_form(request, StaffForm, people=named_to(record) if off else colleagues(record))
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        act = services.case_unassign if off else services.case_assign
        try:
            act(record, actor=request.user, user=form.cleaned_data["user"])
        except ValidationError as error:
            refuse(form, error)
            return redisplay(request, form)
        messages.success(request, _("The staff were changed."))
        return redirect("case_staff", record.pk)
    return render(
        request,
        "casework/case/staff.html",
        {"case": record, "form": form, "staff": named_to(record), "whom": whom_of(request.user, record)},
    )


def _status_form(request, record):
    return page_form(request, StatusForm, "status", edits=[record], initial={"status": record.status})


def _ending(request, pk, form_class, service, template, done, *, about_death=False):
    record = get_or_404(request, Case.objects.select_related("subject"), pk, "case.close", hold=True)
    more = {"person": _knows(request.user, record)} if about_death else {}
    form = page_form(request, form_class, initial={"on_date": timezone.localdate()}, **more)
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
    return render(request, template, {"case": record, "form": form, "whom": whom_of(request.user, record)})


def _knows(user, record):
    """The person of the case, or one without a date of death where their record does not open: then the form asks for it."""
    subject = record.subject
    return subject if subject is None or can(user, "person.find", subject) else Person()


# What the page asks about a case and about its subject, each in one statement.
ABOUT_CASE = (
    "note.write", "note.read", "case.read", "case.assign", "history.read", "consent.read", "ground.write", "referral.read", "referral.write",
    "case.restrict", "case.write", "attachment.read",
)  # fmt: skip
ABOUT_SUBJECT = ("person.find", "person.read", "consent.read")


def _head(request, record):
    subject = record.subject
    decide(request.user, (ABOUT_CASE, record), (ABOUT_SUBJECT, subject))
    if subject is not None and not can(request.user, "person.find", subject):
        subject = None
    full = subject is not None and can(request.user, "person.read", subject)
    lead = "" if full or record.subject_id is None else lead_of(request.user, record)
    return {
        "case": record,
        "subject": subject,
        "full": full,
        "lead": lead,
        "lead_is_asked": lead == Grant.Lead.ASKED,
        "may_write": can(request.user, "note.write", record),
        "may_assign": can(request.user, "case.assign", record),
        "may_restrict": can(request.user, "case.restrict", record),
        "may_see_history": can(request.user, "history.read", record),
        "status_form": _status_form(request, record),
        "statuses": [(status, CaseStatus(status).label) for status in OPEN_STATUSES],
        "today": timezone.localdate(),
    }


def _subject(context):
    """What is opened for the head of the page, after everything else was fetched: so the keys of all of it come in one query."""
    subject, full = context["subject"], context["full"]
    return {
        "age": subject.age_words(context["today"]) if subject else "",
        "address": address_of(subject, blocks_of([subject])) if full else "",
    }


def _kind(request) -> str:
    return request.GET.get("kind", "")


def _before(request):
    return asked.mark(request.GET.get("before", ""))


def _timeline(request, record, found):
    kind = _kind(request)
    shown, more = timeline.entries(request.user, found, kind)
    last = f"{shown[-1].at.isoformat()},{shown[-1].id}" if more and shown else ""
    return {"entries": shown, "before": last, "kind": kind, "kinds": timeline.givers()}


def _around(request, record, head, found):
    """The consulters, the boxes, and what lies in the subject's own dossier."""
    context = _around_both(head, found) | {
        "relatives": [], "person_links": [], "grounds": ground_rows(found[grounds]),
        "files": box_of(request.user, record, found[files]),
        "may_ground": can(request.user, "ground.write", record), "parts": parts_of(request, record, found),
    }  # fmt: skip
    if subject := head["full"] and head["subject"]:
        context |= {"relatives": found[relatives], "person_links": links_of(request.user, subject, found)}
    return context


def _around_both(head, found):
    """On the page and on paper."""
    return {
        "staff": [Assigned(*one) for one in found[assigned]], "consulters": found[consulters],
        "consents": consent_rows(found.get(consents, ()), head["today"]),
    }  # fmt: skip


def _quick_note(request):
    place = place_of(request, "note_new")
    found = asked_for(request, place)
    form = as_left(NoteForm(data=found[1], people=None), found[0]) if found else None
    return {"quick": _drawn(form) if form else _blank(get_language()), "quick_form": form, "quick_place": place}


@lru_cache(maxsize=8)
def _blank(_language):
    """The fields before anything is typed: the same for everybody, and slower to draw than the case's notes to read."""
    return _drawn(NoteForm(initial={"met_date": None, "means": "phone"}))


def _drawn(form) -> dict:
    """{name: the field as HTML}"""
    return {
        bound.name: render_to_string("components/field.html", field_context(bound, hide_label=bound.name in ("means", "text")))
        for bound in form
    }

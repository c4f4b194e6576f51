"""The papers of a meeting: what is made and for whom, its progress, its copies, and the day for a calendar."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conferences import services
from conferences.calendar import calendar_file
from conferences.documents import DECISIONS, MINUTES
from conferences.forms.papers import CollectedForm, InvitationForm
from conferences.models import Attendee, Conference, Item, PaperPart
from conferences.pages.papers import agenda_of, are_old, lines_of, others_of, papers_of, rows_of, without_sheet
from conferences.papers import plan_of
from conferences.titles import title_of
from documents.codes import Status
from privacy.access import allow, get_or_404
from privacy.methods import require_GET, require_POST
from privacy.reading import unshown
from ui.dates import day_text
from ui.once import sent_once

HEAD = ("council", "chair", "dossier")


@require_GET
@allow("conference.prepare", about=Conference)
def conference_papers(request, pk):
    conference = get_or_404(request, Conference.objects.select_related(*HEAD), pk, "conference.prepare")
    plan = plan_of(request.user, conference)
    papers, lines = papers_of(request.user, conference), lines_of(request.user, plan)
    counting = [paper for paper in papers if not paper.document.is_withdrawn]
    done = [paper for paper in counting if not paper.document.is_being_made]
    copies = [paper for paper in papers if paper.copy]
    context = {
        "conference": conference, "title": title_of(conference), "plan": plan, "lines": lines, "rows": rows_of(plan),
        "papers": papers, "counting": counting, "done": len(done), "being_made": len(done) < len(counting), "copies": copies,
        "missing": [paper for paper in copies if not paper.is_back], "agenda": agenda_of(request.user, conference),
        "others": others_of(request.user, conference), "newest": services.newest_paper(conference, request.user),
        "old": are_old(request.user, conference),
        "sheetless": without_sheet(request.user, conference).count() if conference.is_open else 0,
        "held": [line for line in lines if line.flaws],
        "invitation": InvitationForm(attendees=[(str(one.attendee.pk), one.attendee.shown_name) for one in plan.readers]),
    }  # fmt: skip
    return render(request, "conferences/papers/page.html", context)


@require_GET
@allow("conference.prepare", about=Conference)
def conference_papers_state(request, pk):
    """What the page asks until all are made. The answer says nothing of them, so nobody has read anything."""
    with unshown():
        conference = get_or_404(request, Conference, pk, "conference.prepare")
        rows = PaperPart.objects.in_dossier_of(conference, request.user).filter(conference=conference, place=0)
        is_making = rows.filter(document__status=Status.MAKING).exists()
    return HttpResponse(status=204, headers={} if is_making else {"HX-Refresh": "true"})


@require_POST
@allow("conference.prepare", about=Conference)
@sent_once
def conference_papers_make(request, pk):
    conference = get_or_404(request, Conference, pk, "conference.prepare")
    try:
        services.papers_make(conference, actor=request.user, after=request.POST.get("after", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(conference.papers_url)
    messages.success(request, _("The papers are being made."))
    return redirect(conference.papers_url + "#copies")


@require_POST
@allow("conference.prepare", about=Conference)
@sent_once
def conference_papers_collect(request, pk):
    conference = get_or_404(request, Conference, pk, "conference.prepare")
    copies = {str(paper.copy.pk): paper.copy for paper in papers_of(request.user, conference) if paper.copy}
    form = CollectedForm(request.POST, copies=[(copy, copy) for copy in copies])
    if form.is_valid():
        changed = {copies[pk]: back for pk, back in form.changed().items()}
        services.papers_collected(conference, actor=request.user, changed=changed)
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("A paper was made anew meanwhile: please tick once more."))
    return redirect(conference.papers_url + "#copies")


@require_POST
@allow("conference.prepare", about=Conference)
@sent_once
def conference_letter_make(request, pk):
    """開催通知・出席依頼, a letter each in one file."""
    conference = get_or_404(request, Conference, pk, "conference.prepare")
    present = Attendee.objects.in_dossier_of(conference, request.user).filter(conference=conference).present()
    attendees = {str(one.pk): one for one in present.with_names()}
    form = InvitationForm(request.POST, attendees=[(pk, pk) for pk in attendees])
    if not form.is_valid():
        messages.error(request, _("Choose who is written to, and write the day so that it can be read."))
        return redirect(conference.papers_url + "#others")
    until = form.cleaned_data["answer_by"]
    chosen = [attendees[pk] for pk in form.cleaned_data["attendees"]]
    return _made(
        request,
        conference,
        services.invitation_make,
        attendees=chosen,
        answer_by=day_text(until, "week", "wareki") if until else "",
    )


@require_POST
@allow("conference.prepare", about=Conference)
@sent_once
def conference_people_make(request, pk):
    conference = get_or_404(request, Conference, pk, "conference.prepare")
    return _made(request, conference, services.people_make)


@require_POST
@allow("conference.record", about=Conference)
@sent_once
def conference_minutes_make(request, pk):
    conference = get_or_404(request, Conference, pk, "conference.record")
    return _made(request, conference, services.record_make, kind=MINUTES.name)


@require_POST
@allow("conference.record", about=Conference)
@sent_once
def conference_decisions_make(request, pk):
    conference = get_or_404(request, Conference, pk, "conference.record")
    return _made(request, conference, services.record_make, kind=DECISIONS.name)


@require_POST
@allow("conference.record", about=Item)
@sent_once
def item_minutes_make(request, pk):
    """For whoever may see this one alone."""
    item = get_or_404(request, Item.objects.select_related("conference__council"), pk, "conference.record")
    return _made(request, item, services.item_record_make)


@require_GET
@allow("conference.read", about=Conference)
def conference_calendar(request, pk):
    conference = get_or_404(request, Conference, pk)
    headers = {"Content-Disposition": f'attachment; filename="conference-{conference.date:%Y%m%d}.ics"'}
    return HttpResponse(calendar_file(conference), content_type="text/calendar; charset=utf-8", headers=headers)


def _made(request, record, service, **said):
    try:
        made = service(record, actor=request.user, **said)
        if made.withdrawn:
            words = ngettext(
                "%(n)d of before no longer counts: copies of it that are out are collected.",
                "%(n)d of before no longer count: copies of them that are out are collected.",
                made.withdrawn,
            )
            messages.info(request, words % {"n": made.withdrawn})
        return redirect(made)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        conference = record if isinstance(record, Conference) else record.conference
        return redirect(conference.papers_url + "#others")

"""What waits in casework: next contacts, drafts, hand-over notes and calls, notes to read, cases nobody has."""

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.acting import CanAct
from accounts.attention import AHEAD, Button, Item, More, Panel, attention
from casework.codes import Decision
from casework.keepers import orphans_for, without_keeper
from casework.models import Case, CaseRestriction, Circulation, Consent, DayBookEntry, Draft, Ground, Reporter
from casework.pages.case_list import opened
from casework.pages.daybook_rows import entry_rows
from casework.pages.drafts import unfinished
from casework.services.asked_recusals import waiting_for
from casework.services.reporters import read_by_one
from casework.services.restricting import answerable, unconfirmed_elsewhere
from casework.services.restricting import waiting_for as waiting_restrictions
from privacy.models import AskedRecusal, Grant
from privacy.policy import DUTIES, roles_for
from privacy.reach import can, within
from privacy.reading import show, unshown
from privacy.together import Question, question

MOST = 60
# Of the cases that nobody has and that ask for nothing today.
MOST_UNDATED = 10


@question
def dated_cases(asker):
    mine = asker.sees(Case).unclosed().assigned_to(asker.user, asker.today)
    return mine.dated().values_list("pk", "next_contact_date")[: MOST + 1]


@attention(*roles_for("case.write"), asks=[dated_cases])
def next_contacts(user, today, dated):
    """Of the cases one is named to; what comes later than two weeks stands behind a link."""
    if can(user, "case.open"):
        yield Button(_("Take a consultation"), reverse("intake"), "plus", main=True)
    cases = yield from opened([pk for pk, day in dated if day <= today + AHEAD][:MOST])
    for row in cases:
        case = row.case
        yield Item(
            due_date=case.next_contact_date,
            title=_name(row),
            facts=_facts(row, today),
            why=case.next_contact_todo or _("Make contact"),
            url=case.get_absolute_url(),
            kind="case",
            action=_("Record"),
            action_url=reverse("note_new", args=[case.pk]),
            action_icon="pen",
        )
    yield More(_("All my cases"), reverse("case_list") + "?staff=me")
    is_later = bool(dated) and dated[-1][1] > today + AHEAD
    if is_later or (len(dated) > MOST and _has_later(user, today)):
        yield More(_("Later than the next 14 days"), reverse("case_list") + "?staff=me", later=True)


def _has_later(user, today) -> bool:
    mine = Case.objects.visible_to(user).unclosed().assigned_to(user)
    return mine.filter(next_contact_date__gt=today + AHEAD).exists()


def _unread(circulations, reader):
    return circulations.filter(reader=reader, read_at=None)


@question
def unread(asker):
    return _unread(asker.sees(Circulation), asker.user).select_related("note", "asked_by").order_by("created_at")[:20]


@attention(*roles_for("note.read"), needs=lambda asker: [_unread(asker.sees(Circulation), asker.user)], asks=[unread])
def notes_to_read(user, today, waiting):
    rows = yield from opened(list({circulation.note.case_id for circulation in waiting}))
    cases = {row.case.pk: row for row in rows}
    for circulation in waiting:
        if circulation.note.case_id not in cases:
            continue
        show([circulation.note])
        row = cases[circulation.note.case_id]
        yield Item(
            title=_name(row), facts=_facts(row, today), kind="note",
            why=_("%(name)s asks you to read a note") % {"name": circulation.asked_by.display_name},
            url=f"{row.case.get_absolute_url()}#note-{circulation.note_id}",
        )  # fmt: skip


@attention(*roles_for("handover.read"), needs=lambda asker: [asker.sees(DayBookEntry).open()])
def day_book(user, today):
    entries = DayBookEntry.objects.visible_to(user).open().select_related("author").order_by("due_date", "-created_at")[:6]
    rows = entry_rows(user, entries)
    if rows:
        yield Panel("casework/_home_daybook.html", {"rows": rows}, order=10)


@attention(*roles_for("desk.use"), needs=lambda asker: [asker.sees(Draft)])
def drafts(user, today):
    if rows := unfinished(user):
        yield Panel("casework/_home_drafts.html", {"rows": rows}, order=20)


def _ending(consents, today):
    return consents.filter(decision=Decision.GRANTED, withdrawn_date=None, until_date__range=(today, today + AHEAD))


def _ending_of_theirs(asker):
    theirs = Grant.objects.filter(user=asker.user, kind=Grant.Kind.ASSIGNED).valid(asker.today)
    return [_ending(asker.sees(Consent).filter(person__cases__dossier__in=theirs.values("content_object")), asker.today)]


@question
def ending(asker):
    """(person, last day)"""
    mine = asker.sees(Case).unclosed().assigned_to(asker.user, asker.today)
    soon = _ending(asker.sees(Consent), asker.today).filter(person__in=mine.values("subject"))
    return soon.order_by("until_date").values_list("person", "until_date")[:MOST]


@question
def cases_of_those(asker):
    mine = asker.sees(Case).unclosed().assigned_to(asker.user, asker.today)
    soon = _ending(asker.sees(Consent), asker.today)
    return mine.filter(subject__in=soon.values("person")).values_list("pk")[:MOST]


@attention(*roles_for("consent.write"), needs=_ending_of_theirs, asks=[ending, cases_of_those])
def consents_that_end(user, today, consents, cases):
    """Within two weeks, of people whose open case one is named to: asked again in time, or told no more."""
    ends = dict(reversed(consents))
    rows = yield from opened([pk for (pk,) in cases])
    for row, day in ((row, ends.get(row.case.subject_id)) for row in rows):
        yield Item(
            due_date=day, title=_name(row), facts=_facts(row, today), kind="case", why=_("A consent ends: ask the person again"),
            url=reverse("person", args=[row.case.subject_id]), action=_("Record a consent"), action_icon="shield",
            action_url=reverse("consent_new", args=[row.case.subject_id]),
        )  # fmt: skip


def _unanswered(asker, action, **which):
    waiting = asker.sees(Ground, action).filter(answered_at=None, **which).exclude(recorded_by=asker.user)
    return waiting.order_by("created_at", "id").values_list("pk", "case", "review_date")[:MOST]


to_confirm = Question(partial(_unanswered, action="ground.confirm", cannot_wait=False))
to_review = Question(partial(_unanswered, action="ground.review", cannot_wait=True))


@attention(*roles_for("ground.confirm"), asks=[to_confirm])
def grounds_to_confirm(user, today, grounds):
    """Legal grounds that wait for a second person; never one's own."""
    yield from _grounds(user, today, grounds, _("A legal ground for telling waits for your yes or no"))


@attention(*roles_for("ground.review"), asks=[to_review])
def grounds_to_review(user, today, grounds):
    """Those that could not wait and are in use, until the end of the next working day."""
    yield from _grounds(user, today, grounds, _("A legal ground was used at once: look at it"))


def _grounds(user, today, grounds, why):
    rows = {row.case.pk: row for row in (yield from opened(list({case for _pk, case, _day in grounds})))}
    for pk, case, day in grounds:
        if row := rows.get(case):
            url = reverse("ground", args=[pk])
            yield Item(
                due_date=day, title=_name(row), facts=_facts(row, today), kind="case", why=why, url=url, action=_("Decide"),
                action_url=url, action_icon="shield",
            )  # fmt: skip


def _nobodys(cases, council_id, today):
    return [cases.nobodys(council_id, today), cases.left_behind(council_id, today)]


nobodys, left_behind = (
    Question(lambda asker, at=at: _nobodys(asker.sees(Case), asker.council, asker.today)[at].next_days(MOST)) for at in (0, 1)
)


@attention(
    *DUTIES["case.give_out"], needs=lambda asker: _nobodys(asker.sees(Case), asker.council, asker.today), asks=[nobodys, left_behind]
)  # fmt: skip
def nobody_has_them(user, today, nobodys, left_behind):
    """Open cases without anybody named who can act on them, with the contact that is due: the coordinator gives them to someone."""
    rows = dict([*nobodys, *left_behind])
    due = sorted((pk for pk, day in rows.items() if day and day <= today), key=rows.__getitem__)
    rest = [pk for pk in rows if pk not in set(due)]
    for shown in (yield from opened([*due, *rest[:MOST_UNDATED]][:MOST])):
        case, is_due = shown.case, shown.case.pk in due
        yield Item(
            due_date=case.next_contact_date if is_due else None, title=_name(shown), facts=_facts(shown, today), kind="case",
            why=" ・ ".join(filter(None, [_("Nobody is named to this case"), case.next_contact_todo if is_due else ""])),
            url=reverse("case_staff", args=[case.pk]),
        )  # fmt: skip
    if more := len(rest[MOST_UNDATED:]):
        yield Item(
            title=_("More cases that nobody has"), url=reverse("case_list"), kind="case",
            why=ngettext("%(n)d more, which will stand here next.", "%(n)d more, which will stand here next.", more) % {"n": more},
        )  # fmt: skip


@attention(
    *roles_for("subject.open"),
    needs=lambda asker: [Grant.objects.asked(asker.today).filter(content_object__in=asker.within("subject.open"))],
)
def records_asked_for(user, today):
    """Each of those who took a consultation about somebody they can only find waits for a yes; never one's own."""
    asked = Grant.objects.asked(today).exclude(user=user)
    asked = asked.filter(CanAct("case.read", user="user", dossier="content_object", on=today))
    opens = within(user, "subject.open")
    cases = Case.objects.visible_to(user, "subject.open").unclosed().filter(dossier__subject__in=opens)
    ids = cases.filter(dossier__in=asked.values("content_object")).order_by("-last_activity_at").values_list("pk", flat=True)
    cases = yield from opened(list(ids[:10]))
    grants = asked.filter(content_object__in=[row.case.dossier_id for row in cases]).order_by(
        "user__kana", "user", "content_object"
    )
    askers = list(grants.values_list("content_object", "user", "user__display_name").distinct())
    for row, name in ((row, name) for row in cases for dossier, _user, name in askers if dossier == row.case.dossier_id):
        url = reverse("case_subject", args=[row.case.pk])
        yield Item(
            title=_name(row), facts=_facts(row, today), kind="case", url=url, action=_("Decide"), action_url=url,
            why=_("%(name)s took a consultation and asks to see this person's record") % {"name": name},
        )  # fmt: skip


@attention(
    *roles_for("exclude.confirm"),
    needs=lambda asker: [
        AskedRecusal.objects.waiting().filter(dossier__in=asker.within("exclude.confirm")).exclude(asked_by=asker.user)
    ],
)
def recusals_asked(user, today):
    """How many wait for the yes of this person; whom they are about stands behind the link."""
    waiting = waiting_for(user).exclude(asked_by=user).count()
    if waiting:
        yield Item(
            title=_("Recusals that ask for a second yes"), url=reverse("recusals_asked"), kind="role",
            why=ngettext("%(n)d manager is to be shut out of a record.", "%(n)d managers are to be shut out of a record.", waiting)
            % {"n": waiting},
        )  # fmt: skip


@attention(*roles_for("orphan.confirm"), needs=lambda asker: [without_keeper(asker.council, asker.today)])
def restricted_without_manager(user, today):
    """How many, and nothing else. What one has asked for oneself waits for another."""
    waiting = sum(orphan.asked is None or orphan.asked.asked_by_id != user.pk for orphan in orphans_for(user))
    if waiting:
        yield Item(
            title=_("Restricted records without a manager"),
            why=ngettext("%(n)d record waits to be taken over by two people.", "%(n)d records wait to be taken over by two people.", waiting)
            % {"n": waiting},
            url=reverse("orphans"), kind="role",
        )  # fmt: skip


@attention(
    *roles_for("case.restrict"), needs=lambda asker: [answerable(asker.sees(CaseRestriction, "case.restrict"), asker.user)]
)
def restrictions_to_answer(user, today):
    """Of cases one is named to: to confirm what another one restricted, to agree to what another one asks to lift."""
    waiting = {row.case_id: row for row in waiting_restrictions(user)[:MOST]}
    for row in (yield from opened(list(waiting))):
        restriction = waiting[row.case.pk]
        is_new = restriction.confirmed_at is None and restriction.restricted_by_id != user.pk
        yield Item(
            title=_name(row), facts=_facts(row, today), kind="case", url=row.case.get_absolute_url(),
            why=_("Please confirm that this case is restricted") if is_new else _("Somebody asks to lift the restriction"),
        )  # fmt: skip


@attention(*roles_for("reporter.write"), needs=lambda asker: [asker.sees(Reporter, "reporter.write")])
def reporters_of_one_reader(user, today):
    with unshown():
        read_by_nobody_else = read_by_one(user)
    for reporter in show(read_by_nobody_else):
        yield Item(
            title=_("Reporter (通報者)"), url=reverse("reporter_readers", args=[reporter.pk]), kind="role",
            why=_("You alone can still open this: name a second person"),
        )  # fmt: skip


@attention(*roles_for("orphan.take"))
def restrictions_unconfirmed(user, today):
    """How many, and nothing else, of those that are closed to this manager."""
    if number := (yield from unconfirmed_elsewhere(user)):
        yield Item(
            title=_("Restrictions that nobody has confirmed"), url=reverse("orphans"), kind="role",
            why=ngettext(
                "%(n)d record has been restricted for more than three days: another one of those who see it confirms that.",
                "%(n)d records have been restricted for more than three days: another one of those who see them confirms that.",
                number,
            ) % {"n": number},
        )  # fmt: skip


def _name(row):
    return row.subject.name if row.subject else _("(no name)")


def _facts(row, today):
    """2023-0042 ・ 78歳 ・ 東小区"""
    age = row.subject.age_words(today) if row.subject else ""
    return " ・ ".join(filter(None, [row.case.number, age, row.case.area.label]))

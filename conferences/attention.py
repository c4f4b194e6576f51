"""What waits in the conferences: a meeting ahead whose papers are not made, with what holds them back; after it, papers that are not back,
minutes to be approved, what one presents or took on there, what is late and what nobody can do any more."""

from collections import Counter
from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, UUIDField
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.attention import Item as Line
from accounts.attention import More, attention
from casework.codes import Decision
from casework.models import Consent
from casework.said import of_same_person
from conferences.answers import answered
from conferences.codes import State
from conferences.documents import READERS
from conferences.models import ActionItem, Attendee, Conference, Item, Minutes, PaperPart
from conferences.pages.action_rows import drawn, who_of
from conferences.pages.meeting import called
from conferences.querysets import WEEK
from conferences.titles import title_of
from documents.codes import INSIDE, Holding
from documents.models import Copy
from privacy.policy import DUTIES, roles_for
from privacy.reading import show, unshown
from privacy.together import Given, Question, Wanted, question
from ui.dates import day_text

AHEAD = timedelta(days=14)
MOST = 30
NOT_BACK = (*INSIDE, Holding.OUT)


@question
def soon(asker):
    unprepared = _unprepared(asker.sees(Conference, "conference.prepare"), asker.today)
    return unprepared.filter(date__lte=asker.today + AHEAD).order_by("date", "begins", "id")[:MOST]


MEETINGS = Given("meetings", UUIDField(), many=True)


@question
def on_agendas(asker):
    """(meeting, how many items)"""
    return asker.sees(Item).filter(conference__in=MEETINGS).present().order_by().values_list("conference").annotate(Count("pk"))


@attention(
    *roles_for("conference.prepare"),
    needs=lambda asker: [_unprepared(asker.sees(Conference, "conference.prepare"), asker.today)], asks=[soon],
)  # fmt: skip
def to_prepare(user, today, rows):
    """Meetings of the next two weeks without papers; of the nearest one, how many items have no basis for somebody."""
    found = (yield Wanted([on_agendas], {MEETINGS: [row.pk for row in rows]})) if rows else {on_agendas: ()}
    numbers = dict(found[on_agendas])
    lacking = (yield from _without_basis(user, rows[0])) if rows else 0
    for row in rows:
        number = numbers.get(row.pk, 0)
        said = ngettext("%(n)d item; the papers are not made yet", "%(n)d items; the papers are not made yet", number) % {
            "n": number
        }
        yield Line(
            due_date=row.date, title=title_of(row), why=said if number else _("Nothing stands on the agenda yet"), kind="meeting", early=True,
            chip=_chip(lacking) if row is rows[0] else None, url=row.get_absolute_url(),
        )  # fmt: skip
    if rows:
        yield More(_("All case conferences"), reverse("conferences"))


def _with_something_taken_back(asker):
    """Meetings ahead whose items' people refused something, took it back, or let it end: plain columns, opened by nobody."""
    against = Consent.objects.filter(
        Q(decision=Decision.REFUSED) | Q(withdrawn_date__isnull=False) | Q(until_date__isnull=False)
    )
    items = Item.objects.present().filter(of_same_person("case__subject", against))
    ahead = asker.sees(Conference, "conference.prepare").filter(date__gte=asker.today, state=State.PLANNED)
    return ahead.filter(pk__in=items.values("conference")).order_by("date", "begins", "id")[:MOST]


taken_back = Question(_with_something_taken_back, looks_through=True)


@attention(*roles_for("conference.prepare"), asks=[soon, taken_back])
def consent_lost(user, today, unprepared, rows):
    """Also of a meeting whose papers are made already, and of a far one. Of the next without papers, its own line says it."""
    for row in rows:
        if row in unprepared[:1] or not (lacking := (yield from _without_basis(user, row))):
            continue
        show([row])
        yield Line(
            due_date=row.date, title=title_of(row), why=_("The person no longer agrees to what is told there: ask them again, or leave it out"),
            kind="meeting", early=True, chip=_chip(lacking), url=row.get_absolute_url(),
        )  # fmt: skip


@attention(
    *roles_for("conference.prepare"),
    needs=lambda asker: [_with_papers_out(asker.sees(Conference, "conference.prepare"), asker.today)],
)
def not_collected(user, today):
    """From the day after a meeting: its papers that are not back, also those that were made anew and no longer counted."""
    rows = _with_papers_out(Conference.objects.visible_to(user, "conference.prepare"), today)
    rows = list(rows.order_by("date", "begins", "id")[:MOST])
    number = Counter(_papers_out().filter(conference__in=rows).order_by().values_list("conference", flat=True))
    for row in rows:
        left = number[row.pk]
        yield Line(
            due_date=row.date + timedelta(days=1), title=title_of(row), facts=day_text(row.date, "week", user.calendar),
            why=ngettext("%(n)d copy of its papers is not back yet", "%(n)d copies of its papers are not back yet", left) % {"n": left},
            url=row.papers_url, kind="meeting", action=_("Tick what was collected"), action_url=row.papers_url + "#copies",
        )  # fmt: skip


def _with_papers_out(rows, today):
    return rows.filter(Exists(_papers_out().filter(conference=OuterRef("pk"))), date__lt=today, papers_at__isnull=False)


def _papers_out():
    """One row a paper that was made for a reader and is not back."""
    copies = Copy.objects.filter(document=OuterRef("document"), holding__in=NOT_BACK)
    return PaperPart.objects.filter(Exists(copies), place=0, document__kind=READERS.name)


nearest = Question(
    lambda asker: asker.sees(Item).filter(conference__in=MEETINGS).present().select_related("case__dossier"), looks_through=True
)


def _without_basis(user, conference):
    """How many items; only looked through, since home shows nothing of them. In steps."""
    with unshown():
        attendees = list(Attendee.objects.in_dossier_of(conference, user).filter(conference=conference).present().with_names())
    items = [
        item for item in (yield Wanted([nearest], {MEETINGS: [conference.pk]}))[nearest] if item.conference_id == conference.pk
    ]
    found = yield from answered(conference, items, attendees)
    return len({item for (item, _attendee), answer in found.items() if answer.holds_back})


def _chip(lacking):
    return (_("%(n)d without basis") % {"n": lacking}, "warn", "tri") if lacking else None


def _unprepared(rows, today):
    return rows.filter(date__gte=today, state="planned", papers_at=None)


@question
def presented(asker):
    rows = _without_sheet(asker.sees(Item, "item.prepare"), asker.today).filter(presenter__user=asker.user)
    return rows.annotate(day=F("conference__date")).order_by("day", "order", "id")[:MOST]


@attention(
    *roles_for("item.prepare"), needs=lambda asker: [_without_sheet(asker.sees(Item, "item.prepare"), asker.today)], asks=[presented]
)  # fmt: skip
def to_present(user, today, rows):
    """Cases that one presents at a meeting ahead and of which no sheet was taken yet."""
    names = yield from called(rows)
    for row in rows:
        name, case_number = names[row.pk]
        yield Line(
            due_date=row.day, title=name, facts=case_number, why=_("You present this case at a conference; its case sheet is not made yet"),
            url=reverse("sheet", args=[row.pk]), kind="meeting", early=True,
        )  # fmt: skip


def _without_sheet(rows, today):
    rows = rows.filter(removed_at=None, case__isnull=False, presenter__isnull=False, presenter__removed_at=None, sheet=None)
    return rows.filter(conference__date__gte=today, conference__state=State.PLANNED)


def _open(asker):
    rows = asker.sees(ActionItem).open().with_holder(asker.today).select_related("owner", "item")
    return rows.order_by("until_date", "created_at", "id")


@question
def mine(asker):
    return _open(asker).filter(owner=asker.user)[:MOST]


@attention(
    *roles_for("action_item.complete"), needs=lambda asker: [asker.sees(ActionItem, "decision.read").open()], asks=[mine]
)
def own(user, today, rows):
    """Until it is done."""
    yield from _waiting(rows, today, lambda action: _("Decided by a conference: %(what)s") % {"what": action.what})
    if rows:
        yield More(_("All action items"), reverse("action_board") + "?whose=me")


@question
def late(asker):
    past = Q(until_date__lte=asker.today - WEEK) | Q(owner=None, until_date__lte=asker.today)
    return _open(asker).filter(past | Q(owner__isnull=False, is_held=False)).exclude(owner=asker.user)[:MOST]


@attention(*DUTIES["action_item.late"], needs=lambda asker: [asker.sees(ActionItem, "decision.read").open()], asks=[late])
def nobody_does(user, today, rows):
    """Somebody else's a week after its day, somebody's from outside on its day, and at once what its owner can no longer do."""
    yield from _waiting(rows, today, _why_late)


def _unapproved(asker, **which):
    rows = asker.sees(Minutes, "minutes.approve").filter(locked_at=None, item__conference__state=State.HELD, **which)
    rows = rows.exclude(writer=asker.user).annotate(meeting=F("item__conference"), day=F("item__conference__date"))
    return rows.defer("text").order_by("day", "pk")[:MOST]


of_all = Question(_unapproved)
of_those_one_leads = Question(lambda asker: _unapproved(asker, item__conference__chair=asker.user))


@attention(*roles_for("minutes.approve"), needs=lambda asker: [asker.sees(Minutes, "minutes.approve").filter(locked_at=None)])
def to_approve(user, today):
    """Of meetings that one leads, or as a manager of all; never what one wrote oneself last."""
    manages = any(held.role in DUTIES["minutes.approve"] for held in user.memberships.current())
    asked, found = of_all if manages else of_those_one_leads, {}
    for minutes in (yield Wanted([asked]))[asked]:
        found.setdefault((minutes.meeting, minutes.day), []).append(minutes)
    for (meeting, day), waiting in found.items():
        yield Line(
            title=_("Minutes of a conference"), why=_("%(n)d wait for your approval") % {"n": len(waiting)}, due_date=day,
            url=reverse("meeting_record", args=[meeting]), kind="meeting",
        )  # fmt: skip


def _waiting(actions, today, why):
    for action, row in zip(actions, (yield from drawn(actions, today)), strict=True):
        yield Line(
            due_date=action.until_date, title=row.name or _("A conference"), facts=row.case_number, why=why(action),
            url=reverse("action_done", args=[action.pk]), kind="meeting", early=True,
        )  # fmt: skip


def _why_late(action) -> str:
    if action.owner_id and not action.is_held:
        return _("Nobody can do it any more: %(what)s") % {"what": action.what}
    return _("Not done yet (%(who)s): %(what)s") % {"who": who_of(action), "what": action.what}

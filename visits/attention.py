"""What waits in the watch-over: a visitor's doors; what the office must take up."""

from functools import lru_cache

from django.db.models import Exists, F, Q, UUIDField
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.attention import Button, Item, More, Panel, Strip, attention
from accounts.models import Membership
from casework.joined import records_of
from casework.models import Case
from privacy.policy import DUTIES, roles_for
from privacy.reading import show, unshown
from privacy.together import Given, Question, Wanted, number_of, question
from visits.codes import AlertKind, Outcome
from visits.duty import gaps
from visits.models import Alert, DutyTurn, Enrolment, SafetyCheck, Tie, Visit
from visits.pages.alert_rows import drawn, with_about
from visits.pages.doorstep import names
from visits.pages.rounds import round_of
from visits.pages.safety_board import most_urgent, urgent
from visits.sharing import without_consent

# A visitor: the round of this month, and the doors that come next.

NEXT_DOORS = 5


@attention(*DUTIES["round"])
def round_of_the_month(user, today):
    with unshown():
        month = round_of(user, timezone.now())
    ahead = month.waiting[:NEXT_DOORS]
    show(record for stop in ahead for record in (stop.door.enrolment, stop.door.person))
    url = reverse("round")
    yield Button(_("Go on the round"), url, "door", main=True)
    yield Item(title=_("My round"), why=_round_words(month), url=url, kind="round", due_text=_("This month"))
    for stop in ahead:
        door = stop.door
        address = reverse("visit_new", args=[door.enrolment.pk])
        yield Item(
            due_date=door.due, title=door.name, facts=door.address, why=_why(stop), url=address, kind="door", early=True,
            action=pgettext("go there", "Visit"), action_url=address, action_icon="door",
        )  # fmt: skip


def _round_words(month) -> str:
    if not month.stops:
        return _("No door is yours yet. The coordinator will tell you which ones.")
    if not month.doors_left:
        return _("Every door of this month has been visited. Thank you.")
    return ngettext("%(n)d door is left this month", "%(n)d doors are left this month", month.doors_left) % {
        "n": month.doors_left
    }


def _why(stop) -> str:
    if stop.tried and not (stop.check and stop.check.confirmed_at):
        return _("Once more: nobody was at home today")
    words = [label for _icon, label in stop.door.cautions]
    if stop.door.last_words:
        words.append(_("Last time: %(outcome)s") % {"outcome": stop.door.last_words})
    return " ・ ".join(words) or _("First visit")


# The office: what is not yet taken up, who is not yet confirmed safe.

MOST = 30


def _open_alerts(asker):
    told = (*DUTIES["watch.oversee"], *DUTIES["alert.late"])
    oversees = Membership.objects.confirmed().valid(asker.today).filter(user=asker.user, role__in=told)
    return [asker.sees(Alert, "enrolment.read").open().filter(Q(owner=asker.user) | Exists(oversees))]


@lru_cache
def theirs(oversees: bool, is_told: bool) -> Question:
    def says(asker):
        asked = Q(owner=asker.user)
        if oversees:
            asked |= Q(is_held=False)
        if is_told:
            asked |= Q(kind=AlertKind.EMERGENCY)
        return with_about(asker.sees(Alert, "enrolment.read"), asker.today).open().filter(asked).order_by("due_at", "id")[:MOST]

    return Question(says)


@attention(*roles_for("alert.take"), needs=_open_alerts)
def to_take_up(user, today):
    """What nobody has, for whoever oversees; emergencies that somebody has, for whoever is told of those. For everybody what they took."""
    now, held = timezone.now(), {membership.role for membership in user.memberships.current()}
    asked = theirs(bool(held & set(DUTIES["watch.oversee"])), bool(held & set(DUTIES["alert.late"])))
    found = yield Wanted([asked])
    for row in (yield from drawn(user, found[asked], now)):
        if row.alert.kind == AlertKind.EMERGENCY and not row.is_held:
            yield Strip(
                title=_("Emergency: %(name)s") % {"name": row.name}, text=row.said or str(row.alert.area.label),
                url=row.alert.get_absolute_url(), action=_("Open"), urgency=100,
            )  # fmt: skip
        yield Item(
            due_date=timezone.localdate(row.alert.due_at), due_text=row.limit.words, title=row.name, facts=row.alert.area.label,
            chip=row.chip, why=" ".join(filter(None, [_("Nobody took it in time.") if row.is_lost else "", row.what])), kind="alert",
            url=row.alert.get_absolute_url(), early=True,
        )  # fmt: skip


@attention(*DUTIES["watch.oversee"])
def all_to_take_up(user, today):
    yield More(_("All to take up"), reverse("alerts"))


@question
def unvisited(asker):
    return number_of(asker.sees(Enrolment, "enrolment.write").without_visitor(asker.today))


@attention(*DUTIES["watch.oversee"], asks=[unvisited])
def without_visitor(user, today, numbers):
    """How many doors nobody goes to; the board has them by name."""
    if number := sum(number for (number,) in numbers):
        yield Item(
            title=_("Without a visitor"),
            why=ngettext("%(n)d person is visited by nobody.", "%(n)d people are visited by nobody.", number) % {"n": number},
            url=reverse("watch"), kind="door",
        )  # fmt: skip


@attention(*DUTIES["watch.oversee"], needs=lambda asker: [DutyTurn.objects.filter(ended_at=None)])
def nobody_on_duty(user, today):
    """A roster that ran out, or that names somebody who has left: at night the office's telephone alone would ring."""
    if missing := gaps(user.working_council_id, today):
        yield Item(
            due_date=missing[0], title=_("Nobody on duty"), kind="phone", url=reverse("duty"),
            why=ngettext("On %(n)d day of the next seven nobody answers.", "On %(n)d days of the next seven nobody answers.", len(missing))
            % {"n": len(missing)},
        )  # fmt: skip


@attention(*DUTIES["watch.oversee"], needs=lambda asker: [asker.sees(Visit, "alert.take").waiting()])
def brought_late(user, today):
    """By somebody no longer assigned: nothing follows from it until it is looked at, and an emergency stands above everything else."""
    found = Visit.objects.visible_to(user, "alert.take").waiting().annotate(about=F("enrolment__person"))
    visits = list(found.select_related("area", "visitor").order_by("received_at", "id")[:MOST])
    people = yield from names(user, [visit.about for visit in visits])
    for visit in visits:
        name, url = _name(people.get(visit.about)), visit.get_absolute_url()
        is_emergency = visit.outcome == Outcome.EMERGENCY
        if is_emergency:
            text = _("Brought late by %(visitor)s, confirmed by nobody") % {"visitor": visit.visitor.display_name}
            yield Strip(title=_("Emergency: %(name)s") % {"name": name}, text=text, url=url, action=_("Open"), urgency=90)
        yield Item(
            due_date=timezone.localdate(visit.received_at), title=name, facts=visit.area.label, kind="alert", url=url,
            chip=Outcome(visit.outcome).chip,
            why=_("A visit brought late by %(visitor)s, who no longer goes there: take it up or set it aside")
            % {"visitor": visit.visitor.display_name},
        )  # fmt: skip


@attention(*DUTIES["watch.oversee"], needs=lambda asker: [asker.sees(Enrolment).in_doubt(asker.today)])
def consent_lost(user, today):
    """Watched over without a consent that holds: the person is asked again, or it ends."""
    with unshown():
        doubted = Enrolment.objects.visible_to(user).select_related("area").order_by("created_at", "id")
        enrolments = without_consent(doubted, today)[:MOST]
    show(enrolments)
    people = yield from names(user, [enrolment.person_id for enrolment in enrolments])
    for enrolment in enrolments:
        yield Item(
            title=_name(people.get(enrolment.person_id)), facts=enrolment.area.label, kind="alert", url=enrolment.get_absolute_url(),
            why=" ".join([_("The consent no longer holds."), _("Ask the person again, or end the watch-over.")]),
        )  # fmt: skip


@attention(*roles_for("tie.answer"), needs=lambda asker: [asker.sees(Tie, "tie.answer").open()])
def ties_to_answer(user, today):
    """Visitors who said that they know the person behind their door."""
    asked = Tie.objects.visible_to(user, "tie.answer").waiting(today).exclude(user=user)
    ties = list(asked.select_related("enrolment__area", "user").order_by("asked_at", "id")[:MOST])
    people = yield from names(user, [tie.enrolment.person_id for tie in ties])
    for tie in ties:
        url, said = reverse("tie_answer", args=[tie.pk]), {"visitor": tie.user.display_name, "tie": tie.get_why_display()}
        yield Item(
            title=_name(people.get(tie.enrolment.person_id)), facts=tie.enrolment.area.label, kind="door", url=url,
            why=_("%(visitor)s knows them (%(tie)s). Answer whether they stay.") % said,
            action=pgettext("tie", "Answer"), action_url=url,
        )  # fmt: skip


# Whom one's cases are about, of whom nobody stands on the page by it.
MINE = Given("mine", UUIDField(), many=True)


@question
def subjects_of_mine(asker):
    return asker.sees(Case).unclosed().assigned_to(asker.user, asker.today).exclude(subject=None).values_list("subject")


@question
def missing_of(asker):
    return asker.sees(SafetyCheck, "enrolment.read").open().filter(enrolment__person__in=MINE).values_list("enrolment__person")


@attention(
    *roles_for("enrolment.read"), asks=[urgent, subjects_of_mine],
    needs=lambda asker: [asker.sees(SafetyCheck, "enrolment.read").open()],
)  # fmt: skip
def not_yet_safe(user, today, checks, subjects):
    """The most urgent of the board, with the next step and its limit."""
    lines, total = yield from most_urgent(user, timezone.now(), checks)
    if lines:
        own = yield from _own_words(subjects, total)
        title = ngettext("%(n)d person is not yet confirmed safe.", "%(n)d people are not yet confirmed safe.", total)
        yield Strip(
            title=" ".join(filter(None, [title % {"n": total}, own])),
            text=_first_words(lines[0]), url=reverse("safety"), action=_("The board"), urgency=50,
        )  # fmt: skip
        yield Panel("visits/safety/_home.html", {"lines": lines, "total": total}, order=5)


def _name(person) -> str:
    return person.name if person else _("(no name)")


def _own_words(subjects, total):
    """How many of them have a case that this person is named to, under whichever record of theirs it lies. In steps."""
    theirs = {record for records in records_of(pk for (pk,) in subjects).values() for record in records} if subjects else ()
    found = (yield Wanted([missing_of], {MINE: theirs})) if theirs else {missing_of: ()}
    number = sum(person in theirs for (person,) in found[missing_of])
    if not number:
        return ""
    if number == total == 1:
        return _("They are on a case of yours.")
    return ngettext("%(n)d of them is on a case of yours.", "%(n)d of them are on cases of yours.", number) % {"n": number}


def _first_words(line) -> str:
    """Who is the most urgent one, since when, and what comes next."""
    step = _("Next step: %(step)s") % {"step": line.check.get_next_step_display()}
    return f"{line.name}（{line.check.area.label}） {line.ring.words} ・ {step}"

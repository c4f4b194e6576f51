"""The registry behind the home page: what waits for a person, until when, and why.

Each app registers functions in its own `attention.py`. A function is called with the user and the day, and only for somebody who
holds one of its roles today; it asks the policy itself for what it shows. One that mostly has nothing to show names the rows it `needs`.
The questions (`privacy.together`) that a function `asks` are put together with everybody else's, and it is called with their rows. What
it wants to know after that it yields as `Wanted`: the second statement is everybody's too.

    @attention(*roles_for("tie.answer"), needs=lambda asker: [asker.sees(Tie, "tie.answer").open()])
    def ties_to_answer(user, today):
        for tie in ...:
            yield Item(title=name, why=what, url=..., kind="door")
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import BigIntegerField, Exists, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Membership, OneTimeLink, Pledge, User
from accounts.people import administered_until, needing_pledge, people_in
from accounts.reviews import DUE_DAY, due_in
from accounts.second_person import links_to_confirm, roles_to_confirm
from accounts.undelivered import given_up_within
from accounts.worthwhile import worthwhile
from privacy import outbox
from privacy.policy import roles_for
from privacy.reach import reach
from privacy.roles import CONTENT_ROLES, Role
from privacy.together import TODAY, Given, Question, Wanted, ask, question, together

AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class Item:
    """One line of the list. `title` links to `url`, `why` says what to do, and `facts` (number, age, district) stand beside the title.

    `due_text` ("14時") is shown instead of the number of days until `due_date`; `chip` is (text, kind, icon). An item without a
    due date stands under today. An item with `early` is listed even when it is due later than the list looks ahead.
    """

    title: str
    why: str
    url: str
    kind: str
    due_date: date | None = None
    due_text: str = ""
    facts: str = ""
    chip: tuple[str, str, str] | None = None
    action: str = ""
    action_url: str = ""
    action_icon: str = ""
    early: bool = False


@dataclass(frozen=True)
class More:
    """A link beside the list, for example to all one's cases or to what is due later than the next 14 days."""

    label: str
    url: str
    later: bool = False


@dataclass(frozen=True)
class Panel:
    """A box beside the list. The app that gives it draws it with its own template, which gets `panel` (this) and `context`."""

    template: str
    context: dict = field(default_factory=dict)
    order: int = 50


@dataclass(frozen=True)
class Strip:
    """A red strip for what cannot wait. Only the most urgent one is shown."""

    title: str
    text: str
    url: str
    action: str
    urgency: int = 0


@dataclass(frozen=True)
class Button:
    """A button for what one starts from home. One of the buttons is `main`."""

    label: str
    url: str
    icon: str
    main: bool = False


@dataclass
class Today:
    """Everything on the home page, sorted by when it is due."""

    overdue: list[Item] = field(default_factory=list)
    today: list[Item] = field(default_factory=list)
    ahead: list[Item] = field(default_factory=list)
    later: list[Item] = field(default_factory=list)
    more: list[More] = field(default_factory=list)
    panels: list[Panel] = field(default_factory=list)
    strips: list[Strip] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)

    @property
    def count(self):
        return len(self.overdue) + len(self.today) + len(self.ahead) + len(self.later)

    @property
    def strip(self):
        return max(self.strips, key=lambda strip: strip.urgency, default=None)


@dataclass(frozen=True)
class Part:
    """A registered function, for whom it is called, of which rows there must be at least one (see `worthwhile`), and which it gets."""

    roles: frozenset[Role]
    function: Callable
    needs: Callable | None
    asks: tuple[Question, ...]

    def steps(self, user, today: date, found) -> Generator:
        things = self.function(user, today, *(found[one] for one in self.asks))
        return things if isinstance(things, Generator) else (thing for thing in things or ())


_registry: list[Part] = []


def attention(*roles: Role, needs: Callable | None = None, asks: Sequence[Question] = ()):
    """Registers `function(user, today, *rows)`, which yields any of the classes above. Without roles it is called for everybody."""

    def register(function):
        _registry.append(Part(frozenset(roles), function, needs, tuple(asks)))
        return function

    return register


def waiting_for(user, today: date) -> Today:
    """Calls every function that is registered for a role this person holds now."""
    held = {Role(membership.role) for membership in user.memberships.current()}
    page = Today()
    parts = worthwhile([part for part in _registry if not part.roles or part.roles & held], user, today)
    found = ask(user, [one for part in parts for one in part.asks], {TODAY: today})
    for part in together(user, [part.steps(user, today, found) for part in parts], {TODAY: today}):
        for thing in part.things:
            _place(page, thing, today)
    for group in (page.overdue, page.today, page.ahead, page.later):
        group.sort(key=lambda item: item.due_date or today)
    page.panels.sort(key=lambda panel: panel.order)
    page.buttons.sort(key=lambda button: button.main)
    return page


def _place(page: Today, found, today: date) -> None:
    places = {More: page.more, Panel: page.panels, Strip: page.strips, Button: page.buttons}
    if not isinstance(found, Item):
        places[type(found)].append(found)
    elif found.due_date is None or found.due_date == today:
        page.today.append(found)
    elif found.due_date < today:
        page.overdue.append(found)
    elif found.due_date <= today + AHEAD:
        page.ahead.append(found)
    elif found.early:
        page.later.append(found)


# What accounts put on the home page: pledges that end, and roles and papers that wait for a second person.


RENEWAL = timedelta(days=Pledge.RENEWAL_DAYS)


def _without_pledge(asker):
    """Roles of whoever asks that need a pledge, where theirs ends soon."""
    lasting = Pledge.objects.filter(user=asker.user, revoked_at=None, valid_until__gt=asker.today + RENEWAL)
    held = Membership.objects.confirmed().valid(asker.today).filter(user=asker.user, role__in=CONTENT_ROLES)
    return [held.filter(~Exists(lasting))]


@attention(needs=_without_pledge)
def own_pledge(user, today):
    """Tells everybody of their own pledge, since somebody whose pledge has expired holds no role any more."""
    newest = user.pledges.filter(revoked_at=None).order_by("-valid_until").first()
    if newest and newest.valid_until > today + RENEWAL:
        return
    needs = user.memberships.confirmed().valid(today).filter(role__in=CONTENT_ROLES)
    if not needs.exists():
        return
    yield Item(
        title=_("Your pledge"),
        why=_("Sign a new one and hand it to your manager.")
        if newest and newest.valid_until >= today
        else _("None is valid: no record opens until a new one is signed and recorded."),
        url=reverse("own_settings"),
        kind="pledge",
        due_date=newest.valid_until if newest else None,
        early=True,
    )


AREAS = Given("pledged_areas", BigIntegerField(), many=True)


@question
def pledges_that_end(asker):
    """The last days of the others' pledges, in these areas."""
    return _to_renew(people_in(AREAS).exclude(pk=asker.user), asker.today).values_list("pledged_until")


@attention(*roles_for("pledge.manage"), needs=lambda asker: [_to_renew(User.objects.exclude(pk=asker.user), asker.today)])
def pledges_to_renew(user, today):
    found = yield Wanted([pledges_that_end], {AREAS: reach(user, "pledge.manage").areas})
    ends = [until for (until,) in found[pledges_that_end]]
    if ends:
        first = min((until for until in ends if until), default=None)
        yield Item(
            title=_("Pledges to renew"),
            why=ngettext("%(n)d person has to sign again.", "%(n)d people have to sign again.", len(ends)) % {"n": len(ends)},
            url=reverse("pledges"),
            kind="pledge",
            due_date=first,
            early=True,
        )


def _to_renew(people, today):
    return needing_pledge(people, today).filter(Q(pledged_until=None) | Q(pledged_until__lte=today + RENEWAL))


@attention(*roles_for("administrator.confirm"), needs=lambda asker: [Membership.objects.requested()])
def roles_for_a_second_person(user, today):
    waiting = roles_to_confirm(user).count()
    if waiting:
        yield Item(
            title=_("Roles to confirm"),
            why=ngettext("%(n)d role waits for a second person.", "%(n)d roles wait for a second person.", waiting)
            % {"n": waiting},
            url=reverse("confirmations"),
            kind="role",
        )


@attention(*roles_for("administrator.confirm"), needs=lambda asker: [OneTimeLink.objects.to_confirm(asker.now)])
def papers_for_a_second_person(user, today):
    waiting = links_to_confirm(user, timezone.now()).count()
    if waiting:
        yield Item(
            title=_("Papers to confirm"),
            why=ngettext("%(n)d paper waits for a second person.", "%(n)d papers wait for a second person.", waiting)
            % {"n": waiting},
            url=reverse("confirmations"),
            kind="link",
        )


def _councils_to_review(asker):
    held = Membership.objects.confirmed().valid(asker.today).filter(user=asker.user, role__in=roles_for("role.confirm"))
    return [held.exclude(area__council=None)]


@attention(*roles_for("role.confirm"), needs=_councils_to_review)
def access_to_review(user, today):
    council = user.working_council_id
    if council in reach(user, "role.confirm").areas and due_in(council, today):
        yield Item(
            title=_("Who may see what"),
            why=_("Look through it and confirm it for this month."),
            url=reverse("access_review"),
            kind="role",
            due_date=today.replace(day=DUE_DAY),
        )


@attention(
    *roles_for("user.manage"),
    needs=lambda asker: [Membership.objects.filter(role__in=roles_for("user.manage"), until_date__gte=asker.today)],
)
def last_administrator(user, today):
    """A leaving date needs nobody's press. So it is said in time that nobody follows."""
    last_day = administered_until(user.working_council_id, today)
    if last_day and last_day <= today + RENEWAL:
        yield Item(
            title=_("The last administrator leaves"),
            why=_("After that day nobody administers accounts. Ask for the role of another administrator."),
            url=reverse("people"),
            kind="role",
            due_date=last_day,
            early=True,
        )


@attention(*roles_for("user.manage"), needs=lambda asker: [outbox.given_up()])
def mails_given_up(user, today):
    waiting = given_up_within(user).count()
    if waiting:
        yield Item(
            title=_("Mails that were given up"),
            why=ngettext("%(n)d mail was not taken.", "%(n)d mails were not taken.", waiting) % {"n": waiting},
            url=reverse("mails"),
            kind="mail",
        )

"""What every page shows around its content: who is signed in, the menu of their role, the size of the letters."""

from functools import lru_cache

from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accounts.area_codes import area_codes
from accounts.demo_access import holds_demo
from config.manual import parts
from privacy import policy, reach
from visits.pages.badges import badges

# (URL name, words, icon, actions of which one is needed; none: everybody), in the order of the menu.
MENU = (
    ("home", gettext_noop("Today"), "today", ()),
    ("case_list", gettext_noop("Cases"), "case", ("case.read",)),
    ("daybook", gettext_noop("Day-book"), "book", ("handover.read",)),
    ("watch", gettext_noop("Watch-over"), "eye", ("enrolment.read",)),
    ("round", gettext_noop("My round"), "door", ("round.read",)),
    ("safety", gettext_noop("Not yet confirmed safe"), "siren", ("enrolment.read",)),
    ("alerts", gettext_noop("To take up"), "flag", ("enrolment.read",)),
    ("conferences", gettext_noop("Case conferences"), "meeting", ("conference.read",)),
    ("referrals", gettext_noop("Referrals"), "swap", ("referral.read",)),
    ("help_requests", gettext_noop("Requests for help"), "inbox", ("support.read",)),
    ("agencies", gettext_noop("Agencies"), "phone", ("agency.read",)),
    ("documents", gettext_noop("Documents that left"), "print", ("document.read",)),
    ("plan", gettext_noop("Plan and results"), "chart", ("program.read",)),
    ("activities", gettext_noop("What programmes did"), "pen", ("activity.record",)),
    ("reports", gettext_noop("Reports"), "list", ("report.public",)),
    ("published_tables", gettext_noop("Published tables"), "shield", ("report.public",)),
    ("exports", gettext_noop("Files that leave"), "lock", ("export.read",)),
    ("moves", gettext_noop("Taking over ledgers and lists"), "inbox", ("file.bring",)),
    ("emergencies", gettext_noop("Emergency accesses"), "siren", ("emergency.review",)),
    ("people", gettext_noop("People and roles"), "user", ("user.manage",)),
    ("confirmations", gettext_noop("To confirm"), "check", ("administrator.confirm",)),
    ("devices", gettext_noop("Tablets"), "door", ("device.manage",)),
    ("areas", gettext_noop("Areas"), "pin", ("area.manage",)),
    ("places", gettext_noop("Town blocks"), "pin", ("area.manage",)),
    ("organisations", gettext_noop("Organisations"), "meeting", ("organisation.manage",)),
    ("upkeep", gettext_noop("How the system is"), "plug", ("upkeep.read",)),
    ("pledges", gettext_noop("Pledges"), "shield", ("pledge.manage",)),
    ("ledger", gettext_noop("Access ledger"), "eye", ("ledger.read",)),
    ("own_settings", gettext_noop("Settings"), "settings", ()),
)


def ui(request):
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    return {
        "demo": SimpleLazyObject(lambda: holds_demo(request)),
        "area_codes": SimpleLazyObject(lambda: area_codes(getattr(user, "working_council_id", None))),
        "can_search": signed_in and reach.can(user, "person.find"),
        # Only where a page draws it: a part of a page and a sheet of paper do not.
        "menu": SimpleLazyObject(lambda: _menu(request, user) if signed_in else []),
        "who": _who(request, user) if signed_in else None,
        "text_size": getattr(user, "text_size", "normal") if signed_in else "normal",
        "calendar": getattr(user, "calendar", "wareki") if signed_in else "wareki",
    }


@lru_cache
def _entries(roles: frozenset[str]) -> list[tuple[str, str, str, str]]:
    """(URL name, words, icon, address) of what these roles may do somewhere, as `reach.can` says it."""
    shown = [one for one in MENU if not one[3] or any(roles & policy.roles_anywhere(action) for action in one[3])]
    return [(name, label, icon, reverse(name)) for name, label, icon, _actions in shown]


def _menu(request, user):
    items = []
    numbers = badges(user)
    for name, label, icon, url in _entries(frozenset(membership.role for membership in user.memberships.current())):
        if name == "round" and not numbers.get(name):
            continue
        current = request.path == url if name == "home" else request.path.startswith(url)
        items.append(
            {
                "label": _(label), "url": url, "icon": icon, "current": current, "gap": name in {"people", "own_settings"},
                "badge": _badge(name, numbers.get(name, 0)),
            }
        )  # fmt: skip
    return items


def _badge(name, number):
    """What stands beside the words of the menu, and for whoever hears the page, what the number counts."""
    if not number or name not in {"safety", "alerts"}:
        return None
    counts = ngettext("%(n)d person", "%(n)d people", number) if name == "safety" else _("%(n)d to take")
    return {"number": number, "words": counts % {"n": number}, "kind": "bad" if name == "safety" else ""}


def _who(request, user):
    """One line: roles, then areas; the same word once. And where the manual says what can be done on this page."""
    held = user.memberships.current()
    roles = list(dict.fromkeys(str(membership.get_role_display()) for membership in held))
    areas = list(dict.fromkeys(membership.area.label for membership in held))
    route = request.resolver_match.view_name if request.resolver_match else ""
    manual = parts.address(route, {membership.role for membership in held})
    return {"name": user.display_name, "roles": roles, "areas": areas, "manual": manual}

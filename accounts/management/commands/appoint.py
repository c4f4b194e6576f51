"""Appoints the first managers of a council, and new ones when fewer than two are left, since only managers confirm managers; and lets
managers and administrators in again whom a restore has left without a password, where fewer than two are left who can come in."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.installing import make_link, make_person, require_address, require_names, write_links
from accounts.models import OneTimeLink, User
from accounts.people import staff_of
from privacy import context, ledger
from privacy.areas import Area
from privacy.roles import Role


class Command(BaseCommand):
    help = (
        "Make managers whose pledge lies signed on paper, and print a one-time link for each; for one who is there already and has "
        "neither password nor passkey, the link alone. Refused while a council has two who can come in."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "logins", nargs="+", metavar="LOGIN", help="user names that are still free, or theirs who cannot come in"
        )
        parser.add_argument("--council", required=True, help="name of the council")
        parser.add_argument("--url", default="http://localhost:8000", help="address at which people reach the system")
        parser.add_argument("--administrators", action="store_true", help="let administrators of the accounts in again")

    def handle(self, *, logins, council, url, administrators, **options):
        require_address(url)
        role = Role.ADMINISTRATOR if administrators else Role.MANAGER
        area = Area.objects.councils().filter(name=council).first()
        if area is None:
            raise CommandError("There is no council of this name.")
        held = in_force(area, role)
        able = User.objects.filter(pk__in=[person.pk for person in held]).with_a_way_in(timezone.now())
        if len(able) >= 2:
            raise CommandError("This council has two of them who can come in: they let a further one in on the page “People”.")
        shut_out = {person.username: person for person in held if person not in able}
        known = {login: shut_out.get(User.normalize_username(login)) for login in logins}
        new = [login for login in logins if not known[login]]
        if administrators and new:
            raise CommandError(f"{new[0]} is no administrator here who has neither password nor passkey.")
        require_names(new)
        links = [(login, let_in(person) if person else appoint(login, area)) for login, person in known.items()]
        write_links(self.stdout.write, url, links)


def in_force(area, role) -> list[User]:
    """Who holds this role for the whole council, with a pledge where it needs one."""
    people = staff_of([area], roles=[role])
    return [
        one for one in people if any(held.role == role and held.area_id in area.path for held in one.memberships.everywhere())
    ]


def appoint(login, area) -> str:
    person, token = make_person(login, Role.MANAGER, area)
    _record("manager.appoint", person, person)
    return token


def let_in(person) -> str:
    link, token = make_link(person, OneTimeLink.Purpose.PASSWORD)
    _record("link.make", person, link)
    return token


def _record(action, person, about) -> None:
    ledger.record(
        "system", action=action, actor=context.Actor(user=person, job="appoint"), objects=[about.pk], model=about._meta.label
    )

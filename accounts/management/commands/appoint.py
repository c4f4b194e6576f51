"""Appoints the first managers of a council, and new ones when fewer than two are left, since only managers confirm managers."""

from django.core.management.base import BaseCommand, CommandError

from accounts.installing import make_person, require_address, require_names, write_links
from accounts.models import User
from accounts.people import staff_of
from privacy import context, ledger
from privacy.areas import Area
from privacy.roles import Role


class Command(BaseCommand):
    help = (
        "Make managers whose pledge lies signed on paper, and print a one-time link for each. Refused while a council has two."
    )

    def add_arguments(self, parser):
        parser.add_argument("logins", nargs="+", metavar="LOGIN", help="user names that are still free")
        parser.add_argument("--council", required=True, help="name of the council")
        parser.add_argument("--url", default="http://localhost:8000", help="address at which people reach the system")

    def handle(self, *, logins, council, url, **options):
        require_address(url)
        area = Area.objects.councils().filter(name=council).first()
        if area is None:
            raise CommandError("There is no council of this name.")
        if managers_in_force(area) >= 2:
            raise CommandError("This council has two managers: they confirm a further one on the page “To confirm”.")
        require_names(logins)
        links = [(login, appoint(login, area)) for login in logins]
        write_links(self.stdout.write, url, links)


def managers_in_force(area) -> int:
    """The managers of the whole council who can sign in and have a pledge."""
    people = staff_of([area], roles=[Role.MANAGER])
    return sum(any(held.role == Role.MANAGER and held.area_id in area.path for held in _held(person)) for person in people)


def _held(person: User):
    return person.memberships.everywhere()


def appoint(login, area) -> str:
    person, token = make_person(login, Role.MANAGER, area)
    ledger.record(
        "system",
        action="manager.appoint",
        actor=context.Actor(user=person, job="appoint"),
        objects=[person.pk],
        model=person._meta.label,
    )
    return token

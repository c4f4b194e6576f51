"""Makes the first two administrators of a new installation. Their one-time links stand on the console, and no password is typed."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.installing import make_person, require_address, require_names, write_links
from accounts.models import Organisation, User
from privacy.areas import Area
from privacy.roles import Role


class Command(BaseCommand):
    help = "Make the council and its first two administrators, and print a one-time link for each. Then `appoint` its managers."

    def add_arguments(self, parser):
        parser.add_argument("logins", nargs=2, metavar="LOGIN", help="user names of the two administrators")
        parser.add_argument("--council", required=True, help="name of the council")
        parser.add_argument("--city", default="市", help="name of the city above it")
        parser.add_argument("--url", default="http://localhost:8000", help="address at which people reach the system")

    def handle(self, *, logins, council, city, url, **options):
        require_address(url)
        if User.objects.exists():
            raise CommandError("There are people already. A further administrator is made on the page “People”.")
        require_names(logins)
        with transaction.atomic():
            area = make_council(council, city)
            links = [(login, make_person(login, Role.ADMINISTRATOR, area)[1]) for login in logins]
        write_links(self.stdout.write, url, links)


def make_council(name, city) -> Area:
    top = Area.objects.make(name=city, kind=Area.Kind.CITY)
    council = Area.objects.make(name=name, kind=Area.Kind.COUNCIL, parent=top)
    for special in Area.Special:
        label = {"unknown": "地区不明", "outside": "地区外"}[special]
        Area.objects.make(name=label, short_name=label, kind=Area.Kind.DISTRICT, parent=council, special=special)
    Organisation.objects.create(kind=Organisation.Kind.COUNCIL, name=name, area=council)
    return council

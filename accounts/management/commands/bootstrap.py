"""The first two administrators of a new installation: one-time links on the console, no demo data, no password typed."""

from django.core.management.base import BaseCommand, CommandError
from django.core.validators import URLValidator
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, OneTimeLink, Organisation, User
from accounts.services import LINK_LIFE, make_token, spaced, token_hash
from privacy.areas import Area
from privacy.roles import Role


class Command(BaseCommand):
    help = "Make the council and its first two administrators, and print a one-time link for each."

    def add_arguments(self, parser):
        parser.add_argument("logins", nargs=2, metavar="LOGIN", help="user names of the two administrators")
        parser.add_argument("--council", required=True, help="name of the council")
        parser.add_argument("--city", default="市", help="name of the city above it")
        parser.add_argument("--url", default="http://localhost:8000", help="address at which people reach the system")

    def handle(self, *, logins, council, city, url, **options):
        URLValidator(schemes=["http", "https"])(url)
        if User.objects.exists():
            raise CommandError("There are people already. A further administrator is made on the page “People”.")
        if len({login.lower() for login in logins}) != 2:
            raise CommandError("Two different people are needed: one confirms what the other does.")
        with transaction.atomic():
            area = make_council(council, city)
            links = [(login, make_administrator(login, area)) for login in logins]
        for login, token in links:
            self.stdout.write(f"{login}: {url.rstrip('/')}{reverse('link_open', args=[token])}")
            self.stdout.write(f"{' ' * len(login)}  {url.rstrip('/')}{reverse('link')}  {spaced(token)}")
        self.stdout.write(f"Each link works once, until {timezone.localdate() + LINK_LIFE}.")


def make_council(name, city) -> Area:
    top = Area.objects.make(name=city, kind=Area.Kind.CITY)
    council = Area.objects.make(name=name, kind=Area.Kind.COUNCIL, parent=top)
    for special in Area.Special:
        label = {"unknown": "地区不明", "outside": "地区外"}[special]
        Area.objects.make(name=label, short_name=label, kind=Area.Kind.DISTRICT, parent=council, special=special)
    Organisation.objects.create(kind=Organisation.Kind.COUNCIL, name=name, area=council)
    return council


def make_administrator(login, council) -> str:
    """Nobody was there to grant or confirm: the only roles and links without a name beside them."""
    now = timezone.now()
    person = User.objects.create_user(login, None, display_name=login)
    Membership.objects.create(
        user=person, role=Role.ADMINISTRATOR, area=council, from_date=timezone.localdate(), confirmed_at=now
    )
    token = make_token()
    OneTimeLink.objects.create(
        user=person,
        purpose=OneTimeLink.Purpose.INVITATION,
        token_hash=token_hash(token),
        made_at=now,
        confirmed_at=now,
        expires_at=now + LINK_LIFE,
    )
    return token

"""Makes the first people, whom the installer names on the console before anybody could grant, confirm or record a pledge."""

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.core.validators import URLValidator
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, OneTimeLink, Pledge, User
from accounts.services import LINK_LIFE, make_token, spaced, token_hash
from accounts.user_names import look, plain
from privacy.roles import CONTENT_ROLES


@transaction.atomic
def make_person(login, role, area) -> tuple[User, str]:
    """Makes the account and the token of its first link. Only these roles, pledges and links name nobody who made them."""
    today = timezone.localdate()
    person = User.objects.create_user(login, None, display_name=login)
    Membership.objects.create(user=person, role=role, area=area, from_date=today, confirmed_at=timezone.now())
    if role in CONTENT_ROLES:
        Pledge.objects.create(user=person, signed_date=today, valid_until=Pledge.longest_until(today))
    return person, make_link(person, OneTimeLink.Purpose.INVITATION)[1]


def make_link(person, purpose) -> tuple[OneTimeLink, str]:
    now, token = timezone.now(), make_token()
    link = OneTimeLink.objects.create(
        user=person, purpose=purpose, token_hash=token_hash(token), made_at=now, confirmed_at=now, expires_at=now + LINK_LIFE
    )
    return link, token


def require_names(logins) -> None:
    names = [User.normalize_username(login) for login in logins]
    if len({look(name) for name in names}) != len(names):
        raise CommandError("Two different people are needed: one confirms what the other does.")
    for name in names:
        try:
            plain(name)
        except ValidationError:
            raise CommandError(f"{name}: a user name has the letters a to z, digits, and . _ - inside.") from None
        if taken := User.objects.looking_like(name):
            raise CommandError(f"{name}: this user name is taken, or looks like one that is ({taken}).")


def require_address(url) -> None:
    URLValidator(schemes=["http", "https"])(url)


def write_links(write, url, links) -> None:
    """Writes the address of each person's link, and then the page where its letters can be typed."""
    for login, token in links:
        write(f"{login}: {url.rstrip('/')}{reverse('link_open', args=[token])}")
        write(f"{' ' * len(login)}  {url.rstrip('/')}{reverse('link')}  {spaced(token)}")
    write(f"Each link works once, until {timezone.localdate() + LINK_LIFE}.")

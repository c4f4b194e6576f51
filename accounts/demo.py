"""The demo's councils and accounts, with their roles and pledges. Who they are stands in `demo_staff.py`."""

from datetime import date, timedelta

from django.utils import timezone

from accounts import reviews
from accounts.demo_staff import DISTRICTS, FIRST_COUNCIL, PEOPLE
from accounts.models import AccessReview, Installation, Membership, Organisation, Pledge, User
from privacy.areas import Area
from privacy.roles import CONTENT_ROLES, Role

PASSWORD = "yorisoi-demo"  # noqa: S105
FIRST_DAY = date(2023, 4, 1)
TRAINING = date(2023, 5, 20)


def make_demo() -> None:
    make_accounts()


def make_accounts() -> list[User]:
    """Makes areas, organisations, people, roles and pledges, and marks the database as demo. A second run adds only who is missing."""
    Installation.mark_demo()
    if not User.objects.filter(is_demo=True).exists():
        prefecture = Area.objects.make(name="さくら県", kind=Area.Kind.PREFECTURE)
        city = Area.objects.make(name="みなも市", kind=Area.Kind.CITY, parent=prefecture)
        for name in PEOPLE:
            make_council(city, name)
    known = set(
        User.objects.filter(username__in=[row[0] for rows in PEOPLE.values() for row in rows]).values_list(
            "username", flat=True
        )
    )
    for name, rows in PEOPLE.items():
        council = Area.objects.get(name=name, kind=Area.Kind.COUNCIL)
        for row in rows:
            if row[0] not in known:
                make_person(council, *row)
        make_review(council)
    return list(User.objects.filter(is_demo=True))


def make_council(city, name) -> Area:
    council = Area.objects.make(name=name, short_name=name[:4], kind=Area.Kind.COUNCIL, parent=city)
    phone = "0436-00-1170" if name == FIRST_COUNCIL else "0436-00-2170"
    Organisation.objects.create(kind=Organisation.Kind.COUNCIL, name=name, area=council, phone=phone)
    for full, short, network in DISTRICTS[name]:
        district = Area.objects.make(name=full, short_name=short, kind=Area.Kind.DISTRICT, parent=council)
        Organisation.objects.create(kind=Organisation.Kind.NETWORK, name=network, area=district)
    for special, label in ((Area.Special.UNKNOWN, "地区不明"), (Area.Special.OUTSIDE, "地区外")):
        Area.objects.make(name=label, short_name=label, kind=Area.Kind.DISTRICT, parent=council, special=special)
    return council


def make_review(council) -> None:
    """A manager confirmed last month who may see what; one of the visitors took a second district since."""
    manager = User.objects.filter(memberships__area=council, memberships__role=Role.MANAGER).order_by("username").first()
    today = timezone.localdate()
    if manager is None or AccessReview.objects.filter(council=council).exists():
        return
    west = Area.objects.filter(council=council, short_name="西小区").values_list("pk", flat=True)
    held = [
        key for key in reviews.keys_of(reviews.held_in(council.pk, today)) if not (key[1] == Role.VISITOR and key[2] in west)
    ]
    month = reviews.month_of(reviews.month_of(today) - timedelta(days=1))
    AccessReview.objects.create(
        council=council, month=month, held=held, confirmed_by=manager, confirmed_at=timezone.now() - timedelta(days=30)
    )


def make_person(council, username, name, kana, role, districts) -> User:
    """Makes one person. One of the pledges is due for renewal on purpose, so that the page and home have something to show."""
    trained = TRAINING if role == Role.VISITOR else None
    # One of them is hardly here any more, and her account says so.
    last = timezone.now() - timedelta(days=130 if username == "nagashima" else 1)
    person = User.objects.create_user(
        username, PASSWORD, display_name=name, kana=kana, is_demo=True, trained_on=trained, last_login=last
    )
    areas = Area.objects.filter(council=council, short_name__in=districts) if districts else [council]
    for area in areas:
        network = Organisation.objects.filter(area=area).first()
        Membership.objects.create(
            user=person, role=role, area=area, operating_org=network, from_date=FIRST_DAY, confirmed_at=timezone.now()
        )
    if role in CONTENT_ROLES:
        today = timezone.localdate()
        days = 30 if username == "shishikura" else 240
        until = today + timedelta(days=days)
        Pledge.objects.create(user=person, signed_date=until - timedelta(days=364), valid_until=until)
    return person

"""The demo's councils and people. All are invented and look so; only the names of the first council's districts are real."""

from datetime import date, timedelta

from django.utils import timezone

from accounts.models import Installation, Membership, Organisation, Pledge, User
from privacy.areas import Area
from privacy.roles import CONTENT_ROLES, Role

PASSWORD = "yorisoi-demo"  # noqa: S105
FIRST_DAY = date(2023, 4, 1)
TRAINING = date(2023, 5, 20)
FIRST_COUNCIL = "国分寺台地区社会福祉協議会"
SECOND_COUNCIL = "みどり野地区社会福祉協議会"

DISTRICTS = {
    FIRST_COUNCIL: [
        ("国分寺台小学校区", "台小区", "台小福祉ネットワーク"),
        ("国分寺台東小学校区", "東小区", "東小福祉ネットワーク"),
        ("国分寺台西小学校区", "西小区", "西小福祉ネットワーク"),
    ],
    SECOND_COUNCIL: [
        ("みどり野北小学校区", "北小区", "北小福祉ネットワーク"),
        ("みどり野南小学校区", "南小区", "南小福祉ネットワーク"),
    ],
}

# user name, name, kana, role, districts of their own (none: the whole council)
PEOPLE = {
    FIRST_COUNCIL: [
        ("misaki", "三﨑 和代", "みさき かずよ", Role.CASEWORKER, ["台小区", "東小区"]),
        ("shishikura", "宍倉 節子", "ししくら せつこ", Role.VISITOR, ["台小区"]),
        ("koide", "小出 春江", "こいで はるえ", Role.VISITOR, ["東小区"]),
        ("nagasawa", "長澤 俊夫", "ながさわ としお", Role.VISITOR, ["台小区", "西小区"]),
        ("uzawa", "鵜澤 真理", "うざわ まり", Role.COORDINATOR, []),
        ("nemoto", "根本 康子", "ねもと やすこ", Role.ADVOCATE, []),
        ("ishiwata", "石渡 誠", "いしわた まこと", Role.MANAGER, []),
        ("takanashi", "髙梨 祐子", "たかなし ゆうこ", Role.MANAGER, []),
        ("nagashima", "永島 洋子", "ながしま ようこ", Role.AUDITOR, []),
        ("kamata", "鎌田 学", "かまた まなぶ", Role.ADMINISTRATOR, []),
        ("toyoda", "豊田 明", "とよだ あきら", Role.ADMINISTRATOR, []),
    ],
    SECOND_COUNCIL: [("ito", "伊東 晴美", "いとう はるみ", Role.CASEWORKER, [])],
}


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


def make_person(council, username, name, kana, role, districts) -> User:
    """Makes one person. One of the pledges is due for renewal on purpose, so that the page and home have something to show."""
    trained = TRAINING if role == Role.VISITOR else None
    person = User.objects.create_user(username, PASSWORD, display_name=name, kana=kana, is_demo=True, trained_on=trained)
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

"""A council with N cases: one district of 5,000, an advocate named to 30, and cases with 1, 5 and 50 notes. Nearly every case is
named to a caseworker of 500; one of these has left, and a few cases nobody has. Beyond 10,000 they are copies of these (`copies.py`)."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from accounts.demo import make_accounts
from accounts.models import Membership, Pledge, User
from casework.bench.copies import copy_cases
from casework.codes import CaseStatus, Means
from casework.demo import make_places
from casework.demo_people import STORIES
from casework.demo_scale import make_cases
from casework.models import Case, Person, Place, ProgressNote
from casework.search_tokens import person_tokens
from privacy import context, granting
from privacy.dossiers import WORK, permission
from privacy.models import Grant
from privacy.roles import Role

SMALL, MADE = 5_000, 10_000
NAMED = 30
# Notes in the cases that are opened (5, 50) and in the one that is written to, so that the opened ones stay as they are.
NOTES = (1, 5, 50)
# Each caseworker has so many cases, most of them closed long ago; one case in so many has nobody.
EACH, NOBODYS = 500, 1_000


def fill(size: int, say) -> None:
    make_accounts()
    make_places()
    first = User.objects.get(username="misaki").memberships.first().area
    council = first.council
    Membership.objects.filter(user__username="misaki").exclude(area=first).update(
        until_date=timezone.localdate() - timedelta(days=1)
    )
    places = list(Place.objects.filter(council=council).select_related("district"))
    own = [place for place in places if place.district_id == first.pk]
    others = [place for place in places if place.district_id != first.pk]
    made = min(size, MADE)
    make_cases(min(SMALL, made // 2), council=council, places=own, say=say)
    make_cases(made - min(SMALL, made // 2), council=council, places=others, say=say)
    with transaction.atomic(), context.as_job("bench"):
        _name_nearly_all(council)
        users = [_caseworker(number, council, gone=False).pk for number in range(made // EACH + 1, size // EACH + 1)]
    if size > made:
        copy_cases(size - made, council=council, beside=first, users=users, each=EACH, nobodys=NOBODYS)
    with transaction.atomic(), context.as_job("bench"):
        _name_some(council)
        for order, number in enumerate(NOTES):
            _write(number, own[0], order)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM casework_case")
        say(f"{cursor.fetchone()[0]} cases")


def _name_some(council) -> None:
    advocate = User.objects.get(username="nemoto")
    for case in Case._base_manager.filter(council=council).order_by("id")[:NAMED].select_related("dossier"):
        granting.grant(advocate, case.dossier, Grant.Kind.ASSIGNED, level=WORK, from_date=timezone.localdate())


def _name_nearly_all(council) -> None:
    today = timezone.localdate()
    cases = Case._base_manager.filter(council=council).order_by("id").values_list("dossier", "intake_date")
    named = [row for number, row in enumerate(cases) if number % NOBODYS]
    for number in range(0, len(named), EACH):
        user = _caseworker(number // EACH, council, gone=not number)
        Grant.objects.bulk_create(
            Grant(
                user=user, content_object_id=dossier, permission_id=permission(WORK), kind=Grant.Kind.ASSIGNED,
                from_date=day or today, lead=Grant.Lead.OPEN,
            ) for dossier, day in named[number : number + EACH]
        )  # fmt: skip


def _caseworker(number, council, gone) -> User:
    today = timezone.localdate()
    user = User.objects.create(
        username=f"bench-caseworker-{number}", display_name="試験 花子", kana="しけん はなこ", is_demo=True, is_active=not gone
    )
    Membership.objects.create(
        user=user, role=Role.CASEWORKER, area=council, from_date=today - timedelta(days=300), confirmed_at=timezone.now()
    )
    Pledge.objects.create(user=user, signed_date=today, valid_until=today + timedelta(days=300))
    return user


def _write(number, place, order) -> None:
    """One case with so many notes; its subject has a name and a number of their own."""
    author = User.objects.get(username="misaki")
    found = Case._base_manager.filter(area=place.district, status=CaseStatus.ACTIVE).order_by("-id")[order]
    case = Case.objects.visible_to(context.current(), "case.read").get(pk=found.pk)
    person = Person.objects.visible_to(context.current(), "person.read").get(pk=case.subject_id)
    person.family_name, person.family_kana, person.phone = f"積丹{number}", "しゃこたん", f"0436-99-{number:04d}"
    person.tokens = person_tokens(person, case.council_id)
    person.save()
    for step in range(number):
        ProgressNote(
            dossier=case.dossier, case=case, area=case.area, author=author, met_at=timezone.now() - timedelta(days=step + 1),
            means=Means.PHONE, minutes=10, text=STORIES[step % len(STORIES)][3] * 4,
        ).save()  # fmt: skip

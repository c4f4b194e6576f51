"""A council with N cases: one district of 2,000, an advocate named to 30, and cases with 1, 5 and 50 notes."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from accounts.demo import make_accounts
from accounts.models import Membership, User
from casework.demo import make_places
from casework.demo_people import STORIES
from casework.demo_scale import make_cases
from casework.models import Case, Person, Place, ProgressNote
from casework.search_tokens import person_tokens
from privacy import context
from privacy.dossiers import WORK
from privacy.models import Grant

SMALL = 2_000
NAMED = 30
# Notes in the cases that are opened (5, 50) and in the one that is written to, so that the opened ones stay as they are.
NOTES = (1, 5, 50)


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
    make_cases(min(SMALL, size // 2), council=council, places=own, say=say)
    make_cases(size - min(SMALL, size // 2), council=council, places=others, say=say)
    with transaction.atomic(), context.System("bench"):
        _name_some(council)
        for order, number in enumerate(NOTES):
            _write(number, own[0], order)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM casework_case")
        say(f"{cursor.fetchone()[0]} cases")


def _name_some(council) -> None:
    advocate = User.objects.get(username="nemoto")
    for case in Case._base_manager.filter(council=council).order_by("id")[:NAMED].select_related("dossier"):
        Grant.objects.give(advocate, case.dossier, Grant.Kind.ASSIGNED, level=WORK, from_date=timezone.localdate())


def _write(number, place, order) -> None:
    """One case with so many notes; its subject has a name and a number of their own."""
    author = User.objects.get(username="misaki")
    found = Case._base_manager.filter(area=place.district, status="active").order_by("-id")[order]
    case = Case.objects.visible_to(context.current(), "case.read").get(pk=found.pk)
    person = Person.objects.visible_to(context.current(), "person.read").get(pk=case.subject_id)
    person.family_name, person.family_kana, person.phone = f"積丹{number}", "しゃこたん", f"0436-99-{number:04d}"
    person.tokens = person_tokens(person, case.council_id)
    person.save()
    for step in range(number):
        ProgressNote(
            dossier=case.dossier, case=case, area=case.area, author=author, met_at=timezone.now() - timedelta(days=step + 1),
            means="phone", minutes=10, text=STORIES[step % len(STORIES)][3] * 4,
        ).save()  # fmt: skip

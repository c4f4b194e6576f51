"""A council with N enrolments, ten visits each and two in a hundred overdue; one coordinator serves a district of 300 of them.

Same tables, same encryption and history; one event a batch and table. Visits go in by COPY: a million of them through the ORM
would take an hour.
"""

import random
import secrets
import uuid
from datetime import datetime, time, timedelta
from types import SimpleNamespace

from django.db import connection, transaction
from django.utils import timezone

from accounts.demo import make_accounts
from accounts.models import Membership, Organisation, Pledge, User
from casework.codes import Content, Decision, Recipient
from casework.codes import Manner as ConsentManner
from casework.demo import make_places
from casework.demo_people import FAMILIES, GIVENS
from casework.models import Consent, Person, Place
from casework.services.people import PersonDetails
from japan.wareki import PartialDate
from privacy import context, keys
from privacy.dossier_keys import DossierKey
from privacy.dossiers import WORK, permission
from privacy.history import write_versions
from privacy.models import Dossier, Grant
from privacy.roles import Role
from visits.codes import Manner, Need, Outcome, Pattern
from visits.models import Assignment, Enrolment, Visit
from visits.services.schedule import month_key

BATCH = 1_000
# In the coordinator's district, of whom each of twelve visitors goes to 25.
SMALL, WALK = 300, 25
VISITS = 10
OVERDUE = 50
COORDINATOR, VISITOR = "bench-coordinator", "bench-visitor"
OUTCOMES = [Outcome.WELL] * 8 + [Outcome.CONCERN, Outcome.ABSENT]
COLUMNS = [
    "id", "dossier_id", "enrolment_id", "area_id", "council_id", "operating_org_id", "visitor_id", "companions", "visited_at",
    "recorded_at", "received_at", "source", "outcome", "manner", "answered", "minutes", "checks", "note", "flag",
]  # fmt: skip


def fill(size: int, say) -> None:
    make_accounts()
    make_places()
    home = _home()
    chance = random.Random(size)  # noqa: S311
    for begun in range(0, size, BATCH):
        with transaction.atomic(), context.as_job("bench"):
            _batch(range(begun, min(begun + BATCH, size)), home, chance)
        if begun and begun % 10_000 == 0:
            say(f"{begun} …")
    say(f"{Enrolment.objects.count()} enrolments, {Visit.objects.count()} visits")


def _home() -> SimpleNamespace:
    """The first council: one district for the coordinator, the rest for everybody else."""
    manager = User.objects.get(username="ishiwata")
    council = manager.memberships.first().area
    places = list(Place.objects.filter(council=council).select_related("district").order_by("pk"))
    small = places[0].district
    _staff(COORDINATOR, Role.COORDINATOR, small)
    visitors = [_staff(f"{VISITOR}-{number}", Role.VISITOR, small) for number in range(SMALL // WALK)]
    return SimpleNamespace(
        council=council, small=[place for place in places if place.district_id == small.pk], visitors=visitors,
        others=[place for place in places if place.district_id != small.pk], author=manager,
        network=Organisation.objects.filter(kind=Organisation.Kind.NETWORK, area__council=council).first(),
    )  # fmt: skip


def _staff(username, role, area) -> User:
    today = timezone.localdate()
    user = User.objects.create_user(
        username,
        secrets.token_urlsafe(12),
        display_name="試験 花子",
        kana="しけん はなこ",
        is_demo=True,
        trained_on=today - timedelta(days=300),
    )
    Pledge.objects.create(user=user, signed_date=today - timedelta(days=9), valid_until=today + timedelta(days=300))
    Membership.objects.create(
        user=user, role=role, area=area, from_date=today - timedelta(days=300), confirmed_at=timezone.now()
    )
    return user


def _batch(numbers, home, chance) -> None:
    today = timezone.localdate()
    rows = [_one(number, home, chance, today) for number in numbers]
    dossiers = [dossier for row in rows for dossier in (row.home, row.watch)]
    Dossier.objects.bulk_create(dossiers)
    DossierKey.objects.bulk_create(
        DossierKey(dossier_id=dossier.pk, wrapped=keys.wrap(secrets.token_bytes(32), dossier.pk)) for dossier in dossiers
    )
    context.current().keyring.admit(dossier.pk for dossier in dossiers)
    for model, name in ((Person, "person"), (Consent, "consent"), (Enrolment, "enrolment")):
        model.objects.create_all(getattr(row, name) for row in rows)
    walked = [row for row in rows if row.assignment]
    Assignment.objects.create_all(row.assignment for row in walked)
    Grant.objects.bulk_create(
        Grant(
            user=row.assignment.user, content_object=row.watch, permission_id=permission(WORK), kind=Grant.Kind.ASSIGNED,
            from_date=row.enrolment.start_date, lead=Grant.Lead.OPEN,
        ) for row in walked
    )  # fmt: skip
    with connection.cursor() as cursor, cursor.copy(f"COPY visits_visit ({', '.join(COLUMNS)}) FROM STDIN") as copy:
        made = [values for row in rows for values in _visits(row, home, chance)]
        for values in made:
            copy.write_row(values)
    write_versions(Visit, [SimpleNamespace(pk=values[0], dossier_id=values[1]) for values in made], "+")


def _one(number, home, chance, today) -> SimpleNamespace:
    place = home.small[number % len(home.small)] if number < SMALL else chance.choice(home.others)
    area, start = place.district, today - timedelta(days=400)
    of_person = Dossier(id=uuid.uuid4(), kind=Dossier.Kind.PERSON, area=area, council=home.council)
    watch = Dossier(id=uuid.uuid4(), kind=Dossier.Kind.ENROLMENT, area=area, council=home.council, subject=of_person)
    person = Person(dossier=of_person, tokens=[])
    family, given = chance.choice(FAMILIES), chance.choice(GIVENS)
    PersonDetails(
        family_name=family[0], given_name=given[0], family_kana=family[1], given_kana=given[1], sex=given[2], place=place,
        birth=PartialDate(given[3], 1 + number % 12, 1 + number % 28), block=f"{number % 50}-{number % 9}",
        phone=f"0436-{number % 10_000:04d}-00",
    ).put_on(person)  # fmt: skip
    consent = Consent(
        dossier=of_person, person=person, decision=Decision.GRANTED, contents=[Content.IDENTITY], recipients=[Recipient.NETWORK],
        given_date=start, manner=ConsentManner.WRITTEN, recorded_by=home.author,
    )  # fmt: skip
    due = today - timedelta(days=5) if number % OVERDUE == 0 else today + timedelta(days=1 + number % 20)
    enrolment = Enrolment(
        dossier=watch, person=person, area=area, council=home.council, operating_org=home.network, consent=consent, applied_date=start,
        start_date=start, reconfirm_date=today + timedelta(days=100), need=Need.ALONE, manner=Manner.MEETING, pattern=Pattern.TIMES, times=2,
        created_by=home.author, next_due_date=due, overdue_on=due + timedelta(days=4), last_outcome=Outcome.WELL, caution_text="犬がいる",
        last_visit_date=today - timedelta(days=3), planned={month_key(today - timedelta(days=30 * back)): 2 for back in range(12)},
    )  # fmt: skip
    assignment = None
    if number < SMALL:
        visitor = home.visitors[number // WALK]
        assignment = Assignment(dossier=watch, enrolment=enrolment, user=visitor, position=10 * number, from_date=start)
    return SimpleNamespace(
        home=of_person, watch=watch, person=person, consent=consent, enrolment=enrolment, assignment=assignment
    )


def _visits(row, home, chance):
    """Over ten months back, the newest three days ago."""
    note = Visit._meta.get_field("note")
    now = timezone.make_aware(datetime.combine(row.enrolment.last_visit_date, time(9)))
    for back in range(VISITS):
        visit = Visit(id=uuid.uuid4(), dossier_id=row.watch.pk, note="")
        at = now - timedelta(days=30 * back, minutes=-chance.randrange(480))
        outcome = Outcome.WELL if back == 0 else chance.choice(OUTCOMES)
        yield (
            visit.pk, row.watch.pk, row.enrolment.pk, row.enrolment.area_id, home.council.pk, home.network.pk, home.visitors[0].pk, [],
            at, at, at, "page", outcome.value, Manner.MEETING.value, "self", 10, None, bytes(note.ciphertext(visit)), "",
        )  # fmt: skip

"""The demo: fiscal year 2023 as history, and a set around today, so that home is never empty nor years overdue."""

import random
import uuid
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.demo import make_accounts
from accounts.models import User
from casework import services
from casework.codes import ClosureReason, Manner, Means, Route, Urgency
from casework.demo_files import make_files
from casework.demo_people import BLOCKS, FAMILIES, GIVENS, STORIES
from casework.documents import CONSENT
from casework.models import Case, Consent, Place, Relative
from casework.pages.consent_sheet import consent_sheet, consent_words
from casework.services import PersonDetails
from casework.services.daybook import daybook_of
from documents.codes import Holding
from documents.models import Copy
from documents.services import copy_mark, document_ask, document_make
from japan.wareki import PartialDate
from privacy import context
from privacy.models import Area
from publishing.services import month_close

HISTORY = 24
CURRENT = 12
# Always the same demo, whoever starts it.
SEED = 20230914


@transaction.atomic
def make_demo() -> None:
    make_accounts()
    make_places()
    if Case.objects.exists():
        return
    chance = random.Random(SEED)  # noqa: S311  (stories, not secrets)
    caseworker, coordinator = (User.objects.get(username=name) for name in ("misaki", "uzawa"))
    served = {membership.area_id for membership in caseworker.memberships.current()}
    today = timezone.localdate()
    for number in range(HISTORY):
        day = date(2023, 4, 3) + timedelta(days=number * 14 + chance.randrange(6))
        _history(_writer(number, caseworker, coordinator, served), number, day, chance)
    for number in range(CURRENT):
        writer = _writer(HISTORY + number, caseworker, coordinator, served)
        _current(writer, HISTORY + number, today - timedelta(days=2 + chance.randrange(25)), today, chance)
    _other_council(today, chance)
    _day_book(caseworker, coordinator, today)
    _closed_month(User.objects.get(username="ishiwata"))
    _enquiries(caseworker, today)
    _papers(caseworker)


def _writer(number, caseworker, coordinator, served) -> User:
    """The caseworker in her own districts, the coordinator in the third and now and then elsewhere."""
    place = _place(number, caseworker.working_council_id)
    return caseworker if place.district_id in served and number % 5 != 4 else coordinator


def _place(number, council_id) -> Place:
    places = list(Place.objects.filter(council=council_id).order_by("kana"))
    return places[number % len(places)]


def make_places() -> None:
    for order, (name, kana, short) in enumerate(BLOCKS):
        district = Area.objects.get(short_name=short)
        Place.objects.get_or_create(
            council_id=district.council_id,
            name=name,
            defaults={"district": district, "kana": kana, "postal_code": f"000-{order:04d}"},
        )


def _history(user, number, day, chance) -> None:
    case = _take(user, number, day, chance)
    with context.on_behalf_of(user):
        case = Case.objects.visible_to(user).get(pk=case.pk)
        for step in range(1, 1 + chance.randrange(4)):
            _note(user, case, day + timedelta(days=9 * step), number + step, chance)
        if number % 3 == 0:
            services.case_close(case, actor=user, on_date=day + timedelta(days=40), reason_code=ClosureReason.SOLVED)
        elif number % 5 == 0:
            services.case_close(case, actor=user, on_date=day + timedelta(days=50), reason_code=ClosureReason.TRANSFERRED)
        else:
            services.case_close(case, actor=user, on_date=date(2024, 3, 29), reason_code=ClosureReason.WISH)


def _current(user, number, day, today, chance) -> None:
    """Some overdue, one today, the rest in the next days."""
    offsets = [-6, -2, 0, 0, 1, 3, 4, 7, 9, 12, 20, 30]
    case = _take(user, number, day, chance, urgency=Urgency.TODAY if number % 6 == 0 else Urgency.SOON)
    with context.on_behalf_of(user):
        case = Case.objects.visible_to(user).get(pk=case.pk)
        _note(
            user, case, max(day, today - timedelta(days=1 + chance.randrange(8))), number, chance,
            next_contact_date=today + timedelta(days=offsets[number % len(offsets)]), next_contact_todo=STORIES[number % len(STORIES)][5],
        )  # fmt: skip
        services.case_set_status(case, actor=user, status="active" if number % 2 else "assessment", on_date=today)
        if number % 4 == 0 and case.subject_id:
            _family(user, case, number)


def _take(user, number, day, chance, *, urgency=Urgency.NORMAL, council=None) -> Case:
    main, others, route, words, _next, _todo = STORIES[number % len(STORIES)]
    council = council or Area.objects.get(pk=user.working_council_id)
    means = [Means.PHONE, Means.VISIT_IN, Means.VISIT][number % 3]
    with context.on_behalf_of(user):
        return services.case_open(
            actor=user, council=council, id=uuid.uuid4(), intake_date=day, route=route, means=means, topics=[main, *others],
            main_topic=main, urgency=urgency, words=words, new_subject=_details(number, council), now=_at(day, 10),
            minutes=10 + number % 30,
            consulter={"name": f"{FAMILIES[(number + 7) % len(FAMILIES)][0]} {GIVENS[(number + 3) % len(GIVENS)][0]}", "relation": "近所の人" if route == Route.NEIGHBOUR else "", "phone": f"0436-00-{3000 + number:04d}"},
            consent=_consent(number, day),
        )  # fmt: skip


def _details(number, council) -> PersonDetails:
    family, family_kana = FAMILIES[number % len(FAMILIES)]
    given, given_kana, sex, year = GIVENS[(number * 5 + number // 16) % len(GIVENS)]
    return PersonDetails(
        family_name=family, given_name=given, family_kana=family_kana, given_kana=given_kana, sex=sex,
        birth=PartialDate(year, 1 + number % 12, 1 + number % 28), place=_place(number, council.pk), block=f"{1 + number % 20}-{1 + number % 9}",
        phone=f"0436-00-{1000 + number:04d}", living=["一人ぐらし", "夫婦ふたり", "息子と同居"][number % 3],
    )  # fmt: skip


def _consent(number, day) -> dict | None:
    if number % 3:
        return None
    return {
        "decision": "granted", "manner": Manner.ORAL if number % 2 else Manner.WRITTEN, "given_date": day,
        "contents": ["existence", "identity", "living"], "recipients": ["comprehensive", "commissioner"], "purpose": "支援の相談のため",
    }  # fmt: skip


def _note(user, case, day, number, chance, **changes) -> None:
    story = STORIES[number % len(STORIES)]
    means = [Means.PHONE, Means.VISIT, Means.AGENCY, Means.VISIT_IN, Means.MEMO][number % 5]
    day = min(day, timezone.localdate())
    at = min(_at(day, 9 + number % 8), timezone.now())
    values = {"met_at": at, "means": means, "minutes": 10 + number % 40, "with_whom": "本人", "now": at, "id": uuid.uuid4()}
    if number % 4 == 0:
        parts = {"focus": "暮らしの様子", "subjective": f"「{story[3]}」", "objective": story[4], "plan": story[5]}
        services.note_add(case, actor=user, soaip=parts, **values, **changes)
    else:
        services.note_add(case, actor=user, text=story[4], **values, **changes)


def _family(user, case, number) -> None:
    from casework.models import Person

    person = Person.objects.visible_to(user).get(pk=case.subject_id)
    services.relative_save(
        person, actor=user, relative=Relative(person=person, dossier=person.dossier), relation="長女",
        name=f"{FAMILIES[(number + 1) % len(FAMILIES)][0]} {GIVENS[7][0]}", phone=f"090-0000-{3000 + number:04d}", key_person=True, emergency_rank=1,
    )  # fmt: skip


def _other_council(today, chance) -> None:
    user = User.objects.get(username="ito")
    for number in range(3):
        _take(user, 60 + number, today - timedelta(days=3 + number), chance)


def _day_book(one, other, today) -> None:
    council = Area.objects.get(pk=one.working_council_id)
    for user, kind, text, who in (
        (other, "handover", "あすの午前は鵜澤が不在。会場の鍵は事務所の引き出し", ""),
        (one, "call", "折り返しがほしいとのこと。用件は聞いていない", "自治会の鳥海さん"),
    ):
        with context.on_behalf_of(user):
            book = daybook_of(council, today)
            services.entry_write(
                actor=user,
                book=book,
                kind=kind,
                text=text,
                who=who,
                phone="0436-00-2400" if who else "",
                due_date=today + timedelta(days=1),
            )


def _closed_month(manager) -> None:
    """November 2023. One of its enquiries is written down afterwards, and stands beside the final figures as a correction."""
    with context.on_behalf_of(manager):
        month_close(Area.objects.get(pk=manager.working_council_id), actor=manager, month=date(2023, 11, 1), id=uuid.uuid4())


def _enquiries(user, today) -> None:
    council = Area.objects.get(pk=user.working_council_id)
    for day, topic, text in (
        (date(2023, 6, 5), "rubbish", "粗大ごみの出し方を知りたい"),
        (date(2023, 11, 20), "care", "介護の申請はどこですればよいか"),
        (today - timedelta(days=5), "community", "サロンの開いている日を知りたい"),
    ):
        with context.on_behalf_of(user):
            services.enquiry_record(
                actor=user,
                council=council,
                id=uuid.uuid4(),
                on_date=day,
                route=Route.SELF,
                means="phone",
                text=text,
                topic=topic,
                now=_at(day, 11),
            )


def _papers(user) -> None:
    """同意書 of two people: one with them, one still in the office."""
    with context.on_behalf_of(user):
        for consent in Consent.objects.visible_to(user).select_related("person").order_by("created_at", "id")[:2]:
            data, words = consent_sheet(consent.person, consent), consent_words()
            paper = document_ask(consent.person, actor=user, kind=CONSENT.name, data=data, copies=2, **words)
            paper = document_make(paper, actor=user)
        copy_mark(Copy.objects.get(document=paper, n=1), actor=user, holding=Holding.OUT, whom="本人")
        make_files(user)


def _at(day: date, hour: int) -> datetime:
    return min(datetime.combine(day, time(hour), tzinfo=timezone.get_current_timezone()), timezone.now())

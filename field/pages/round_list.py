"""The list that a tablet takes along: a visitor's own doors of this month, and no more of anybody than is needed at a door."""

from datetime import datetime, time, timedelta
from functools import cache

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, override

from accounts.models import Organisation
from field import sealing
from field.codes import NOTE_LENGTH, TOLERANCE
from field.models import SealingKey, TabletSettings
from privacy.together import question
from visits import duty
from visits.codes import Answered, Caution, Check, Manner, Outcome
from visits.models import Assignment
from visits.pages.doorstep import Doorstep
from visits.pages.rounds import DOORS, Round, Stop, round_of
from visits.questions import ANSWERS, FINDINGS, FIRST_CHECKS, LARGE, TRIED

VERSION = 1
# As it stands in what is recorded with it.
FORM = 1


@question
def chosen_by_council(asker):
    return TabletSettings.objects.filter(pk=asker.council)


@question
def sealing_key(asker):
    return SealingKey.objects.filter(replaced_at=None).order_by("pk")[:1]


@question
def own_office(asker):
    return Organisation.objects.filter(area=asker.council, kind=Organisation.Kind.COUNCIL, closed_date=None).order_by("pk")[:1]


@question
def companions(asker):
    """Who else goes there today."""
    others = Assignment.objects.filter(enrolment__in=DOORS).walked_today(asker.today).exclude(user=asker.user)
    return others.order_by("position", "created_at", "id").values_list("enrolment_id", "user_id", "user__display_name")


BESIDES = (chosen_by_council, sealing_key, own_office, companions, duty.turns_between)


def contents(user, device, now) -> dict:
    """As `docs/field-api.md` says. The same on the same day, as long as nothing has changed."""
    today = timezone.localdate(now)
    last = today + timedelta(days=TabletSettings.MOST_DAYS)
    given = {duty.FIRST: today - timedelta(days=1), duty.LAST: last}
    month = round_of(user, now, contacts=True, besides=BESIDES, given=given)
    found = month.besides
    chosen = next(iter(found[chosen_by_council]), TabletSettings(council_id=device.council_id))
    [key] = found[sealing_key]
    return {
        "version": VERSION,
        "device": str(device.pk),
        "day": today.isoformat(),
        "half": sealing.b64(sealing.half_of(device, today)),
        "halves": _halves(device, today, chosen.list_days),
        "expires": _midnight(today + timedelta(days=chosen.list_days)).isoformat(),
        "days": chosen.list_days,
        "sealing": {"id": str(key.pk), "key": sealing.b64(bytes(key.public))},
        "visitor": user.display_name,
        "office": _office(next(iter(found[own_office]), None), found[duty.turns_between], today, chosen.list_days),
        "map": chosen.map_link,
        "doors": _doors(month, _states(month), found[companions]),
        "form": form(get_language()),
        "forms": {language: form(language) for language, _name in settings.LANGUAGES},
    }


def _halves(device, today, days) -> list[dict]:
    """Of the days in which a list that may still lie on the tablet was wrapped, newest first: its PIN opens it over midnight too."""
    past = [today - timedelta(days=number) for number in range(days + 1)]
    return [{"day": day.isoformat(), "half": sealing.b64(sealing.half_of(device, day))} for day in past]


@cache
def form(language) -> dict:
    """What is asked at a door, out of the definition that the page's form has too. Only to be read: it is the same for everybody."""
    with override(language):
        return _form()


def _form() -> dict:
    return {
        "version": FORM,
        "outcomes": [_answer(code, number < LARGE) for number, code in enumerate(ANSWERS)],
        "findings": [{"code": str(code), "words": str(words)} for code, words in FINDINGS],
        "checks": [
            {"code": code, "words": str(words), "first": number < FIRST_CHECKS}
            for number, (code, words) in enumerate(Check.choices)
        ],
        "answered": [{"code": code, "words": str(words)} for code, words in Answered.choices],
        "manners": [{"code": code, "words": str(words)} for code, words in Manner.choices],
        "cautions": [{"code": code, "words": str(words)} for code, words in Caution.choices],
        "steps": [{"code": step.value, "words": str(step.label)} for step in TRIED],
        "note_length": NOTE_LENGTH,
        "tolerance_minutes": TOLERANCE // timedelta(minutes=1),
    }


def _answer(code, large) -> dict:
    words, kind, icon = Outcome(code).chip
    return {"code": str(code), "words": words, "hint": str(ANSWERS[code]), "icon": icon, "colour": kind, "large": large}


def _office(council: Organisation | None, turns, today, days) -> dict:
    """Whom to call, in order: whoever is on duty while this list lives, each with from when until when, and the office at any time."""
    if council is None:
        return {"name": "", "phone": "", "emergency": []}
    calls: list[dict] = [
        {"who": turn.user.display_name, "phone": turn.phone, "from": begins.isoformat(), "until": ends.isoformat()}
        for turn, begins, ends in duty.spans(turns, today, today + timedelta(days=days))
    ]
    if council.phone:
        calls.append({"who": council.name, "phone": council.phone, "from": None, "until": None})
    return {"name": council.name, "phone": council.phone, "emergency": calls}


def _states(month: Round) -> dict:
    """{enrolment id: how it stands}"""
    return {
        **{stop.door.enrolment.pk: "unplanned" for stop in month.unplanned},
        **{stop.door.enrolment.pk: "done" for stop in month.done},
        **{stop.door.enrolment.pk: "later" for stop in month.later},
        **{stop.door.enrolment.pk: "waiting" for stop in month.waiting},
    }


def _doors(month: Round, states, others) -> list[dict]:
    together: dict = {}
    for enrolment, pk, name in others:
        together.setdefault(enrolment, []).append({"id": str(pk), "name": name})
    seen: dict = {}
    for visit, door in month.visits:
        seen.setdefault(door.enrolment.pk, []).append(_seen(visit))
    stops = sorted(month.stops, key=lambda stop: stop.door.position)
    return [_door(stop, states, together, seen) for stop in stops]


def _door(stop: Stop, states, together, seen) -> dict:
    door, pk = stop.door, stop.door.enrolment.pk
    return {
        "no": door.position,
        "id": str(pk),
        "name": door.name,
        "kana": door.kana,
        "address": door.address,
        "phone": " ".join(door.person.phones),
        "cautions": [
            {"code": code, "icon": icon, "words": words}
            for code, (icon, words) in zip(door.enrolment.cautions, door.cautions, strict=True)
        ],
        "caution_text": door.caution_text,
        "protocol": door.absence_protocol,
        "handed": door.handed,
        "manner": door.enrolment.manner,
        "due": door.due.isoformat() if door.due else None,
        "state": "paused" if stop.paused else states[pk],
        "tried": stop.tried is not None,
        "last": _last(door),
        "seen": seen.get(pk, []),
        "companions": together.get(pk, []),
        "contacts": [
            {"name": one.name, "relation": one.relation, "phone": one.phone, "key_holder": one.key_holder}
            for one in door.contacts
        ],
    }


def _last(door: Doorstep) -> dict | None:
    if door.last_visit is None:
        return None
    return {"outcome": door.last_outcome, "words": door.last_words, "at": door.last_visit.isoformat()}


def _seen(visit) -> dict:
    at = timezone.localtime(visit.visited_at).isoformat(timespec="minutes")
    words = str(Outcome(visit.outcome).label)
    return {"id": str(visit.pk), "outcome": visit.outcome, "words": words, "at": at, "by": visit.visitor.display_name}


def _midnight(day) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())

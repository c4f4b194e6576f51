"""The rule of `basis.py`, asked with everything that is recorded: of a meeting, for each of its items and each who comes.

As many questions to the database however many items and attendees there are.
"""

from collections import defaultdict
from uuid import UUID

from django.db.models import BigIntegerField, UUIDField

from accounts.acting import able
from casework.joined import records_of
from casework.models import Consent, Ground
from casework.said import BASIS_COLUMNS, COLUMNS, Basis, Said
from conferences.basis import CONTENTS, Found, Standing, What, Who, answer
from conferences.models import LeftOut
from privacy.models import Grant, Recusal
from privacy.together import Given, Wanted, alone, question
from referrals.models import Agency
from referrals.models.agencies import receiver_code

Answers = dict[tuple[UUID, UUID], Found]


USERS, PLACES = Given("answer_users", UUIDField(), many=True), Given("answer_places", UUIDField(), many=True)
CASES, RECORDS = Given("answer_cases", UUIDField(), many=True), Given("answer_people", UUIDField(), many=True)
ITEMS, AGENCIES = Given("answer_items", UUIDField(), many=True), Given("answer_agencies", UUIDField(), many=True)
HOSTS = Given("answer_councils", BigIntegerField(), many=True)


@question
def consents(asker):
    """Of all records of each person: only days, codes and breadths, opened by nobody."""
    return Consent.objects.filter(person__in=RECORDS).values_list("person", "dossier", *COLUMNS)


@question
def grounds(asker):
    rows = Ground.objects.filter(dossier__in=asker.within("consent.read"), case__in=CASES).order_by("created_at", "id")
    return rows.values_list("case", "kind", "dossier", *BASIS_COLUMNS)


@question
def at_work(asker):
    return able("conference.read", HOSTS, asker.today).filter(pk__in=USERS).values_list("pk")


@question
def shut(asker):
    return Recusal.objects.lasting().filter(user__in=USERS, dossier__in=PLACES).values_list("user", "dossier")


@question
def holds(asker):
    return Grant.objects.filter(content_object__in=PLACES).valid(asker.today).values_list("user", "content_object")


@question
def kinds(asker):
    return Agency.objects.filter(pk__in=AGENCIES).values_list("pk", "kinds__recipient")


@question
def merged(asker):
    return Agency.objects.filter(council__in=HOSTS, merged_into__isnull=False).values_list("pk", "merged_into")


@question
def left_out(asker):
    return LeftOut.objects.filter(item__in=ITEMS, ended_at=None).values_list("item", "attendee")


ASKED = (consents, grounds, at_work, shut, holds, kinds, merged, left_out)


def answers_of(actor, conference, items, attendees, contents=None) -> Answers:
    """{(item, attendee): what they may see of it}. `items`: with their cases; `contents`: {item: what its sheet tells}."""
    return alone(actor, answered(conference, items, attendees, contents))


def answered(conference, items, attendees, contents=None):
    """As `answers_of`, of a page that asks for more."""
    cases = [item.case for item in items if item.case_id]
    people = {case.subject_id for case in cases if case.subject_id}
    records = records_of(people) if people else {}
    rows = yield Wanted(ASKED, {
        RECORDS: {pk for one in records.values() for pk in one}, CASES: [case.pk for case in cases],
        USERS: [one.user_id for one in attendees if one.user_id], PLACES: {pk for item in items for pk in _places(item)},
        AGENCIES: [one.agency_id for one in attendees if one.agency_id], ITEMS: [item.pk for item in items],
        HOSTS: [conference.council_id],
    })  # fmt: skip
    said, grounded, receivers = _said(records, rows[consents]), _grounds(rows[grounds]), _receivers(conference, attendees, rows)
    stands, out, pledged = _standings(rows), set(rows[left_out]), all(one.pledged_date for one in attendees)
    found = {}
    for item in items:
        what = What(has_case=item.case_id is not None, shown=item.shown)
        about = (said[item.case.subject_id] if item.case_id else [], grounded[item.case_id])
        for one in attendees:
            who = Who(receivers[one.pk], stands(item, one), (item.pk, one.pk) in out)
            told = (contents or {}).get(item.pk, CONTENTS)
            found[item.pk, one.pk] = answer(
                who, what, conference.way, *about, on=conference.date, all_pledged=pledged, contents=told
            )
    return found


def _said(records, rows) -> dict:
    """{person: what they said}, under whichever record of theirs."""
    by_record, found = defaultdict(list), defaultdict(list)
    for person, dossier, *columns in rows:
        by_record[person].append(Said(dossier=dossier, **dict(zip(COLUMNS, columns, strict=True))))
    for person, one in records.items():
        found[person] = [said for record in one for said in by_record[record]]
    return found


def _grounds(rows) -> dict:
    found: dict = defaultdict(list)
    for case, law, dossier, *columns in rows:
        found[case].append(Basis(law=law, dossier=dossier, **dict(zip(BASIS_COLUMNS, columns, strict=True))))
    return found


def _places(item) -> list[UUID]:
    """Where a recusal shuts somebody out of it."""
    if not item.case_id:
        return []
    return [pk for pk in (item.dossier_id, item.case.dossier_id, item.case.dossier.subject_id) if pk]


def _standings(rows):
    """How each of the staff stands to each item."""
    working, recused, holding = {pk for (pk,) in rows[at_work]}, set(rows[shut]), set(rows[holds])

    def stands(item, attendee) -> str:
        user = attendee.user_id
        if user is None:
            return ""
        if user not in working:
            return Standing.GONE
        if any((user, place) in recused for place in _places(item)):
            return Standing.RECUSED
        if item.case_id and item.case.dossier.restricted and (user, item.case.dossier_id) not in holding:
            return Standing.RESTRICTED
        return Standing.OPEN

    return stands


def _receivers(conference, attendees, rows) -> dict:
    """{attendee: every name under which a consent can mean them}: the meeting, and their agency with what was merged into it."""
    meant, parts = defaultdict(set), defaultdict(set)
    for agency, kind in rows[kinds]:
        meant[agency] |= {kind} if kind else set()
    for row, into in rows[merged]:
        parts[into].add(row)
    return {
        one.pk: conference.receiver | meant[one.agency_id] | {receiver_code(row) for row in _rows(one.agency_id, parts)}
        for one in attendees
    }


def _rows(agency, merged) -> set:
    rows, new = set(), {agency} - {None}
    while new:
        rows |= new
        new = {row for one in new for row in merged.get(one, ())} - rows
    return rows

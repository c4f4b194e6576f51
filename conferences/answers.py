"""The rule of `basis.py`, asked with everything that is recorded: of a meeting, for each of its items and each who comes.

As many questions to the database however many items and attendees there are.
"""

from collections import defaultdict
from uuid import UUID

from django.utils import timezone

from accounts.acting import able
from casework.joined import records_of
from casework.models import Consent, Ground
from casework.said import BASIS_COLUMNS, COLUMNS, Basis, Said
from conferences.basis import CONTENTS, Found, Standing, What, Who, answer
from conferences.models import Attendee, Item, LeftOut
from privacy.models import Grant, Recusal
from privacy.reach import within
from referrals.models import Agency
from referrals.models.agencies import receiver_code

Answers = dict[tuple[UUID, UUID], Found]


def answers_of(actor, conference, items=None, attendees=None, contents=None) -> Answers:
    """{(item, attendee): what they may see of it}, of the items that the actor can read. `contents`: {item: what its sheet tells}."""
    if items is None:
        rows = Item.objects.visible_to(actor).filter(conference=conference).present()
        items = list(rows.select_related("case__dossier"))
    if attendees is None:
        there = Attendee.objects.in_dossier_of(conference, actor).filter(conference=conference).present()
        attendees = list(there.with_names())
    said, grounds = _said([item.case for item in items if item.case_id]), _grounds(actor, items)
    stands, receivers = _standings(conference, items, attendees), _receivers(conference, attendees)
    out, pledged = _left_out(items), all(one.pledged_date for one in attendees)
    found = {}
    for item in items:
        what = What(has_case=item.case_id is not None, shown=item.shown)
        about = (said[item.case.subject_id] if item.case_id else [], grounds[item.case_id])
        for one in attendees:
            who = Who(receivers[one.pk], stands(item, one), (item.pk, one.pk) in out)
            told = (contents or {}).get(item.pk, CONTENTS)
            found[item.pk, one.pk] = answer(
                who, what, conference.way, *about, on=conference.date, all_pledged=pledged, contents=told
            )
    return found


def _said(cases) -> dict:
    """{person: what they said}, of all records of each: only days, codes and breadths."""
    people = {case.subject_id for case in cases if case.subject_id}
    found: dict = defaultdict(list)
    if people:
        records = records_of(people)
        rows = Consent.objects.filter(person__in={pk for one in records.values() for pk in one})
        by_record = defaultdict(list)
        for row in rows.values("person", "dossier", *COLUMNS):
            by_record[row.pop("person")].append(Said(**row))
        for person, one in records.items():
            found[person] = [said for record in one for said in by_record[record]]
    return found


def _grounds(actor, items) -> dict:
    rows = Ground.objects.filter(
        dossier__in=within(actor, "consent.read"), case__in=[item.case_id for item in items if item.case_id]
    )
    found: dict = defaultdict(list)
    for row in rows.order_by("created_at", "id").values("case", "dossier", "kind", *BASIS_COLUMNS):
        found[row.pop("case")].append(Basis(law=row.pop("kind"), **row))
    return found


def _standings(conference, items, attendees):
    """How each of the staff stands to each item."""
    users = {one.user_id for one in attendees if one.user_id}
    today = timezone.localdate()
    at_work = set(able("conference.read", conference.council_id, today).filter(pk__in=users).values_list("pk", flat=True))
    places = {item.pk: {item.dossier_id, item.case.dossier_id, item.case.dossier.subject_id} for item in items if item.case_id}
    every = {pk for place in places.values() for pk in place if pk}
    shut = set(Recusal.objects.lasting().filter(user__in=users, dossier__in=every).values_list("user", "dossier"))
    closed = [item.case.dossier_id for item in items if item.case_id and item.case.dossier.restricted]
    holds = set(Grant.objects.filter(content_object__in=closed).valid(today).values_list("user", "content_object"))

    def stands(item, attendee) -> str:
        user = attendee.user_id
        if user is None:
            return ""
        if user not in at_work:
            return Standing.GONE
        if any((user, place) in shut for place in places.get(item.pk, ())):
            return Standing.RECUSED
        if item.case_id and item.case.dossier.restricted and (user, item.case.dossier_id) not in holds:
            return Standing.RESTRICTED
        return Standing.OPEN

    return stands


def _receivers(conference, attendees) -> dict:
    """{attendee: every name under which a consent can mean them}: the meeting, and their agency with what was merged into it."""
    agencies = {one.agency_id for one in attendees if one.agency_id}
    kinds = defaultdict(set)
    merged = defaultdict(set)
    if agencies:
        for agency, kind in Agency.objects.filter(pk__in=agencies).values_list("pk", "kinds__recipient"):
            kinds[agency] |= {kind} if kind else set()
        for row, into in Agency.objects.filter(council=conference.council_id, merged_into__isnull=False).values_list(
            "pk", "merged_into"
        ):
            merged[into].add(row)
    return {
        one.pk: conference.receiver | kinds[one.agency_id] | {receiver_code(row) for row in _rows(one.agency_id, merged)}
        for one in attendees
    }


def _rows(agency, merged) -> set:
    rows, new = set(), {agency} - {None}
    while new:
        rows |= new
        new = {row for one in new for row in merged.get(one, ())} - rows
    return rows


def _left_out(items) -> set:
    rows = LeftOut.objects.filter(item__in=[item.pk for item in items], ended_at=None)
    return set(rows.values_list("item", "attendee"))

"""相談台帳: a row for each contact, under the heads by which an old ledger is taken over, so that it can be taken in again.

Ordinary cases in the districts of whoever asks, about ordinary people whom they may read. What is restricted never leaves, and a memo
is no contact.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.codes import SOAIP, ClosureReason, Means, Route, Topic
from casework.models import Consulter, ProgressNote
from exports.kinds import Asked, Counted, Kind, Line, register
from exports.people import UNNAMED, People
from japan.wareki import format_wareki
from privacy.models import Grant
from privacy.reach import within
from publishing.making import Step

HEADS = (
    "台帳番号", "相談日", "氏名", "ふりがな", "性別", "生年月日", "住所", "学区", "電話番号", "相談者", "続柄", "相談経路", "方法",
    "相談種別", "相談内容", "対応", "担当者", "終結日", "終結理由", "発送停止",
)  # fmt: skip
# Notes that are opened at a time.
BATCH = 200


def notes_of(user, asked: Asked):
    """The contacts that this person may let leave."""
    person = Q(case__subject__dossier__restricted=False, case__subject__dossier__in=within(user, "person.read"))
    first, last = (timezone.make_aware(datetime.combine(day, time())) for day in (asked.first, asked.last + timedelta(days=1)))
    return (
        ProgressNote.objects.visible_to(user)
        .counted()
        .filter(
            Q(case__subject=None) | person, case__council=asked.council, case__area__in=asked.within(user),
            case__dossier__restricted=False, met_at__gte=first, met_at__lt=last,
        )
    )  # fmt: skip


def count(user, asked: Asked) -> Counted:
    """Cases about somebody unnamed are about one each."""
    whom = Coalesce("case__subject", "case")
    return Counted(**notes_of(user, asked).aggregate(people=Count(whom, distinct=True), rows=Count("pk")))


def lines(user, asked: Asked, step: Step) -> Iterator[Line]:
    found = notes_of(user, asked).order_by("met_at", "pk")
    ids = list(found.values_list("pk", flat=True))
    for begun in range(0, len(ids), BATCH):
        step(begun, len(ids))
        notes = list(found.filter(pk__in=ids[begun : begun + BATCH]).select_related("case__area", "author"))
        people = People(user, asked.council, (note.case.subject_id for note in notes))
        consulters = _consulters(user, {note.case_id for note in notes})
        staff = _staff({note.dossier_id for note in notes})
        for note in notes:
            case = note.case
            cells = _cells(note, people, consulters.get(case.pk))
            yield Line(cells, case.subject_id or case.pk, case.area_id, staff[note.dossier_id])
    step(len(ids), len(ids))


def _consulters(user, cases: Iterable[UUID]) -> dict[UUID, Consulter]:
    """Who came first, where that is not kept apart from the case."""
    rows = Consulter.objects.visible_to(user).filter(case__in=cases, dossier__restricted=False)
    found: dict[UUID, Consulter] = {}
    for one in rows.order_by("created_at", "pk"):
        found.setdefault(one.case_id, one)
    return found


def _staff(dossiers: Iterable[UUID]) -> dict[UUID, dict[UUID, str]]:
    named = Grant.objects.filter(kind=Grant.Kind.ASSIGNED, content_object__in=dossiers).valid(timezone.localdate())
    found: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    rows = named.order_by("user__kana", "user").values_list("content_object", "user", "user__display_name")
    for dossier, user, name in rows:
        found[dossier][user] = name
    return found


def _cells(note: ProgressNote, people: People, came: Consulter | None) -> list[str]:
    case, whom = note.case, note.case.subject_id
    words = case.words if note.is_first else ""
    topics = [case.main_topic, *(one for one in case.topics if one != case.main_topic)]
    return [
        case.number, format_wareki(timezone.localdate(note.met_at)), *people.called(whom), case.area.label, people.phones(whom),
        *_of_consulter(came), str(Route(case.route).label), str(Means(note.means).label),
        "、".join(str(Topic(one).label) for one in topics if one), words, _said(note).removeprefix(words).lstrip("\n"),
        note.author.display_name, format_wareki(case.closed_date) if case.closed_date else "",
        str(ClosureReason(case.closure_reason).label) if case.closure_reason else "", people.no_mail(whom),
    ]  # fmt: skip


def _of_consulter(came: Consulter | None) -> list[str]:
    if came is None:
        return ["", ""]
    return ["本人", ""] if came.is_subject else [came.name or (UNNAMED if came.anonymous else ""), came.relation]


def _said(note: ProgressNote) -> str:
    if not note.soaip:
        return note.text
    return "\n".join(f"{label}：{note.soaip[part]}" for part, label in SOAIP.items() if note.soaip.get(part))


register(Kind("consultations", _("Consultations, a row for each contact"), HEADS, count, lines))

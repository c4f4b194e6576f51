"""見守り登録: a row for each enrolment that ran in these days."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exports.kinds import Asked, Counted, Kind, Line, register
from exports.people import People
from japan.wareki import format_wareki
from privacy.reach import within
from publishing.making import Step
from visits.codes import Caution, EndReason, Manner, Need
from visits.models import Assignment, Enrolment
from visits.rhythm import rhythm_words

HEADS = (
    "氏名", "ふりがな", "性別", "生年月日", "住所", "学区", "電話番号", "実施団体", "開始日", "理由", "見守り方", "頻度",
    "訪問員", "注意すること", "不在のとき", "終了日", "終了理由", "発送停止",
)  # fmt: skip
BATCH = 200


def enrolments_of(user, asked: Asked):
    return Enrolment.objects.visible_to(user).filter(
        Q(ended_date=None) | Q(ended_date__gte=asked.first), start_date__lte=asked.last, council=asked.council,
        area__in=asked.within(user), dossier__restricted=False, person__dossier__restricted=False,
        person__dossier__in=within(user, "person.read"),
    )  # fmt: skip


def count(user, asked: Asked) -> Counted:
    return Counted(**enrolments_of(user, asked).aggregate(people=Count("person", distinct=True), rows=Count("pk")))


def lines(user, asked: Asked, step: Step) -> Iterator[Line]:
    found = enrolments_of(user, asked).order_by("area", "start_date", "pk")
    ids = list(found.values_list("pk", flat=True))
    for begun in range(0, len(ids), BATCH):
        step(begun, len(ids))
        rows = list(found.filter(pk__in=ids[begun : begun + BATCH]).select_related("area", "operating_org"))
        people, visitors = People(user, asked.council, (row.person_id for row in rows)), _visitors(user, rows)
        for row in rows:
            yield Line(_cells(row, people, visitors[row.pk]), row.person_id, row.area_id, visitors[row.pk])
    step(len(ids), len(ids))


def _visitors(user, rows: Iterable[Enrolment]) -> dict[UUID, dict[UUID, str]]:
    """Who goes there today, in the order of their parts."""
    found: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    going = Assignment.objects.visible_to(user).filter(enrolment__in=[row.pk for row in rows]).valid(timezone.localdate())
    for one in going.select_related("user").order_by("-part", "created_at", "pk"):
        found[one.enrolment_id][one.user_id] = one.user.display_name
    return found


def _cells(row: Enrolment, people: People, visitors: dict[UUID, str]) -> list[str]:
    cautions = [str(Caution(one).label) for one in row.cautions]
    return [
        *people.called(row.person_id), row.area.label, people.phones(row.person_id), row.operating_org.name,
        format_wareki(row.start_date), str(Need(row.need).label), str(Manner(row.manner).label), rhythm_words(row),
        "、".join(visitors.values()), "、".join([*cautions, *filter(None, [row.caution_text])]), row.absence_protocol,
        format_wareki(row.ended_date) if row.ended_date else "", str(EndReason(row.end_reason).label) if row.end_reason else "",
        people.no_mail(row.person_id),
    ]  # fmt: skip


register(Kind("enrolments", _("Watch-over enrolments, a row for each"), HEADS, count, lines))

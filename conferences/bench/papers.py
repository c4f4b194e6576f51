"""The papers of a meeting of five sheets and eight readers: what their tasks take, one after the other, without the waiting."""

import statistics
import time as clock
from datetime import time, timedelta

from django.db import transaction
from django.utils import timezone

from casework.bench.measure import Row
from conferences import services
from conferences.codes import Basis, Host, Kind
from conferences.documents import READERS
from conferences.models import Conference
from conferences.papers import plan_of
from documents import services as documents
from documents.codes import Status
from documents.models import Document
from privacy import context

SHEETS, READERS_OUTSIDE, TIMES, WANTED = 5, 6, 5, 3_000
SAID = "80代。一人ぐらし。訪ねても会えない日がつづき、郵便受けに封筒がたまっている。" * 4


def fill(uzawa, manager, council, cases) -> None:
    made = services.conference_create(
        actor=uzawa, area=council, kind=Kind.STUDY, host=Host.OURS, basis=Basis.ANONYMISED, chair=manager,
        date=timezone.localdate() + timedelta(days=3), begins=time(13), ends=time(15),
    )  # fmt: skip
    services.attendee_invite(made, actor=uzawa, user=uzawa)
    for number in range(READERS_OUTSIDE):
        services.attendee_invite(made, actor=uzawa, name=f"試験 {number}子", organisation="試験機関")
    for case in cases[:SHEETS]:
        item = services.item_add(made, actor=uzawa, case=case, question="だれが行くか")
        sheet = services.sheet_take(item, actor=uzawa)
        keys = [block["key"] for block in sheet.blocks]
        services.sheet_write(item, actor=uzawa, texts=dict.fromkeys(keys, SAID), on=set(keys))


def measure(uzawa, size) -> Row:
    found = []
    for _time in range(TIMES):
        with context.on_behalf_of(uzawa), transaction.atomic():
            found.append(_made(uzawa) * 1000)
            transaction.set_rollback(True)
    name = f"papers, {SHEETS} sheets and {READERS_OUTSIDE + 2} readers, in their tasks"
    return Row(name, size, round(statistics.median(found), 3), round(max(found), 3), wanted=WANTED)


def _made(uzawa) -> float:
    meeting = Conference.objects.visible_to(uzawa).get(kind=Kind.STUDY)
    assert not plan_of(uzawa, meeting).held, "five sheets go on paper"
    services.papers_make(meeting, actor=uzawa)
    papers = list(Document.objects.visible_to(uzawa, "document.make").filter(about=meeting.pk))
    assert sum(paper.kind == READERS.name for paper in papers) == READERS_OUTSIDE + 2
    begun = clock.perf_counter()
    for paper in papers:
        assert documents.document_make(paper, actor=uzawa).status == Status.FINAL
    return clock.perf_counter() - begun

"""The page of a meeting's papers: what will be made, for whom, what is held back and why, and where the copies are."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise

from conferences.codes import Answer
from conferences.documents import AGENDA, READERS
from conferences.models import Item, PaperPart
from conferences.papers import Flaw, Plan, Reader
from documents.codes import Holding, Status
from documents.models import Copy, Document

BACK = (Holding.COLLECTED, Holding.DESTROYED)


@dataclass(frozen=True)
class Line:
    """An item as this reader sees it: `name` as far as they can find the person."""

    item: Item
    name: str
    flaws: list[Flaw]

    @property
    def called(self) -> str:
        if self.item.case_id is None:
            return self.item.title
        return f"{self.item.letter}さん" + (f"（{self.name}）" if self.name else "")


@dataclass(frozen=True)
class Row:
    """What one reader gets."""

    reader: Reader
    real: list[str]
    masked: list[str]
    without: list[tuple[str, str | Promise]]


@dataclass(frozen=True)
class Paper:
    """One that was made. `copy`: None until it is made."""

    document: Document
    n: int
    name: str
    copy: Copy | None

    @property
    def chip(self) -> tuple[str, str, str]:
        return Status(self.document.status).chip

    @property
    def is_back(self) -> bool:
        return self.copy is not None and self.copy.holding in BACK


def lines_of(plan: Plan) -> list[Line]:
    return [Line(item, plan.names.get(item.pk, ""), plan.held.get(item.pk, [])) for item in plan.items]


def rows_of(plan: Plan) -> list[Row]:
    called: dict[UUID, str] = {item.pk: f"{item.letter}さん" for item in plan.items if item.case_id}
    return [
        Row(
            reader,
            [plan.names.get(pk, called[pk]) for pk, shown in reader.seen.items() if shown == Answer.REAL and pk in called],
            [called[pk] for pk, shown in reader.seen.items() if shown == Answer.MASKED and pk in called],
            [(called[pk], why) for pk, why in reader.without.items() if pk in called],
        )
        for reader in plan.readers
    ]


def papers_of(user, conference) -> list[Paper]:
    """Those that count, and those of before that are still out somewhere. The newest first, each by its number."""
    rows = PaperPart.objects.in_dossier_of(conference, user).filter(conference=conference, document__kind=READERS.name)
    rows = rows.first_parts().defer("data", "share")
    rows = rows.select_related("document", "attendee__user", "attendee__contact", "attendee__agency")
    parts = list(rows.order_by("-document__asked_at", "n"))
    copies = Copy.objects.in_dossier_of(conference, user).filter(document__in=[part.document_id for part in parts])
    by_document = {copy.document_id: copy for copy in copies}
    papers = [
        Paper(part.document, part.n, part.attendee.shown_name if part.attendee else "", by_document.get(part.document_id))
        for part in parts
    ]
    kept = [paper for paper in papers if not paper.document.is_withdrawn or (paper.copy and not paper.is_back)]
    return sorted(kept, key=lambda paper: (paper.document.is_withdrawn, paper.n))


def agenda_of(user, conference) -> Document | None:
    rows = PaperPart.objects.in_dossier_of(conference, user).filter(conference=conference, document__kind=AGENDA.name)
    part = rows.first_parts().defer("data", "share").counting().order_by("-document__asked_at").first()
    return part.document if part else None


def others_of(user, conference) -> list[Document]:
    """Every other paper of the meeting that counts, the newest first."""
    rows = PaperPart.objects.in_dossier_of(conference, user).filter(conference=conference)
    rows = rows.exclude(document__kind__in=(READERS.name, AGENDA.name)).first_parts().counting().defer("data", "share")
    return [part.document for part in rows.order_by("-document__asked_at")[:30]]

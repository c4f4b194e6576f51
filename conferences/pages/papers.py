"""The page of a meeting's papers: what will be made, for whom, what is held back and why, and where the copies are."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise

from casework.models import Case
from conferences.codes import Answer
from conferences.documents import AGENDA, READERS
from conferences.models import Attendee, Conference, Item, LeftOut, PaperPart, Sheet
from conferences.papers import Plan, Reader
from conferences.told import Flaw
from documents.codes import Holding, Status
from documents.models import Copy, Document

BACK = (Holding.COLLECTED, Holding.DESTROYED)


@dataclass(frozen=True)
class Line:
    """An item as this reader sees it: `name` as far as they can find the person, `case` where they may do something about it."""

    item: Item
    name: str
    flaws: list[Flaw]
    case: Case | None

    @property
    def called(self) -> str:
        if self.item.case_id is None:
            return self.item.title
        return f"{self.item.letter}さん" + (f"（{self.name}）" if self.name else "")

    @property
    def remedies(self) -> set[str]:
        return remedies_of(self.flaws)


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


def remedies_of(flaws: list[Flaw]) -> set[str]:
    return {str(remedy.value) for flaw in flaws for remedy in flaw.remedies}


def lines_of(user, plan: Plan) -> list[Line]:
    wanted = [item.case_id for item in plan.items if item.pk in plan.names and remedies_of(plan.held.get(item.pk, []))]
    cases = {case.pk: case for case in Case.objects.visible_to(user).filter(pk__in=wanted).defer("words")} if wanted else {}
    return [Line(item, plan.names.get(item.pk, ""), plan.held.get(item.pk, []), cases.get(item.case_id)) for item in plan.items]


def without_sheet(user, conference):
    """The cases on its agenda of which no sheet was taken yet."""
    rows = Item.objects.visible_to(user).present().filter(conference=conference, case__isnull=False, sheet=None)
    return rows.order_by("order", "added_at", "id")


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
    rows = rows.filter(place=0).select_related("attendee__user", "attendee__contact", "attendee__agency").defer("data", "share")
    parts = {part.document_id: part for part in rows}
    documents = Document.objects.in_dossier_of(conference, user).filter(pk__in=parts).order_by("-asked_at", "pk")
    by_document = {copy.document_id: copy for copy in Copy.objects.in_dossier_of(conference, user).filter(document__in=parts)}
    papers = [
        Paper(
            one, parts[one.pk].n, attendee.shown_name if (attendee := parts[one.pk].attendee) else "", by_document.get(one.pk)
        )
        for one in documents
    ]
    kept = [paper for paper in papers if not paper.document.is_withdrawn or (paper.copy and not paper.is_back)]
    return sorted(kept, key=lambda paper: (paper.document.is_withdrawn, paper.n))


def agenda_of(user, conference) -> Document | None:
    return _counting(user, conference).filter(kind=AGENDA.name).first()


def others_of(user, conference) -> list[Document]:
    """Every other paper of the meeting that counts, the newest first."""
    return list(_counting(user, conference).exclude(kind__in=(READERS.name, AGENDA.name))[:30])


def _counting(user, conference):
    made = PaperPart.objects.filter(document=OuterRef("pk"), conference=conference, place=0)
    rows = Document.objects.in_dossier_of(conference, user).filter(Exists(made)).exclude(status=Status.WITHDRAWN)
    return rows.order_by("-asked_at", "pk")


def are_old(user, conference) -> bool:
    """Whether something that stands on paper was changed since the papers that count were made: the meeting, its readers, its items."""
    parts = PaperPart.objects.in_dossier_of(conference, user).filter(conference=conference, place=0).counting()
    parts = parts.filter(document__kind=READERS.name).order_by("document__asked_at")
    made = parts.values_list("document__asked_at", flat=True).first() if conference.is_open else None
    return made is not None and (_changed_since(made, conference) or _moved(user, conference))


def _changed_since(made, conference) -> bool:
    here, ended = {"conference": OuterRef("pk")}, Q(ended_at__gt=made)
    changed = [
        Conference.history.filter(id=OuterRef("pk"), history_date__gt=made),
        Item.history.filter(**here, history_date__gt=made),
        Attendee.objects.filter(Q(invited_at__gt=made) | Q(removed_at__gt=made), **here),
        LeftOut.objects.filter(Q(at__gt=made) | ended, item__conference=OuterRef("pk")),
        Sheet.objects.filter(item__conference=OuterRef("pk"), written_at__gt=made),
    ]
    found = Q()
    for rows in changed:
        found |= Q(Exists(rows))
    return Conference.objects.filter(found, pk=conference.pk).exists()


def _moved(user, conference) -> bool:
    """The order is no part of a history: whether the items stand otherwise than on the agenda on paper."""
    parts = PaperPart.objects.filter(conference=conference, document__kind=AGENDA.name, item__isnull=False).counting()
    places = {item: place - 1 for item, place in parts.values_list("item", "place")}
    agenda = PaperPart.objects.in_dossier_of(conference, user).filter(conference=conference, document__kind=AGENDA.name)
    paper = agenda.first_parts().counting().first()
    items = Item.objects.visible_to(user).present().filter(conference=conference).order_by("order", "added_at", "id")
    now = [item.title if item.case_id is None else places.get(item.pk) for item in items]
    then = [line["words"] if line["part"] is None else line["part"] for line in paper.data["lines"]] if paper else now
    return [one for one in now if one in then] != [one for one in then if one in now]

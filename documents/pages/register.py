"""出した書類の一覧: what has a number, the newest first, with where its copies are."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from accounts.models import User
from documents.codes import Holding, Status
from documents.models import Copy, Document
from privacy.reading import first

PAGE = 50


@dataclass(frozen=True)
class Row:
    document: Document
    # Of each place how many copies are there.
    holdings: Counter

    @property
    def chip(self) -> tuple[str, str, str]:
        return Status(self.document.status).chip

    @property
    def copies(self) -> list[tuple[str, int]]:
        """(where, how many), in the order of a copy's life."""
        return [(str(holding.label), self.holdings[holding]) for holding in Holding if self.holdings[holding]]


def makers(user):
    """Whoever made one of those that this reader may see."""
    made = Document.objects.visible_to(user).numbered().filter(made_by=OuterRef("pk"))
    return User.objects.filter(Exists(made)).order_by("kana", "id")


def page(user, asked: dict, mark) -> tuple[list[Row], str]:
    """(rows, the mark of the next page or nothing). `asked`: the cleaned fields of the form."""
    found = _narrowed(Document.objects.visible_to(user).numbered(), asked)
    found = found.before(mark) if mark else found
    documents, has_more = first(found.select_related("made_by").order_by("-made_at", "-pk"), PAGE)
    rows = {one.pk: Row(one, Counter()) for one in documents}
    for pk, holding in Copy.objects.filter(document__in=documents).values_list("document", "holding"):
        rows[pk].holdings[holding] += 1
    last = documents[-1] if has_more else None
    return list(rows.values()), f"{last.made_at.isoformat()},{last.pk}" if last else ""


def _narrowed(found, asked):
    if asked.get("kind"):
        found = found.filter(kind=asked["kind"])
    if asked.get("maker"):
        found = found.filter(made_by=asked["maker"])
    if asked.get("since"):
        found = found.filter(made_at__date__gte=asked["since"])
    if asked.get("until"):
        found = found.filter(made_at__date__lte=asked["until"])
    if asked.get("holding"):
        found = found.filter(Exists(Copy.objects.filter(document=OuterRef("pk"), holding=asked["holding"])))
    return found

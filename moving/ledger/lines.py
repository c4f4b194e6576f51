"""Rows of the ledger of consultations. One row is one contact."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.people import staff_of
from japan import names
from moving import words
from moving.ledger.heads import CONSULTER, TARGETS, WORDS
from moving.lines import NEWEST, NOTHING, Line
from moving.models import MovedRow
from moving.somebody import NAME, PersonReader
from privacy.policy import roles_for
from programs.files.heads import DATE, plain
from ui.fields import FullName

LONGEST_TEXT, LONGEST_SHORT = 20_000, 100
UNNAMED = re.compile(r"^(匿名|不明|不詳|氏名不[明詳]|名前不明|非公開|なし|無し|[-ー―－*＊]+)$")
CLOSE_ALL = "all"


class LedgerReader(PersonReader):
    """`options["closes"]`: nothing, "all", or the fiscal year before which a case without a closing day is closed on its last contact's."""

    targets, heads_of = TARGETS, WORDS
    needed = {
        DATE: gettext_lazy("Choose the column that holds the day."), NAME: gettext_lazy("Choose the column that holds the name."),
    }  # fmt: skip
    kinds = ("topic", "route", "means", "sex", "outcome", "staff", "district")
    longest = {
        "content": LONGEST_TEXT, "answer": LONGEST_TEXT, "remarks": LONGEST_TEXT, "address": LONGEST_SHORT,
        "consulter": LONGEST_SHORT, "relation": LONGEST_SHORT, "staff": LONGEST_SHORT,
    }  # fmt: skip
    apart = ("number", DATE)
    options = {"closes": ""}
    nameless = gettext_lazy("The name is missing. Where nobody gave one, write 匿名.")
    unborn = gettext_lazy("This lies after the consultation.")
    shown_heads = [TARGETS[target] for target in (DATE, NAME, "topic", "district", "closed")]

    @classmethod
    def proposed_all(cls, sheets: Iterable[Sequence[str]]) -> dict[str, str]:
        """Where a ledger names nobody but who came, it is about them."""
        found = super().proposed_all(sheets)
        if NAME not in found.values():
            found = {label: NAME if target == CONSULTER else target for label, target in found.items()}
        return found

    @cached_property
    def staff(self) -> dict[str, User]:
        people = staff_of([self.council], roles=roles_for("case.write")).order_by("kana", "id")
        return {str(one.pk): one for one in people}

    def words_in(self, kind: str, text: str) -> list[str]:
        if kind == "topic":
            return [] if NOTHING.match(self.plain(text)) else words.several(text)
        return super().words_in(kind, text)

    def probably(self, kind: str, word: str) -> str:
        if kind == "staff":
            return next((pk for pk, one in self.staff.items() if names.fold(one.display_name) == names.fold(word)), "")
        return super().probably(kind, word)

    def choices(self, kind: str) -> list[tuple[str, str]]:
        if kind == "staff":
            return [("", _("nobody")), *((pk, one.display_name) for pk, one in self.staff.items())]
        return super().choices(kind)

    def name(self, line: Line) -> FullName | None:
        return None if UNNAMED.match(self.plain(line.text(NAME))) else super().name(line)

    def read_line(self, line: Line) -> None:
        said: dict = {"number": plain(line.text("number"))[:NEWEST]}
        said["date"] = self.day_in(line, DATE)
        said["closed"] = self.day_in(line, "closed") if not NOTHING.match(self.plain(line.text("closed"))) else None
        if said["date"] and said["closed"] and said["closed"] < said["date"]:
            line.wrong("closed", _("A case cannot end before it began."))
        if not line.text(DATE):
            line.wrong(DATE, _("The day is missing."))
        said |= self.somebody(line, said["date"])
        for kind in ("route", "means", "outcome"):
            said[kind] = self.code(kind, line.text(kind))
        topics = [self.meaning["topic", word] for word in self.words_in("topic", line.text("topic"))]
        said["topics"] = list(dict.fromkeys(topics)) or [words.CODES["topic"][1].value]
        said["staff"] = self.staff.get(self.meaning.get(("staff", self.plain(line.text("staff"))), ""))
        if not line.errors:
            line.said = said
            line.key = self.key_of(said["date"].isoformat(), said["whose"], said["number"])

    def taken_before(self, lines: list[Line], left_out: list) -> list[Line]:
        keys = [line.key for line in lines if line.said]
        known = set(MovedRow.objects.filter(council=self.council, key__in=keys).values_list("key", flat=True))
        groups = {group_of(line) for line in lines if line.said and line.key in known and line.said["number"]}
        kept = []
        for line in lines:
            if line.said and line.key in known:
                left_out.append((line.sheet, line.number, _("taken over already")))
                continue
            if line.said and line.said["number"] and group_of(line) in groups:
                line.wrong("number", _("This case was taken over before. Write the contact into the case itself."))
                line.said = {}
            kept.append(line)
        return kept

    def shown(self, line: Line) -> list[tuple]:
        said = line.said
        texts = [said["name"] or "", line.text("topic"), said["district"] or ""]
        return [(said["date"], ""), *((None, str(text)) for text in texts), (said["closed"], "")]


def group_of(line: Line) -> tuple:
    """Rows of one number and name on one sheet are contacts of one case."""
    return (line.table, line.said["number"], line.said["whose"])


def grouped(lines: Sequence[Line]) -> list[list[Line]]:
    """The rows of each case, in the order of their days."""
    by_group: dict[tuple, list[Line]] = defaultdict(list)
    for line in lines:
        by_group[group_of(line) if line.said["number"] else (line.table, line.number, None)].append(line)
    found = [sorted(rows, key=lambda line: (line.said["date"], line.number)) for rows in by_group.values()]
    return sorted(found, key=lambda rows: (rows[0].said["date"], rows[0].table, rows[0].number))

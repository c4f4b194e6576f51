"""Rows of a list of agencies, by the rules of the page of one agency."""

import re
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.codes import Recipient
from japan import phones
from japan.widths import nfkc, visible
from moving.agencies.heads import NAME, TARGETS, WORDS
from moving.lines import Line, Reader
from referrals.forms.agencies import PARTS, AgencyForm
from referrals.models import AgencyKind
from referrals.services.agencies import kinds_of

# Columns that stand with the agency itself, as it is written on its page.
PLAIN = ("kana", "phone", "fax", "postal_code", "address", "takes", "hours", "notes")
CONTACTS = ("contacts", "contact_role", "contact_name", "contact_phone")
# Columns that Excel may have kept as numbers.
NUMBERS = ("phone", "fax", "contact_phone")
MOST_CONTACTS = 30
_BETWEEN, _PARTS = re.compile(r"[、,，\n]+"), re.compile(r"[/／]")
# What a word for a kind of agency says; the kind is the council's own that means the same.
SAYS = {
    Recipient.COMPREHENSIVE: "包括", Recipient.CITY_COUNCIL: "社会福祉協議会|社協", Recipient.CORE: "中核",
    Recipient.COMMISSIONER: "民生|児童委員", Recipient.LEGAL: "法テラス|弁護士|司法書士|法律", Recipient.CONSUMER: "消費",
    Recipient.MEDICAL: "医療|病院|医院|診療|クリニック|薬局", Recipient.SCHOOL: "学校|教育|保育|幼稚",
    Recipient.NETWORK: "ネットワーク|町会|自治会", Recipient.SERVICE: "介護|障害|障がい|福祉サービス|ケアマネ|居宅|訪問看護",
    Recipient.CITY: "市|区|町|村|県|行政|役所|役場|保健|官",
}  # fmt: skip


class AgencyReader(Reader):
    """`options`: of which kind, and at which desk, where a row does not say; whether an empty cell empties what stands in the directory."""

    targets, heads_of, column, row = TARGETS, WORDS, "agency column", "agency"
    needed = {NAME: gettext_lazy("Choose the column that holds the name of the agency.")}
    kinds = ("kinds",)
    apart = (NAME,)
    twice = gettext_lazy("This name stands in row %(number)d (%(sheet)s) too, with something else beside it.")
    options = {"kind": "", "desk": "", "empties": False}
    shown_heads = [TARGETS[NAME], gettext_lazy("What would change")]
    # Whoever confirms a correction sees it whole.
    first_shown, folds = 300, True

    @cached_property
    def offered(self) -> dict[str, AgencyKind]:
        return {str(kind.pk): kind for kind in kinds_of(self.council.pk)}

    @cached_property
    def by_name(self) -> dict[str, str]:
        return {self.plain(kind.name): pk for pk, kind in self.offered.items()}

    def words_in(self, kind: str, text: str) -> list[str]:
        if (whole := self.plain(text)) in self.by_name:
            return [whole]
        return list(dict.fromkeys(filter(None, map(self.plain, _BETWEEN.split(text)))))

    def probably(self, kind: str, word: str) -> str:
        if word in self.by_name:
            return self.by_name[word]
        recipient = next((code for code, says in SAYS.items() if re.search(says, word)), "")
        return next((pk for pk, one in self.offered.items() if recipient and one.recipient == recipient), "")

    def unknown_words(self, kind: str) -> list[tuple[str, int]]:
        """Those that are no kind of this council's own, whatever they probably mean."""
        return [(word, times) for word, times in self.counted[kind].most_common() if word not in self.by_name]

    def choices(self, kind: str) -> list[tuple[str, str]]:
        return [("", _("not known")), *((pk, one.name) for pk, one in self.offered.items())]

    def read_line(self, line: Line) -> None:
        """`said`: {column of an agency: what it is to hold} of what the row says of it, and nothing of the rest."""
        notes = self._give_zeros_back(line)
        kinds, contacts = self._kinds(line), self._contacts(line)
        typed = {name: line.text(name) for name in (NAME, *PLAIN)} | {"kinds": [*kinds, *self.offered][:1]}
        for number, contact in enumerate(contacts or [{"role": "-"}]):
            typed |= {f"contact_{number}_{part}": words for part, words in contact.items()}
        form = AgencyForm(data=typed, kinds=list(self.offered.values()))
        for name, messages in form.errors.items():
            for words in messages:
                line.wrong(self._at(line, name), words)
        if line.errors:
            return
        values = form.agency_values
        given = [name for name in PLAIN if name in line.columns and (line.text(name) or self.how.options["empties"])]
        line.said = {NAME: values[NAME], **{name: values[name] for name in given}}
        if kinds:
            line.said["kinds"] = kinds
        if contacts:
            line.said["contacts"] = values["contacts"]
        line.notes = notes
        line.key = self.key_of(self.plain(line.text(NAME)))

    def _give_zeros_back(self, line: Line) -> list[str]:
        """Excel keeps a telephone as a number, without its first zero, unless the column is text: it is put back, and said."""
        notes = []
        for column in filter(line.text, NUMBERS):
            text = nfkc(line.text(column)) if line.text(column).isdigit() else line.text(column)
            if (whole := phones.with_its_zero(text)) != text:
                line.cells[column] = whole
                words = _("Excel left out the first zero. Taken in: %(number)s") % {"number": whole}
                notes.append(f"{TARGETS[column]}: {words}")
        return notes

    def _kinds(self, line: Line) -> list[str]:
        """Their ids; a word that is no kind of the council is wrong until somebody says which it is."""
        meant = {word: self.meaning["kinds", word] for word in self.words_in("kinds", line.text("kinds"))}
        if unknown := [word for word, pk in meant.items() if pk not in self.offered]:
            line.wrong("kinds", _("The directory has no such kind: %(names)s") % {"names": "、".join(unknown)})
        return list(dict.fromkeys(pk for pk in meant.values() if pk in self.offered))

    def _contacts(self, line: Line) -> list[dict[str, str]]:
        """A line each: office / name / telephone. Or one, in columns of its own."""
        found = []
        for text in filter(None, map(str.strip, line.text("contacts").split("\n"))):
            parts = [part.strip() for part in _PARTS.split(text, maxsplit=2)]
            found.append(dict(zip(PARTS, parts, strict=False)))
        own = {part: line.text(f"contact_{part}").replace("\n", " ") for part in PARTS}
        found += [own] if any(own.values()) else []
        if len(found) > MOST_CONTACTS:
            line.wrong(self._at(line, "contact_"), _("More than %(most)d contacts.") % {"most": MOST_CONTACTS})
        return found[:MOST_CONTACTS]

    def _at(self, line: Line, field: str) -> str:
        """The column in which a field of the page stands here."""
        if not field.startswith("contact_"):
            return field
        part = f"contact_{field.rpartition('_')[2]}"
        return next((target for target in ("contacts", part, *CONTACTS) if line.text(target)), "contacts")

    def taken_before(self, lines: list[Line], left_out: list) -> list[Line]:
        """What is in the directory already is known there (`building.py`)."""
        return lines

    def shown(self, line: Line) -> list[tuple]:
        return [(None, line.said[NAME]), (None, "\n".join([line.change, *line.notes]))]


def seen(text: str) -> str:
    """As a cell of a file is read."""
    return visible(text).strip()

"""From what the rows say to what is made of them: cases with their people and contacts, in the order in which they get numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from casework.codes import ClosureReason
from casework.services.old_cases import OldCase, OldContact, OldPerson
from japan import fiscal, names
from moving.ledger.lines import CLOSE_ALL, LedgerReader, grouped
from moving.lines import Found, Line
from moving.plans import Plan
from moving.who import Somebody, district_of, find_known, people_of, record_of
from privacy.models import Area

# What a contact keeps of the old ledger beside its own words, so that the paper is found again and no word is lost. The council's own
# records are Japanese.
KEPT_WORDS = {
    "number": "旧台帳の番号", "staff": "担当", "topic": "分類", "route": "経路", "means": "方法", "outcome": "終結",
    "district": "地区", "remarks": "備考",
}  # fmt: skip


@dataclass
class Ledger(Plan):
    """`cases`: the rows of each."""

    cases: list[list[Line]]

    @property
    def months(self) -> set[date]:
        """The first days of those in which something of it counts."""
        days = {line.said["date"] for rows in self.cases for line in rows}
        days |= {closed for rows in self.cases if (closed := closed_on(rows, self.reader))}
        return {day.replace(day=1) for day in days}

    @property
    def counts(self) -> dict[str, int]:
        return {"cases": len(self.cases), "people": self.new_people, "contacts": sum(map(len, self.cases))}


def ledger_of(reader: LedgerReader, found: Found, user, decided: dict[str, str]) -> Ledger:
    cases = grouped(found.right)
    people = people_of(cases, reader.council.pk)
    find_known(user, reader.council.pk, people)
    return Ledger(reader, people, decided, cases)


def old_cases(ledger: Ledger) -> Iterator[tuple[OldCase, list[Line]]]:
    """Each with the rows it was made of."""
    reader, whose = ledger.reader, {}
    for somebody in ledger.people:
        record = record_of(somebody, ledger.decided)
        one = OldPerson(somebody.details, district_of(somebody, reader.council), record, is_new=record is None)
        whose |= dict.fromkeys((id(rows) for rows in somebody.cases), one)
        if one.is_new and (died := _died(somebody, reader)):
            somebody.details.death_date = died
    for rows in ledger.cases:
        yield _case(rows, whose.get(id(rows)), reader), rows


def closed_on(rows: Sequence[Line], reader: LedgerReader) -> date | None:
    """As the ledger says, else on the last contact's day where the council says that such a case has ended."""
    last, closes = rows[-1].said["date"], reader.how.options.get("closes", "")
    if written := max((line.said["closed"] for line in rows if line.said["closed"]), default=None):
        return max(written, last)
    ends = closes == CLOSE_ALL or (closes.isdecimal() and fiscal.fiscal_year(last) < int(closes))
    return min(last, reader.today) if ends else None


def _case(rows: list[Line], subject: OldPerson | None, reader: LedgerReader) -> OldCase:
    first = rows[0].said
    closed = closed_on(rows, reader)
    area = subject.area if subject else first["district"] or Area.objects.unknown_in(reader.council)
    return OldCase(
        contacts=[OldContact(line.said["date"], line.said["means"], _text(line)) for line in rows], subject=subject, area=area,
        topics=list(dict.fromkeys(topic for line in rows for topic in line.said["topics"])), route=first["route"],
        words=rows[0].text("content"), closed_date=closed, closure_reason=_outcome(rows) if closed else "",
        consulter=_consulter(rows[0]), staff=next((line.said["staff"] for line in reversed(rows) if line.said["staff"]), None),
    )  # fmt: skip


def _outcome(rows: Sequence[Line]) -> str:
    return next((line.said["outcome"] for line in reversed(rows) if line.text("outcome")), ClosureReason.OTHER.value)


def _died(somebody: Somebody, reader: LedgerReader) -> date | None:
    """As with a case that is closed today: that somebody died is known of the person."""
    days = [closed_on(rows, reader) for rows in somebody.cases if _outcome(rows) == ClosureReason.DIED]
    return max(filter(None, days), default=None)


def _consulter(line: Line) -> dict:
    name, relation = line.text("consulter").replace("\n", " "), line.text("relation").replace("\n", " ")
    themselves = names.key(name) in (names.key(str(line.said["name"] or "")), "本人")
    return {"name": name, "relation": relation} if (name and not themselves) or relation else {}


def _text(line: Line) -> str:
    kept = [f"{label}：{line.text(target)}" for target, label in KEPT_WORDS.items() if line.text(target)]
    return "\n".join(filter(None, [line.text("content"), line.text("answer"), " ／ ".join(kept)]))

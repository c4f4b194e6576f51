"""From what the rows say to enrolments: by the rules of the page, of those who are new and of those who are known."""

from dataclasses import dataclass, field
from datetime import date

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from casework.codes import Content, Decision, GivenBy, Purpose, Recipient
from casework.joined import records_of
from casework.models import Person
from casework.said import Said, said_about_each
from moving.enrolments.lines import EnrolmentReader
from moving.lines import Found, Line
from moving.plans import Plan
from moving.somebody import NAME
from moving.who import Somebody, district_of, find_known, people_of, record_of
from privacy.models import Recusal
from visits.models import Enrolment
from visits.services.enrolments import NOT_AGREED, network_of
from visits.sharing import agreed

# What an enrolment keeps of the list beside its own fields; the council's own records are Japanese.
KEPT_WORDS = {
    "number": "名簿の番号", "need": "理由", "manner": "方法", "rhythm": "頻度", "visitor": "訪問員", "district": "地区",
    "remarks": "備考",
}  # fmt: skip


@dataclass
class Enrolments(Plan):
    """Of everybody the one row that is theirs. What the page would refuse of somebody known is wrong with the row that was said to be theirs."""

    found: Found
    user: object
    refused: list[Line] = field(default_factory=list)

    def decide(self, decided: dict[str, str]) -> None:
        self.decided = decided
        for line in self.refused:
            line.errors.clear()
        self.refused = []
        known = {one.key: person for one in self.people if (person := record_of(one, decided))}
        asked = _Rules(self.user, [*known.values()])
        taken: set = set()
        for one in self.people:
            line, person = one.cases[0][0], known.get(one.key)
            if person and (reason := asked.refuse(person, line, self.reader, taken)):
                line.wrong(*reason)
                self.refused.append(line)

    @property
    def rows(self) -> list[tuple[Line, Somebody]]:
        """In the order of their first days."""
        rows = [(one.cases[0][0], one) for one in self.people if not one.cases[0][0].errors]
        return sorted(rows, key=lambda row: (row[0].said["date"], row[0].table, row[0].number))

    @property
    def new_people(self) -> int:
        return sum(record_of(one, self.decided) is None for _line, one in self.rows)

    @property
    def months(self) -> set[date]:
        """From the first one on: who was enrolled is counted each month."""
        first = min((line.said["date"] for line, _one in self.rows), default=None)
        month, found = first.replace(day=1) if first else None, set()
        while month and month <= self.reader.today:
            found.add(month)
            month += relativedelta(months=1)
        return found

    @property
    def counts(self) -> dict[str, int]:
        rows = self.rows
        return {
            "cases": len(rows),
            "people": self.new_people,
            "contacts": sum(bool(line.said["visitor"]) for line, _one in rows),
        }

    @property
    def unready(self) -> list[Line]:
        """Those at whose closed door a visitor would not know what to do."""
        return [line for line, _one in self.rows if not (line.said["contact"] and line.text("absence_protocol"))]

    def asks(self, said: dict) -> list[str]:
        asked = [
            (Content.IDENTITY in said["contents"], _("Say what they agreed to: the visitors must know whom they visit.")),
            (said["given"], _("Say how the consent was given.")),
            (
                said["unready"] or not self.unready,
                _("Say that whom to call, or what to do when nobody answers, is settled later."),
            ),
        ]
        return [words for is_said, words in asked if not is_said]


def enrolments_of(reader: EnrolmentReader, found: Found, user, decided: dict[str, str]) -> Enrolments:
    people = people_of([[line] for line in found.right], reader.council.pk)
    for one in people:
        (first,), *others = one.cases
        for (line,) in others:
            line.wrong(
                NAME,
                _("This is whoever stands in row %(number)d (%(sheet)s).") % {"number": first.number, "sheet": first.sheet},
            )
        one.cases = [[first]]
    find_known(user, reader.council.pk, people)
    _need_organisation(people, reader)
    plan = Enrolments(reader, people, decided, found, user)
    plan.decide(decided)
    return plan


def _need_organisation(people: list[Somebody], reader: EnrolmentReader) -> None:
    missing = {}
    for one in people:
        line, area = one.cases[0][0], district_of(one, reader.council)
        if area.pk not in missing:
            missing[area.pk] = _without_organisation(area)
        if missing[area.pk]:
            line.wrong("district", missing[area.pk])


def _without_organisation(area) -> str:
    try:
        network_of(area)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def consent_of(line: Line, options: dict) -> dict:
    return {
        "decision": Decision.GRANTED, "contents": options["contents"], "recipients": [Recipient.NETWORK], "recipient_detail": "",
        "purpose": "見守り訪問", "purposes": [Purpose.WATCH], "given_date": line.said["consent"], "until_date": None,
        "manner": options["given"], "given_by": GivenBy.SELF, "ground": "",
    }  # fmt: skip


def fields_of(line: Line, *, is_new: bool) -> dict:
    """Of the enrolment. Whom to call of somebody known stands in their own record, and what the list says in its words."""
    kept = [f"{label}：{line.text(target)}" for target, label in KEPT_WORDS.items() if line.text(target)]
    if line.said["contact"] and not is_new:
        called = [line.text(f"contact_{part}") for part in ("relation", "name", "phone")]
        kept.append(f"緊急連絡先：{' '.join(filter(None, called))}")
    texts = {name: line.text(name) for name in ("preference", "caution_text", "absence_protocol", "handed")}
    circumstances = "\n".join(filter(None, [line.text("need_text"), " ／ ".join(kept)]))
    return {
        "need": line.said["need"],
        "manner": line.said["manner"],
        "need_text": circumstances,
        **line.said["rhythm"],
        **texts,
    }


class _Rules:
    """What the page asks of somebody known, of all of them at once."""

    def __init__(self, user, people: list[Person]):
        ids = [person.pk for person in people]
        self.records = records_of(ids) if ids else {}
        everyone = {pk for found in self.records.values() for pk in found}
        running = Enrolment.objects.running().filter(person__in=everyone)
        self.own = set(running.filter(person__in=ids).values_list("person", flat=True)) if ids else set()
        self.seen = set(running.visible_to(user).values_list("person", flat=True)) if ids else set()
        self.said = said_about_each(ids) if ids else {}
        writable = Person.objects.visible_to(user, "consent.write").filter(pk__in=ids)
        self.writable = set(writable.values_list("pk", flat=True)) if ids else set()
        shut = Recusal.objects.lasting().filter(dossier__in=[person.dossier_id for person in people])
        self.shut = set(shut.values_list("user", "dossier")) if ids else set()

    def refuse(self, person: Person, line: Line, reader: EnrolmentReader, taken: set) -> tuple[str, str] | None:
        """(target, why), or nothing. `taken`: the records that another row of the file was said to be."""
        said, visitor = self.said.get(person.pk, []), line.said["visitor"]
        if person.pk not in self.writable:
            return NAME, _("You may not record a consent of this person.")
        if person.death_date:
            return NAME, _("This person has died.")
        if person.pk in self.own or self.records[person.pk] & self.seen or self.records[person.pk] & taken:
            return NAME, _("This person is enrolled already.")
        days, said = (line.said["consent"], reader.today), [*said, _as_said(line, reader)]
        if Content.IDENTITY in reader.how.options["contents"] and not all(agreed(said, day) for day in days):
            return "consent", str(NOT_AGREED)
        if visitor and (visitor.pk, person.dossier_id) in self.shut:
            return "visitor", _("A recusal keeps this person from the door.")
        taken |= self.records[person.pk]
        return None


def _as_said(line: Line, reader: EnrolmentReader) -> Said:
    """The consent that would be recorded."""
    consent = consent_of(line, reader.how.options)
    names = ("decision", "contents", "recipients", "purposes", "given_date", "until_date")
    return Said(pk=None, dossier=None, created_at=reader.now, withdrawn_date=None, **{name: consent[name] for name in names})

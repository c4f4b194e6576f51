"""What each app offers for a case sheet (事例シート), as plain text with the day on which its source stood so.

    @sheet_block
    def watch(user, case, since):
        yield Block("watch", _("Watch-over"), text, date)

`since`: the day of the last conference about this case, or None. A function asks the policy itself for what it tells. What it
yields is copied into the sheet once; a later change of the record changes no sheet.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.addresses import address_of, blocks_of
from casework.codes import CaseStatus, Means, Topic
from casework.models import Person, ProgressNote, Relative
from ui.dates import at_text, day_text

# So much of one contact, and so many of them: a sheet is read in a few minutes.
BRIEF, MOST = 120, 30
CALENDAR = "wareki"


@dataclass(frozen=True)
class Block:
    key: str
    title: str
    text: str
    day: date | None = None


_givers: list[Callable] = []


def sheet_block(function):
    _givers.append(function)
    return function


def blocks_of_case(user, case, since=None) -> list[Block]:
    """Those that have something to say, in the order in which the apps were asked."""
    return [block for giver in _givers for block in giver(user, case, since) if block.text.strip()]


@sheet_block
def facts(user, case, since):
    person = Person.objects.visible_to(user, "person.read").filter(pk=case.subject_id).first() if case.subject_id else None
    lines = _of_person(person) if person else []
    topics = [str(Topic(case.main_topic).label), *case.other_topics] if case.main_topic else case.other_topics
    lines += [
        _("Topics: %(topics)s") % {"topics": "、".join(topics)},
        _("Taken on %(day)s ・ %(status)s")
        % {"day": day_text(case.intake_date, "", CALENDAR), "status": CaseStatus(case.status).label},
        case.words,
    ]
    yield Block("facts", _("The person and the matter"), _lines(lines), timezone.localdate(case.last_activity_at))


@sheet_block
def family(user, case, since):
    if case.subject_id is None:
        return
    rows = Relative.objects.visible_to(user, "person.read").filter(person=case.subject_id, removed_at=None)
    found = list(rows)
    latest = max((timezone.localdate(row.created_at) for row in found), default=None)
    yield Block("family", _("Family"), _lines(map(_relative, found)), latest)


@sheet_block
def course(user, case, since):
    """In brief, the oldest first; what holds something about somebody else is left to be told by whoever presents it."""
    notes = ProgressNote.objects.in_dossier_of(case, user).filter(case=case, third_party=False).newest_first()
    notes = notes.filter(met_at__date__gt=since) if since else notes
    found = list(notes[:MOST])
    title = _("Since the last conference (%(day)s)") % {"day": day_text(since, "", CALENDAR)} if since else _("Course so far")
    yield Block("course", title, _lines(map(_contact, reversed(found))), timezone.localdate(found[0].met_at) if found else None)


@sheet_block
def next_contact(user, case, since):
    if case.next_contact_date:
        words = f"{day_text(case.next_contact_date, '', CALENDAR)} {case.next_contact_todo}"
        yield Block("next", _("Next contact"), words.strip(), timezone.localdate(case.last_activity_at))


def _of_person(person) -> list[str]:
    named = f"{person.name}（{person.kana}）" if person.kana else person.name
    born = " ".join(filter(None, [person.birth_words, person.age_words(timezone.localdate())]))
    return [named, born, address_of(person, blocks_of([person])), person.living]


def _relative(relative) -> str:
    together = _("lives with them") if relative.lives_with else ""
    return " ".join(filter(None, [relative.relation, relative.name, together]))


def _contact(note) -> str:
    words = " ".join((note.text or " ".join((note.soaip or {}).values())).split())
    brief = f"{words[:BRIEF]}…" if len(words) > BRIEF else words
    return f"{at_text(note.met_at, 'short', CALENDAR)} {Means(note.means).label} {brief}"


def _lines(lines) -> str:
    return "\n".join(line for line in lines if line and line.strip())

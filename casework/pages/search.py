"""Finding people without plain text: a search becomes tokens, tokens find rows, reach decides, and only then names are opened."""

import re
import unicodedata
from dataclasses import dataclass, field

from casework.models import Case, Consulter, Person, ProgressNote, Relative
from casework.pages.case_list import KANA_LIMIT
from casework.search_tokens import LONGEST, query_tokens
from japan import kana, names
from privacy import context, reach
from privacy.reading import show, unshown

LIMIT = 20
AROUND = 6
NOTES_SEARCHED = 2_000
_NUMBER = re.compile(r"^(?:(\d{4})[-‐‑–—−ー])?0*(\d{1,6})$")


@dataclass
class Found:
    """`people` in 五十音 order; `more` when there were too many to show. `near`: who stands around a person and was found by name or
    number, by the person's id; their people stand behind the others. `came`: who came about somebody, each with their case."""

    people: list[Person]
    cases: list[Case]
    more: bool = False
    near: dict = field(default_factory=dict)
    came: list[Consulter] = field(default_factory=list)


def find_people(user, text: str, *, action="person.find") -> Found:
    """People within reach by reading, name or telephone, and cases by number."""
    text = unicodedata.normalize("NFC", text.strip()[:LONGEST])
    council = context.current().council_id
    if not text or council is None:
        return Found([], [])
    tokens = query_tokens(text, council)
    with unshown():
        people = _by_tokens(user, tokens, action) if tokens else _by_decrypting(user, text, action)
        people.sort(key=lambda person: (kana.sort_key(person.kana), person.pk))
    near, around = _near(user, tokens)
    shown = people[:LIMIT]
    known = {person.pk for person in shown}
    shown = show(shown) + [person for person in around if person.pk not in known]
    return Found(shown, _by_number(user, text, council), len(people) > LIMIT, near, _came(user, tokens))


def namesakes(user, *, name="", reading="", phone="") -> list[Person]:
    """Who may already be known under this name, reading or number: the people to compare before a new record is made."""
    council = context.current().council_id
    found = {}
    with unshown():
        for text in (name, reading, phone):
            tokens = query_tokens(text, council) if text.strip() and council else []
            for person in _by_tokens(user, tokens, "person.find") if tokens else []:
                found.setdefault(person.pk, person)
        return sorted(found.values(), key=lambda person: (kana.sort_key(person.kana), person.pk))[:6]


def find_in_notes(user, text: str) -> tuple[list[ProgressNote], bool]:
    """Notes within reach that hold these words, newest first, and whether older ones were left unread."""
    wanted = names.fold(text[:LONGEST])
    if not wanted:
        return [], False
    with unshown():
        notes = list(ProgressNote.objects.visible_to(user, "note.read").newest_first()[: NOTES_SEARCHED + 1])
        hits = [note for note in notes[:NOTES_SEARCHED] if wanted in names.fold(note_text(note))]
    return show(hits[:LIMIT]), len(notes) > NOTES_SEARCHED


def note_text(note: ProgressNote) -> str:
    """Everything a note says, as one text."""
    return "\n".join([note.text, *(note.soaip or {}).values(), note.next_contact_todo, note.with_whom])


def _by_tokens(user, tokens, action) -> list[Person]:
    """One statement, whatever exists: reach first and then the limit, so that somebody hidden takes no place and no question."""
    found = Person.objects.visible_to(user, action).with_tokens(tokens).order_by("pk").select_related("dossier__area")
    return list(found[: LIMIT + 1])


def _near(user, tokens) -> tuple[dict, list[Person]]:
    """{person id: relatives}, and these people: whoever may read a person's record finds them by those around them."""
    if not tokens:
        return {}, []
    found = Relative.objects.visible_to(user, "person.read").present().with_tokens(tokens).order_by("pk")
    near: dict = {}
    for relative in found[:AROUND]:
        near.setdefault(relative.person_id, []).append(relative)
    if not near:
        return {}, []
    people = Person.objects.visible_to(user, "person.read").filter(pk__in=list(near)).select_related("dossier__area")
    return near, sorted(people, key=lambda person: (kana.sort_key(person.kana), person.pk))


def _came(user, tokens) -> list[Consulter]:
    """Who came about somebody else; the subject themselves is found as a person."""
    if not tokens:
        return []
    found = (
        Consulter.objects.visible_to(user, "case.read")
        .with_tokens(tokens)
        .exclude(is_subject=True, case__subject__isnull=False)
    )
    came = list(found.order_by("-created_at", "pk")[:AROUND])
    cases = (
        {case.pk: case for case in Case.objects.visible_to(user).filter(pk__in=[one.case_id for one in came])} if came else {}
    )
    for one in came:
        if one.case_id in cases:
            one.case = cases[one.case_id]
    return [one for one in came if one.case_id in cases]


def _by_decrypting(user, text, action) -> list[Person]:
    """One kana: only where the reach is small enough to open every name in it."""
    wanted = kana.plain(text)
    if not wanted or reach.dossiers_within(user, action)[: KANA_LIMIT + 1].count() > KANA_LIMIT:
        return []
    people = Person.objects.visible_to(user, action).select_related("dossier__area")
    return [person for person in people if kana.plain(person.family_kana).startswith(wanted)][: LIMIT + 1]


def _by_number(user, text, council) -> list[Case]:
    match = _NUMBER.match(unicodedata.normalize("NFKC", text))
    if not match:
        return []
    cases = Case.objects.visible_to(user).filter(council=council, sequence=int(match[2]))
    if match[1]:
        cases = cases.filter(fiscal_year=int(match[1]))
    return list(cases.select_related("area").order_by("-fiscal_year")[:5])

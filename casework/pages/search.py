"""Finding people without plain text: a search becomes tokens, tokens find rows, reach decides, and only then names are opened."""

import re
import unicodedata
from dataclasses import dataclass, field

from casework.models import Case, Consulter, Person, ProgressNote, Relative
from casework.pages.case_list import KANA_LIMIT, ListedCase, open_cases
from casework.search_tokens import LONGEST, query_tokens
from japan import kana, names
from privacy import context, reach
from privacy.reading import first, show, unshown

LIMIT = 20
AROUND = 6
NOTES_SEARCHED = 2_000
_NUMBER = re.compile(r"^(?:(\d{4})[-‐‑–—−ー])?0*(\d{1,6})$")


@dataclass
class Found:
    """`people` in 五十音 order; `more` when there were too many to show. `too_short`: nobody was looked for, so nobody is missing."""

    people: list[Person]
    cases: list[ListedCase]
    more: bool = False
    too_short: bool = False


@dataclass
class Around:
    """Who was found by those around them: `near`, the relatives by their person's id; `people`, theirs; `came`, who came about
    somebody, each with their case. `more` when there were too many to show."""

    near: dict = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    came: list[Consulter] = field(default_factory=list)
    more: bool = False


def find_people(user, text: str, *, action="person.find") -> Found:
    """People within reach by reading, name or telephone, and cases by number."""
    text = unicodedata.normalize("NFC", text.strip()[:LONGEST])
    council = context.current().council_id
    if not text or council is None:
        return Found([], [])
    tokens = query_tokens(text, council)
    with unshown():
        people = _by_tokens(user, tokens, action) if tokens else _by_decrypting(user, text, action)
        too_short = people is None
        people = sorted(people or [], key=lambda person: (kana.sort_key(person.kana), person.pk))
    return Found(show(people[:LIMIT]), _by_number(user, text, council), len(people) > LIMIT, too_short)


def find_around(user, text: str) -> Around:
    """Relatives, emergency contacts and who came, by name or telephone: for a page that says who they are to the person."""
    council = context.current().council_id
    text = unicodedata.normalize("NFC", text.strip()[:LONGEST])
    tokens = query_tokens(text, council) if text and council else []
    if not tokens:
        return Around()
    near, people, more_near = _near(user, tokens)
    came, more_came = _came(user, tokens)
    return Around(near, people, came, more_near or more_came)


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


def _near(user, tokens) -> tuple[dict, list[Person], bool]:
    """{person id: relatives}, these people, whether there are more: whoever may read a person's record finds them so."""
    found = Relative.objects.visible_to(user, "person.read").present().with_tokens(tokens).order_by("pk")
    relatives, more = first(found, AROUND)
    near: dict = {}
    for relative in relatives:
        near.setdefault(relative.person_id, []).append(relative)
    if not near:
        return {}, [], False
    people = Person.objects.visible_to(user, "person.read").filter(pk__in=list(near)).select_related("dossier__area")
    return near, sorted(people, key=lambda person: (kana.sort_key(person.kana), person.pk)), more


def _came(user, tokens) -> tuple[list[Consulter], bool]:
    """Who came about somebody else; the subject themselves is found as a person."""
    found = (
        Consulter.objects.visible_to(user, "case.read")
        .with_tokens(tokens)
        .exclude(is_subject=True, case__subject__isnull=False)
    )
    came, more = first(found.order_by("-created_at", "pk"), AROUND)
    wanted = [one.case_id for one in came]
    cases = {case.pk: case for case in Case.objects.visible_to(user).filter(pk__in=wanted)} if wanted else {}
    for one in came:
        if one.case_id in cases:
            one.case = cases[one.case_id]
    return [one for one in came if one.case_id in cases], more


def _by_decrypting(user, text, action) -> list[Person] | None:
    """One kana: only where the reach is small enough to open every name in it. None: it is not."""
    wanted = kana.plain(text)
    if not wanted or reach.dossiers_within(user, action)[: KANA_LIMIT + 1].count() > KANA_LIMIT:
        return None
    people = Person.objects.visible_to(user, action).select_related("dossier__area")
    return [person for person in people if kana.plain(person.family_kana).startswith(wanted)][: LIMIT + 1]


def case_number(text) -> tuple[int | None, int | None]:
    """(fiscal year, number), as far as they are written."""
    match = _NUMBER.match(unicodedata.normalize("NFKC", text.strip()))
    return (int(match[1]) if match[1] else None, int(match[2])) if match else (None, None)


def _by_number(user, text, council) -> list[ListedCase]:
    year, sequence = case_number(text)
    if not sequence:
        return []
    cases = Case.objects.visible_to(user).filter(council=council, sequence=sequence)
    if year:
        cases = cases.filter(fiscal_year=year)
    return open_cases(user, list(cases.order_by("-fiscal_year").values_list("pk", flat=True)[:5]))

"""A name, a reading or a number as search tokens: what a person is found by without plain text, and what a search asks for."""

import re

from accounts.area_codes import area_codes
from casework.models import Person
from japan import kana, names, phones
from privacy.tokens import token

# What is typed or pasted to be found; the rest of it is not looked at.
LONGEST = 200


def person_tokens(person: Person, council_id: int) -> list[int]:
    """Every token that finds this person."""
    family, given = kana.plain(person.family_kana), kana.plain(person.given_kana)
    pieces = {("kana", beginning) for beginning in kana.beginnings(family + given) + kana.beginnings(given)}
    whole = {names.fold(person.family_name), names.fold(person.given_name), names.fold(person.family_name + person.given_name)}
    pieces |= {("name", name) for name in whole if name}
    pieces |= {("phone", digits) for number in person.phones for digits in phones.searchable(number, area_codes(council_id))}
    return sorted(token(council_id, kind, value) for kind, value in pieces)


def query_tokens(text: str, council_id: int) -> list[int]:
    """The tokens that all must match; empty when the text is too short to be looked up."""
    text = text.strip()[:LONGEST]
    if phones.looks_like(text):
        return [token(council_id, "phone", phones.searched(text))]
    if kana.is_kana(text):
        reading = kana.plain(text)
        longest = kana.beginnings(reading)
        return [token(council_id, "kana", longest[-1])] if longest else []
    words = [names.fold(word) for word in re.split(r"[\s\u3000]+", text)]
    return [token(council_id, "name", word) for word in words if word]

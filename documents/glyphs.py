"""What the font cannot show is said before anything is kept: on paper it would be an empty box, or nothing."""

from collections.abc import Iterator, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from documents.fonts import Font, font, is_selector

LINES = frozenset("\n\r\t")


class MissingGlyph(ValidationError):
    """Names the character, and the key of the data in which it stands (`parts.2.text`): for a form, the first part of it."""

    def __init__(self, character: str, field: str, words: str = "") -> None:
        self.character, self.field = character, field
        codes = " ".join(f"U+{ord(sign):04X}" for sign in character)
        message = _("“%(character)s” (%(codes)s) in “%(field)s” cannot be printed. Please write it another way.")
        super().__init__(message % {"character": character, "codes": codes, "field": words or field}, code="glyph")


def check(data: Mapping, words: Mapping) -> None:
    """Raises `MissingGlyph` for the first character that cannot be shown. `words`: what people call the keys."""
    shown = font()
    for path, text in _texts(data, ""):
        if character := missing(text, shown):
            raise MissingGlyph(character, path, str(words.get(path.partition(".")[0], "")))


def missing(text: str, shown: Font) -> str:
    """The first character that the font lacks, with its selector; nothing where it has all."""
    for at, character in enumerate(text):
        if character in LINES or is_selector(character):
            continue
        following = text[at + 1 : at + 2]
        selector = following if following and is_selector(following) else ""
        if not shown.shows(character) or (selector and not shown.shows(character, selector)):
            return character + selector
    return ""


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _texts(each, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for at, each in enumerate(value):
            yield from _texts(each, f"{path}.{at}")

"""A part of a letter, as it is offered."""

from dataclasses import dataclass

from casework.codes import Content

NOTE = "note-"


@dataclass(frozen=True)
class Part:
    """`key` names where it comes from; `text` is as it stands there, or empty for what the writer says in their own words."""

    key: str
    content: Content
    title: str
    text: str = ""

    @property
    def is_note(self) -> bool:
        return self.key.startswith(NOTE)

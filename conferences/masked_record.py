"""The minutes of one item for somebody who may not know of whom they speak: by the same rule as its sheet.

Nothing is settled here place by place: what the rule leaves open, whoever wrote it writes otherwise, as long as it is not approved.
"""

from conferences.at_table import AtTable, Tables
from conferences.masking import findings, mask
from conferences.sheets import chosen
from conferences.told import Flaw, Told


class WithoutNames:
    """Of one item; `user` is whoever makes the paper. `flaws`: what stands on the paper beside the minutes and tells of somebody."""

    def __init__(self, item, sheet, user):
        self.item, self.tables = item, Tables(item.conference_id, user, item.pk)
        self.table: AtTable = self.tables.of(item, **chosen(sheet))

    def flaws(self, conference, attendees) -> list[Flaw]:
        rules = self.tables.rules_of_meeting(conference.council_id)
        return Told(frozenset(), frozenset(), frozenset({self.item.pk}), {}, self.tables, rules).of_meeting(
            conference, attendees
        )

    def said(self, record):
        """As it is kept (`record.record_of`), each text of it by the rule."""
        if isinstance(record, dict):
            return {name: self.said(part) for name, part in record.items()}
        if isinstance(record, list):
            return [self.said(part) for part in record]
        return mask(record, self.table.own, self.table.rules)

    def left(self, said) -> list[str]:
        """What could still give somebody away, as it stands there."""
        if isinstance(said, str):
            found = findings(said, self.table.everybody, self.table.rules)
            return [said[one.start : one.end] for one in found]
        return [words for part in (said.values() if isinstance(said, dict) else said) for words in self.left(part)]

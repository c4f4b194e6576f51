"""Events of the access ledger as a page lists them: who, how and what, in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.ledger_words import KINDS, words_for
from accounts.models import User
from privacy.ledger import forged
from privacy.models import AccessEvent


@dataclass(frozen=True)
class LedgerRow:
    """`who`: nobody for a job, and for a forged event, which does not show that whom it names did anything."""

    event: AccessEvent
    who: User | None

    @property
    def kind(self) -> str:
        return str(KINDS.get(self.event.kind, self.event.kind))

    @property
    def action(self) -> str:
        return words_for(self.event.action)


def ledger_rows(events: Iterable[AccessEvent]) -> list[LedgerRow]:
    events = forged.marked(events)
    people = User.objects.in_bulk({event.actor for event in events if event.actor and not event.forged})
    return [LedgerRow(event, None if event.forged else people.get(event.actor)) for event in events]

"""The old ledger becomes cases."""

from casework.services.old_cases import old_cases_make
from moving.ledger.building import Ledger, old_cases
from moving.models import MovedRow
from publishing.making import tell

# Cases in one event of the ledger, and as many between two looks at how far it is.
BATCH = 200


def make_cases(ledger: Ledger, move, actor) -> None:
    made = list(old_cases(ledger))
    for begun in range(0, len(made), BATCH):
        tell(move.pk, begun, len(made))
        batch = made[begun : begun + BATCH]
        old_cases_make(move.council, actor=actor, cases=[case for case, _rows in batch])
        MovedRow.objects.create_all(
            MovedRow(
                dossier=case.made.dossier, move=move, council=move.council, case=case.made, key=line.key,
                person=case.subject.record if case.subject and case.subject.is_new else None,
            )
            for case, rows in batch for line in rows
        )  # fmt: skip
    tell(move.pk, len(made), len(made))

"""The file of whoever asked for it, as long as all that stands in it is open to them; each opening is an event of everybody in it."""

import uuid

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from exports.models import Export, ExportContent
from privacy import context, ledger
from privacy.dossier_keys import DossierKey
from privacy.models import Dossier
from privacy.reach import can, reach, within

# Records in one event of the ledger.
BATCH = 500
# By which what stands in a file is read.
READ = ("case.read", "person.read", "enrolment.read")


def content_of(export: Export, user, *, hold: bool = False) -> ExportContent | None:
    if not export.is_ready or not can(user, "export.request"):
        return None
    rows = ExportContent.objects.visible_to(user).filter(export=export, dossier__in=DossierKey.objects.values("pk"))
    return (rows.select_for_update(of=("self",)) if hold else rows).defer("file", "rows").first()


def open_file(export: Export, user) -> tuple[bytes, int]:
    """(the file, of how many parts). Nothing leaves of which something was closed to them since it was made."""
    content = content_of(export, user)
    if content is None:
        raise ValidationError(_("This file is not there any more."))
    rows = [(uuid.UUID(pk), uuid.UUID(dossier), model) for pk, dossier, model in content.rows]
    if not _all_open(user, {dossier for _pk, dossier, _model in rows}):
        raise ValidationError(
            _("Something in this file is not open to you any more, so none of it leaves. Take it back, and ask for it again.")
        )
    for begun in range(0, len(rows), BATCH):
        some = rows[begun : begun + BATCH]
        dossiers = dict.fromkeys(dossier for _pk, dossier, _model in some)
        # By the drawer's id, in the first of them, the register finds its downloads.
        drawer = [] if begun else [export.drawer]
        ledger.record(
            "export", action="export.request", objects=[pk for pk, _dossier, _model in some], dossiers=[*dossiers, *drawer],
            model=some[0][2],
        )  # fmt: skip
    context.current().shown.rows.clear()
    return content.file, len(content.parts)


def _all_open(user, dossiers: set[uuid.UUID]) -> bool:
    """Today, to this person, ordinary, in their districts, and with a key."""
    ways = Q()
    for action in READ:
        ways |= Q(pk__in=within(user, action))
    found = Dossier.objects.filter(ways, pk__in=dossiers, restricted=False, area__in=reach(user, "export.request").areas)
    return found.filter(pk__in=DossierKey.objects.values("pk")).count() == len(dossiers)

"""申し送り and calls to return: the council's day-book, one dossier a month."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models import DayBookEntry
from casework.services.once import made_before
from privacy.errors import NotWithinReach
from privacy.gate import require, service
from privacy.models import Area, Dossier
from privacy.opening import open_dossier


def daybook_of(council: Area, day) -> Dossier:
    """The day-book of this month. It is made with its first entry."""
    month = day.replace(day=1)
    book = Dossier.objects.filter(kind=Dossier.Kind.DAYBOOK, council=council, month=month).first()
    if book is None:
        try:
            with transaction.atomic():
                # Everybody who serves a district of the council reads it, so it lies where all memberships reach.
                book = open_dossier(Dossier.Kind.DAYBOOK, Area.objects.unknown_in(council))
                book.month = month
                book.save(update_fields=["month"])
        except IntegrityError:
            book = Dossier.objects.get(kind=Dossier.Kind.DAYBOOK, council=council, month=month)
    return book


@service("handover.write", on=lambda *, book, **_: book)
def entry_write(
    *, actor, book, kind, text, who="", phone="", due_date=None, audience=None, about=None, id=None, now=None
) -> DayBookEntry:  # fmt: skip
    """`audience`: ids of the districts whose people are to know it; None for the whole council. `about`: the Person it speaks of,
    whom the writer can find; it is kept from whoever is recused from them."""
    again, id = made_before(DayBookEntry, id, lambda entry: entry.author_id == actor.pk, text=text, who=who)
    if again:
        return again
    if about is not None:
        require(actor, "person.find", about)
    if not text.strip():
        raise ValidationError({"text": _("Write what the next person must know.")})
    entry = DayBookEntry(
        id=id, dossier=book, kind=kind, text=text, who=who, phone=phone, due_date=due_date, audience=audience, author=actor,
        about=about.dossier if about else None, created_at=now or timezone.now(),
    )  # fmt: skip
    entry.clean_values()
    entry.save()
    return entry


@service("handover.write", on=lambda entry, **_: entry)
def entry_done(entry, *, actor) -> DayBookEntry:
    _within_reach(entry, actor)
    entry.done_at, entry.done_by = timezone.now(), actor
    entry.save()
    return entry


@service("handover.write", on=lambda entry, **_: entry)
def entry_undone(entry, *, actor) -> DayBookEntry:
    _within_reach(entry, actor)
    entry.done_at = entry.done_by = None
    entry.save()
    return entry


def _within_reach(entry, actor) -> None:
    """Refuses an entry that the actor cannot see. The service asks about the book alone, which holds entries of other districts too."""
    if not DayBookEntry.objects.visible_to(actor, "handover.write").filter(pk=entry.pk).exists():
        raise NotWithinReach("handover.write", [entry.dossier_id], [entry.pk])

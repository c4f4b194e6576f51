"""Makes the search tokens anew, as after a change of what is found: a row at a time is held, so people go on working."""

from django.core.management.base import BaseCommand
from django.db import transaction

from casework.models import Consulter, Person, Relative
from casework.search_tokens import around_tokens, person_tokens
from casework.services.people import other_names_of
from privacy import context

AT_ONCE = 100
FOUND = (
    (Person, "person.write", lambda row, council: person_tokens(row, council, other_names_of(row))),
    (Relative, "person.read", around_tokens),
    (Consulter, "case.read", around_tokens),
)


class Command(BaseCommand):
    help = "Make every search token anew. Safe while people work, and safe to repeat."

    def handle(self, **options):
        for model, action, tokens_of in FOUND:
            changed, last = 0, None
            while ids := _next_ids(model, last):
                last = ids[-1]
                changed += _make_anew(model, action, tokens_of, ids)
            self.stdout.write(f"{model._meta.model_name}: {changed} rows found otherwise than before")


def _next_ids(model, last) -> list:
    rows = model.objects.order_by("pk").values_list("pk", flat=True)
    return list((rows.filter(pk__gt=last) if last else rows)[:AT_ONCE])


def _make_anew(model, action, tokens_of, ids) -> int:
    """Each batch with keys of its own, which are forgotten with it; a row that is being corrected is waited for."""
    changed = 0
    with context.as_job("reindex") as actor, transaction.atomic():
        rows = model.objects.visible_to(actor, action).filter(pk__in=ids).select_related("dossier")
        for row in rows.order_by("pk").select_for_update(of=("self",)):
            tokens = tokens_of(row, row.dossier.council_id)
            if tokens != row.tokens:
                changed += model.objects.filter(pk=row.pk).update(tokens=tokens)
    return changed

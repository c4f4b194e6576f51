"""Reads of casework, as sentences. Only ids and plain columns are asked of the database; names are opened within reach."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.people import gone_from, serving
from casework.codes import OPEN_STATUSES, Means
from privacy.confidential import ConfidentialQuerySet
from privacy.models import Grant
from privacy.reach import reach

# As the index has it; a case that nobody was ever named to counts as ended long ago.
NAMED_UNTIL = Coalesce(F("named_until"), Value(date.min))


class FewOf(Subquery):
    """The ids that a query finds, made first and then looked up in an index: the database cannot know that they are few, and would
    read whole tables to be ready for many."""

    template = "(SELECT unnest(ARRAY(%(subquery)s)))"


class FindableQuerySet(ConfidentialQuerySet):
    def with_tokens(self, tokens):
        return self.filter(tokens__contains=list(tokens))


class RelativeQuerySet(FindableQuerySet):
    def present(self):
        return self.filter(removed_at__isnull=True)


class CaseQuerySet(ConfidentialQuerySet):
    def numbered(self):
        return self.filter(sequence__isnull=False)

    def enquiries(self):
        return self.filter(sequence__isnull=True)

    def unclosed(self):
        return self.filter(status__in=OPEN_STATUSES)

    def assigned_to(self, user):
        today = timezone.localdate()
        grants = Grant.objects.filter(user=user, kind=Grant.Kind.ASSIGNED).valid(today)
        return self.filter(dossier__in=grants.values("content_object"))

    def nobodys(self, council_id, on):
        """Numbered and open, and nobody is named to them on that day. The cost follows how many these are."""
        found = self.filter(council=council_id, sequence__isnull=False, closed_date__isnull=True)
        return found.alias(until=NAMED_UNTIL).filter(until__lt=on).order_by("-last_activity_at", "-id")

    def left_behind(self, council_id, on):
        """Open, and named to nobody but people who no longer serve. The cost follows what these had."""
        named = Grant.objects.filter(kind=Grant.Kind.ASSIGNED).valid(on)
        gone = named.filter(user__in=FewOf(gone_from(council_id, on).order_by().values("pk")))
        kept = named.filter(content_object=OuterRef("dossier"), user__in=serving(council_id, on))
        found = self.unclosed().numbered().filter(council=council_id, dossier__in=FewOf(gone.values("content_object")))
        return found.filter(~Exists(kept)).order_by("-last_activity_at", "-id")

    def dated(self):
        """Those with a day for the next contact, the earliest first."""
        return self.filter(next_contact_date__isnull=False).order_by("next_contact_date", "id")


class NoteQuerySet(ConfidentialQuerySet):
    def newest_first(self):
        return self.order_by("-met_at", "-id")

    def counted(self):
        """延べ: contacts of every means; a memo is none."""
        return self.exclude(means=Means.MEMO)


class DraftQuerySet(ConfidentialQuerySet):
    def of_form(self, form, about=None):
        return self.filter(form=form, about=about)


class DayBookQuerySet(ConfidentialQuerySet):
    def visible_to(self, user, action=None):
        """A council has one day-book, whose entries are for those who serve the districts they name. One reads one's own."""
        found = reach(user, action or self.model.read_action)
        rows = super().visible_to(user, action)
        mine = Q(author=getattr(user, "user_id", None) or getattr(user, "pk", None))
        return rows.filter(Q(audience=None) | Q(audience__overlap=sorted(found.areas)) | mine)

    def open(self):
        return self.filter(done_at__isnull=True)

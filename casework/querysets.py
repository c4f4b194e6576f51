"""Reads of casework, as sentences. Only ids and plain columns are asked of the database; names are opened within reach."""

from datetime import date

from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.acting import CanAct, unable
from accounts.models import User
from casework.codes import OPEN_STATUSES, Means
from privacy.confidential import ConfidentialQuerySet
from privacy.models import Grant, Recusal
from privacy.reach import reach, within

# As the index has it; a case that nobody was ever named to counts as ended long ago.
NAMED_UNTIL = Coalesce(F("named_until"), Value(date.min))


# The earliest contact first, then whatever happened last.
SOONEST = (F("next_contact_date").asc(nulls_last=True), "-last_activity_at", "-id")


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

    def assigned_to(self, user, on=None):
        grants = Grant.objects.filter(user=user, kind=Grant.Kind.ASSIGNED).valid(on or timezone.localdate())
        return self.filter(dossier__in=grants.values("content_object"))

    def nobodys(self, council_id, on):
        """Numbered and open, and nobody is named to them on that day. The cost follows how many these are."""
        theirs = self.model._base_manager.filter(council=council_id, sequence__isnull=False, closed_date__isnull=True)
        few = theirs.alias(until=NAMED_UNTIL).filter(until__lt=on).order_by().values("pk")
        return self.filter(pk__in=FewOf(few)).order_by(*SOONEST)

    def left_behind(self, council_id, on):
        """Open, and named to nobody but people who can no longer act on them. The cost follows what these, and whoever is recused, had."""
        gone = Q(pk__in=unable("case.write", council_id, on)) | Q(pk__in=Recusal.objects.lasting().values("user"))
        named = Grant.objects.filter(kind=Grant.Kind.ASSIGNED).valid(on)
        theirs = named.filter(user__in=FewOf(User.objects.filter(gone).order_by().values("pk")))
        kept = named.filter(
            CanAct("case.write", user="user", dossier="content_object", on=on), content_object=OuterRef("dossier")
        )
        found = self.unclosed().numbered().filter(council=council_id, dossier__in=FewOf(theirs.values("content_object")))
        # As a value and not as EXISTS, which the database turns around: it would ask of every grant whether its holder can act.
        return found.alias(kept=Subquery(kept.values("pk")[:1])).filter(kept=None).order_by(*SOONEST)

    def next_days(self, most):
        """(id, day of the next contact) of the first ones."""
        return self.values_list("pk", "next_contact_date")[:most]

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
        # What speaks of somebody whose record is restricted is for those who know of it.
        about = Q(about=None) | Q(about__restricted=False) | Q(about__in=within(user, "person.find"))
        return rows.filter(about, Q(audience=None) | Q(audience__overlap=sorted(found.areas)) | mine)

    def open(self):
        return self.filter(done_at__isnull=True)

"""Reads of the watch-over, as sentences."""

from datetime import timedelta

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.acting import CanAct
from casework.codes import Decision
from casework.disclosure import in_force
from casework.said import of_same_person
from privacy.confidential import ConfidentialQuerySet
from programs.dimensions import moments
from visits.codes import APART, MET, AlertKind, EndReason, Late, Outcome, Part

# After an emergency that nobody took, its managers are told a second time.
PATIENCE = timedelta(minutes=15)


class EnrolmentQuerySet(ConfidentialQuerySet):
    def running(self):
        """Enrolled and not ended; paused ones too."""
        return self.filter(ended_date__isnull=True)

    def overdue(self, on):
        return self.running().filter(overdue_on__lte=on)

    def due_until(self, day):
        return self.running().filter(next_due_date__lte=day)

    def in_doubt(self, on):
        """The consent that it began with was taken back or ran out, or a refusal stands beside it, under whichever record of the person.
        Whether it may go on, says the rule (`visits.sharing.without_consent`)."""
        consents = apps.get_model("casework.Consent").objects
        refusing = consents.filter(in_force(on), decision=Decision.REFUSED)
        ended = Q(consent__withdrawn_date__lte=on) | Q(consent__until_date__lt=on)
        return self.running().filter(ended | of_same_person("person", refusing))

    def without_visitor(self, on):
        """Begun, and nobody goes there who still can; companions and substitutes do not count."""
        walked = (
            apps.get_model("visits.Assignment").objects.walked_today(on).filter(enrolment=OuterRef("pk"), part=Part.VISITOR)
        )
        # As a value and not as EXISTS, which the database turns around: it would ask of every assignment whether its holder can act.
        found = self.running().filter(start_date__lte=on)
        return found.alias(walked=Subquery(walked.order_by().values("pk")[:1])).filter(walked=None)

    def of_visitor(self, user, on):
        """Whose doors this person goes to on that day, whatever their part."""
        assignments = apps.get_model("visits.Assignment").objects
        return self.filter(Exists(assignments.filter(enrolment=OuterRef("pk"), user=user).valid(on)))


class ValidOnQuerySet(ConfidentialQuerySet):
    def valid(self, on):
        """Until-dates are inclusive: the last day counts whole."""
        return self.filter(Q(until_date__isnull=True) | Q(until_date__gte=on), from_date__lte=on)


class AssignmentQuerySet(ValidOnQuerySet):
    def walked(self, on):
        """Those whose holder can go there on that day. Of a day that has passed, those who were named then."""
        return self.valid(on) if on < timezone.localdate() else self.walked_today(on)

    def walked_today(self, today):
        return self.valid(today).filter(CanAct("visit.write", user="user", dossier="dossier", on=today))


class VisitQuerySet(ConfidentialQuerySet):
    def made(self, council, first, last):
        """In a council, on these days."""
        begun, ended = moments(first, last)
        return self.filter(council=council, visited_at__gte=begun, visited_at__lt=ended)

    def effective(self):
        """All visits but those brought late that the office has not taken up."""
        return self.exclude(late__in=APART)

    def standing(self):
        """One record for each visit that counts: when a pair recorded one visit twice, the second record is left out."""
        return self.effective().filter(same_as__isnull=True)

    def counted(self):
        """延べ訪問: visits on which somebody was met."""
        return self.standing().filter(outcome__in=MET)

    def absences(self):
        return self.standing().filter(outcome=Outcome.ABSENT)

    def waiting(self):
        """Visits brought by somebody who is no longer assigned, and not looked at yet."""
        return self.filter(late=Late.WAITING)


class SafetyCheckQuerySet(ConfidentialQuerySet):
    def open(self):
        return self.filter(confirmed_at__isnull=True)

    def held(self, on):
        """Those whose next step somebody is to make who still can."""
        return self.filter(CanAct("visit.write", user="next_who", dossier="dossier", on=on))


class TieQuerySet(ConfidentialQuerySet):
    def open(self):
        return self.filter(answered_at__isnull=True)

    def waiting(self, on):
        """Open questions of those who still go to the door, or will. Nobody need answer whoever left the door, the council or the house.

        It is asked and not remembered, since a last day passes by itself; and whoever gets the door again has said it already.
        """
        doors = apps.get_model("visits.Assignment").objects.filter(Q(until_date=None) | Q(until_date__gte=on))
        roles = apps.get_model("accounts.Membership").objects.confirmed().filter(ended_at=None).exclude(until_date__lt=on)
        return self.open().filter(
            Exists(doors.filter(enrolment=OuterRef("enrolment"), user=OuterRef("user"))),
            Exists(roles.filter(user=OuterRef("user"), area__council=OuterRef("enrolment__council"))),
            user__is_active=True,
        )


class AlertQuerySet(ConfidentialQuerySet):
    def open(self):
        return self.filter(closed_at__isnull=True)

    def with_holder(self, on):
        """Marks each with whether somebody has it who can act on it: whoever left, or is kept from it, has taken nothing any more."""
        return self.annotate(is_held=CanAct("alert.take", user="owner", dossier="dossier", on=on))

    def nobodys(self, on):
        return self.with_holder(on).filter(is_held=False)

    def answered_in_time(self):
        """Alerts that somebody took, or closed without taking, before they were due. An emergency is due at once, and so gets some patience."""
        answered = Coalesce("taken_at", "closed_at")
        patience = Q(kind=AlertKind.EMERGENCY, answered_at__lte=F("raised_at") + PATIENCE)
        return self.alias(answered_at=answered).filter(Q(answered_at__lte=F("due_at")) | patience)

    def late(self, now):
        """Alerts that nobody has in time, and of which the managers have not been reminded since somebody last had them.

        Managers hear of an emergency at once, so they are reminded only when nobody has taken it after some patience. Nobody is
        reminded of somebody who has died.
        """
        fresh = Q(kind=AlertKind.EMERGENCY, raised_at__gt=now - PATIENCE)
        late = self.open().exclude(enrolment__end_reason=EndReason.DIED)
        return late.filter(~fresh, escalated_at__isnull=True, due_at__lte=now).nobodys(timezone.localdate(now))

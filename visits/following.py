"""What happens to a person is followed here: a move to another district, a death."""

from casework.services.people import follows_person
from visits.codes import EndReason
from visits.models import Alert, Enrolment, SafetyCheck
from visits.services.enrolments import end


@follows_person
def moved(person) -> None:
    """The enrolment's dossier moved with the person's; visits stay counted where they were made."""
    area = person.dossier.area
    for model in (Enrolment, SafetyCheck, Alert):
        model.objects.filter(dossier__subject=person.dossier_id).exclude(area=area).update(area=area)


@follows_person
def died(person) -> None:
    if not person.death_date:
        return
    # Whoever may write the death down ends what it ends, whether or not the watch-over is in their reach.
    for enrolment in Enrolment.objects.running().filter(person=person).select_related("dossier").opened_by_reach():
        end(enrolment, on_date=person.death_date, reason_code=EndReason.DIED)

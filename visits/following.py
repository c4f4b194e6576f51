"""What happens to a person is followed here: a move to another district, a death.

Whoever may write it down sets off what follows from it, whether or not the watch-over is in their reach: the job `life event` does
it, in their name.
"""

from casework.services.people import follows_person
from privacy import context
from visits.models import Enrolment
from visits.services.enrolments import enrolment_follow_death, enrolment_follow_move


@follows_person
def watch_over(person) -> None:
    with context.System("life event", user=context.current().user) as job:
        enrolments = Enrolment.objects.visible_to(job, "enrolment.write").filter(person=person).select_related("dossier")
        for enrolment in enrolments.order_by("created_at", "id"):
            if enrolment.area_id != person.dossier.area_id:
                enrolment_follow_move(enrolment, actor=job, area=person.dossier.area)
            if person.death_date and not enrolment.ended_date:
                enrolment_follow_death(enrolment, actor=job, on_date=person.death_date)
    context.current().forget_decisions()

"""What follows when a person dies or turns out to be alive, and when two records become one. Requests are the office's: nobody leaves any."""

from django.utils.translation import gettext as _

from casework.one_at_a_time import Running, one_at_a_time
from casework.services.people import follows_person
from privacy import context
from supporters.codes import EndReason, State
from supporters.models import HelpRequest, Supporter
from supporters.services import request_follow, supporter_end, supporter_follow, supporter_resume


@follows_person
def helps_no_more(person, died_before) -> None:
    if bool(person.death_date) == bool(died_before):
        return
    died = bool(person.death_date)
    with context.as_job("life event", user=context.current().user) as job:
        rows = Supporter.objects.visible_to(job, "support.write").filter(person=person).select_related("dossier", "person")
        for one in rows.order_by("created_at", "id"):
            supporter_follow(one, actor=job, died=died)
        asked = HelpRequest.objects.visible_to(job, "support.write").filter(person=person).select_related("dossier")
        asked = asked.open() if died else asked.filter(state=State.CANCELLED)
        for request in asked.order_by("created_at", "id"):
            request_follow(request, actor=job, died=died)
    context.current().forget_decisions()


@one_at_a_time
class Registered:
    """One person is registered once: of two records that became one, the registration that was chosen goes on."""

    def running(self, actor, people):
        rows = Supporter.objects.visible_to(actor, "support.write").running().filter(person__in=people)
        rows = rows.select_related("dossier__area").order_by("created_at", "id")
        return [Running(row.pk, row.person_id, f"{_('Supporter')} ・ {row.dossier.area.label}") for row in rows]

    def begun(self, actor, people, since):
        rows = Supporter.objects.visible_to(actor).running().filter(person__in=people, created_at__gte=since)
        return [(row.person_id, Supporter._meta.verbose_name) for row in rows.order_by("created_at", "id")]

    def end(self, actor, pk):
        supporter_end(_one(actor, pk), actor=actor, on_date=None, reason_code=EndReason.JOINED)

    def go_on(self, actor, pk):
        one = _one(actor, pk)
        runs = one and Supporter.objects.running().filter(person=one.person_id).exists()
        if one and one.ended_date and not runs and not one.person.death_date:
            supporter_resume(one, actor=actor)


def _one(actor, pk):
    return Supporter.objects.visible_to(actor, "support.write").select_related("dossier", "person").filter(pk=pk).first()

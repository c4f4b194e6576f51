"""The watch-over of a person on the sheet of their case: how often, and what was found lately."""

from collections import Counter

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.sheet_blocks import CALENDAR, Block, sheet_block
from ui.dates import day_text
from visits.codes import Outcome
from visits.models import Enrolment, Visit

LATEST = 5


@sheet_block
def watch(user, case, since):
    if case.subject_id is None:
        return
    enrolment = Enrolment.objects.visible_to(user).filter(person=case.subject_id).order_by("-start_date").first()
    if enrolment is None:
        return
    visits = Visit.objects.in_dossier_of(enrolment, user).filter(enrolment=enrolment, same_as=None).order_by("-visited_at")
    counted = visits.filter(visited_at__date__gt=since) if since else visits
    found = Counter(counted.values_list("outcome", flat=True))
    lines = [_begun(enrolment), "、".join(f"{Outcome(one).label} {count}" for one, count in found.most_common())]
    latest = list(visits[:LATEST])
    lines += [
        f"{day_text(timezone.localdate(one.visited_at), 'short', CALENDAR)} {Outcome(one.outcome).label} {one.note}"
        for one in latest
    ]
    text = "\n".join(line.strip() for line in lines if line.strip())
    yield Block("watch", _("Watch-over"), text, timezone.localdate(latest[0].visited_at) if latest else enrolment.start_date)


def _begun(enrolment) -> str:
    begun = _("Since %(day)s") % {"day": day_text(enrolment.start_date, "", CALENDAR)}
    ended = _("until %(day)s") % {"day": day_text(enrolment.ended_date, "", CALENDAR)} if enrolment.ended_date else ""
    return " ".join(filter(None, [begun, ended]))

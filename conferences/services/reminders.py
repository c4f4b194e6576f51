"""Action items are chased: their owner the day before and on the day, the coordinators a week after; once each, by mail."""

from django.utils import timezone

from conferences.models import ActionItem
from conferences.querysets import DAY, WEEK
from conferences.taking_part import who_can
from privacy.gate import service
from privacy.outbox import enqueue_all
from privacy.policy import DUTIES

BATCH = 500
BEFORE, ON_THE_DAY, AFTER = 1, 2, 3


def scan(*, actor, now=None) -> None:
    """Every hour, as the job `deeds`. It writes nothing where nothing is due."""
    today = timezone.localdate(now or timezone.now())
    if ActionItem.objects.to_be_reminded(today).exists():
        remind(actor=actor, today=today)


@service("conference.remind")
def remind(*, actor, today) -> int:
    """A second run that starts meanwhile leaves to the first one what that one holds."""
    rows = ActionItem.objects.to_be_reminded(today).with_holder(today).order_by("until_date", "id")
    rows = list(rows.select_related("item__conference").select_for_update(skip_locked=True, of=("self",))[:BATCH])
    enqueue_all("conferences.tell", [notice for row in rows for notice in _notices(row, today)], job="deeds")
    for stage in (BEFORE, ON_THE_DAY, AFTER):
        ActionItem.objects.filter(pk__in=[row.pk for row in rows if stage_of(row, today) == stage]).update(reminded=stage)
    return len(rows)


def stage_of(action, today) -> int:
    if today >= action.until_date + WEEK:
        return AFTER
    return ON_THE_DAY if today >= action.until_date else BEFORE if today >= action.until_date - DAY else 0


def _notices(action, today):
    """The key names the day, so that a retry sends nothing twice."""
    stage = stage_of(action, today)
    told = [action.owner_id] if action.is_held else []
    if stage == AFTER:
        coordinators = who_can("decision.read", action.item.conference, [action.dossier_id], DUTIES["action_item.late"])
        told = [one.pk for one in coordinators[action.dossier_id]]
    for person in told:
        key = f"action-{action.pk}-{action.until_date}-{stage}-{person}"
        yield key, {"action": action.pk, "person": person, "day": action.until_date}

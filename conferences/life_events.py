"""What somebody has in hand of the conferences, to be handed over when they leave."""

from django.utils.translation import gettext as _

from accounts.handover import InHand, leaves_behind
from conferences.models import ActionItem
from conferences.services import action_handover


@leaves_behind
def in_hand(actor, person):
    rows = ActionItem.objects.visible_to(actor, "conference.record").open().filter(owner=person)
    rows = rows.select_related("dossier", "item__conference")
    yield InHand(
        _("Action items"), list(rows.order_by("until_date", "id")), lambda row, to: action_handover(row, actor=actor, to=to)
    )

"""What earlier conferences left to be done, on the sheet of their case."""

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.sheet_blocks import CALENDAR, Block, sheet_block
from conferences.models import ActionItem
from ui.dates import day_text


@sheet_block
def open_actions(user, case, since):
    rows = ActionItem.objects.visible_to(user).open().filter(item__case=case).select_related("owner")
    yield Block("actions", _("Still to be done"), "\n".join(map(_line, rows)), timezone.localdate())


def _line(action) -> str:
    who = action.owner.display_name if action.owner_id else action.outsider
    return f"{action.what}（{who}、{day_text(action.until_date, 'short', CALENDAR)}）"

"""What home tells an administrator of the installation: a backup that failed or is late. Nobody opens a page each day to look for that."""

from django.db.models import Exists
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.attention import Item, attention
from accounts.models import User
from config.backup.running import LATE
from config.models import BackupRun
from config.upkeep import records
from privacy.policy import roles_for


def _no_fresh_one(asker):
    """None was made of late, or one failed."""
    lately = BackupRun.objects.filter(ended_at__gt=asker.now - LATE)
    return [User.objects.filter(~Exists(lately.filter(failed="")), pk=asker.user), lately.exclude(failed="")]


@attention(*roles_for("upkeep.read"), needs=_no_fresh_one)
def backup_missing(user, today):
    for found in records.backup(timezone.now()):
        if found.state == "bad":
            yield Item(title=_("Backup"), why=f"{found.says} {found.do}", url=reverse("upkeep"), kind="backup")

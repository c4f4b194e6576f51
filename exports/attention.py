"""What waits because of files that leave: for whoever says yes, and for whoever asked."""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.attention import Item, attention
from exports.models import KEPT, Export, Status
from exports.services import may_decide
from privacy.policy import roles_for


def _others_waiting(user, now):
    return Export.objects.waiting().filter(ends_at__gt=now).exclude(asked_by=user)


@attention(*roles_for("export.approve"), needs=lambda asker: [_others_waiting(asker.user, asker.now)])
def files_to_decide(user, today):
    waiting = _others_waiting(user, timezone.now()).order_by("asked_at", "id")
    for export in [one for one in waiting if may_decide(user, one)]:
        yield Item(
            title=_("A file that is to leave"),
            why=ngettext("Records of %(n)d person: say yes or no.", "Records of %(n)d people: say yes or no.", export.people)
            % {"n": export.people},
            url=reverse("export_decide", args=[export.pk]),
            kind="document",
            due_date=timezone.localdate(export.ends_at),
            early=True,
        )


def _of_today(exports, now):
    """What is ready or failed, and what was refused within a day."""
    lasting = Q(status__in=[Status.READY, Status.FAILED], ends_at__gt=now)
    return exports.filter(lasting | Q(status=Status.REFUSED, ends_at__gt=now - KEPT))


@attention(*roles_for("export.request"), needs=lambda asker: [_of_today(Export.objects.filter(asked_by=asker.user), asker.now)])
def own_files(user, today):
    says = {
        Status.READY: _("It is ready, and lies here for a day."), Status.FAILED: _("It could not be made."),
        Status.REFUSED: _("It was refused. Nothing left."),
    }  # fmt: skip
    for export in _of_today(Export.objects.filter(asked_by=user), timezone.now()).order_by("ends_at", "id"):
        yield Item(
            title=_("A file that you asked for"),
            why=says[Status(export.status)],
            url=export.get_absolute_url(),
            kind="document",
        )

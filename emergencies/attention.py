"""What waits on home after an emergency access: to look at it, and to know of it."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.attention import Item, attention
from casework.models import Case
from casework.pages.case_columns import name_of
from casework.pages.case_list import opened
from emergencies.pages import to_review
from privacy.models import Emergency, Grant
from privacy.policy import roles_for

MOST = 20


def _of_others(asker):
    return [Emergency.objects.unreviewed().exclude(user=asker.user)]


@attention(*roles_for("emergency.review"), needs=_of_others)
def to_look_at(user, today):
    for one in to_review(user).unreviewed().exclude(user=user).order_by("review_due", "opened_at")[:MOST]:
        yield Item(
            title=_("A record was opened in an emergency"), why=_("Look at it: was it needed?"),
            facts=f"{one.user.display_name} ・ {one.get_why_display()}", url=reverse("emergency_review", args=[one.pk]), kind="siren",
            due_date=one.review_due, early=True,
        )  # fmt: skip


@attention(
    *(role for role in roles_for("case.assign") + roles_for("note.write") if role not in roles_for("emergency.review")),
    needs=_of_others,
)
def to_know_of(user, today):
    """Of the cases one is named to, until somebody has looked at it."""
    mine = Grant.objects.filter(user=user, kind=Grant.Kind.ASSIGNED, content_object=OuterRef("dossier")).valid(today)
    unreviewed = Emergency.objects.unreviewed().exclude(user=user)
    about = unreviewed.filter(Q(dossier=OuterRef("dossier")) | Q(dossier=OuterRef("dossier__subject")))
    cases = Case.objects.visible_to(user).filter(Exists(mine), Exists(about)).order_by("pk").values_list("pk", flat=True)[:MOST]
    for row in (yield from opened(list(cases))):
        yield Item(
            title=name_of(row), why=_("Was opened in an emergency. A manager looks at it"), url=reverse("case_access", args=[row.case.pk]),
            kind="siren", chip=(_("Emergency"), "warn", "siren"),
        )  # fmt: skip

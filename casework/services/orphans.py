"""Two people take over a restricted record that no manager can read: one asks, another confirms, and both are named."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.services import SamePerson
from casework.codes import StepKind
from casework.keepers import Orphan, orphans_for
from casework.models import Case, CaseStep, Takeover
from privacy import context, granting
from privacy.dossiers import WORK
from privacy.errors import NotWithinReach
from privacy.gate import service
from privacy.models import Dossier, Grant


@service("orphan.take", on=lambda dossier, **_: dossier.area)
def orphan_ask(dossier, *, actor) -> Takeover:
    """It opens nothing yet. What was asked by somebody who no longer may is asked anew."""
    asked = _orphan(dossier, actor, "orphan.take").asked
    if asked:
        return asked
    Takeover.objects.open().filter(dossier=dossier).update(refused_by=actor, refused_at=timezone.now())
    return Takeover.objects.create(dossier=dossier, asked_by=actor)


@service("orphan.confirm", on=lambda takeover, **_: takeover.dossier.area)
def orphan_confirm(takeover, *, actor) -> Takeover:
    takeover = _asked(takeover, actor)
    if takeover.asked_by_id == actor.pk:
        raise SamePerson
    takeover.confirmed_by, takeover.confirmed_at = actor, timezone.now()
    takeover.save(update_fields=["confirmed_by", "confirmed_at"])
    both, today = (takeover.asked_by, actor), timezone.localdate()
    for user, other in (both, both[::-1]):
        granting.grant(user, takeover.dossier, Grant.Kind.ASSIGNED, level=WORK, from_date=today, given_by=other)
    context.current().forget_decisions()
    if takeover.dossier.kind == Dossier.Kind.CASE:
        _on_the_course_of(takeover.dossier, both, actor)
    return takeover


@service("orphan.confirm", on=lambda takeover, **_: takeover.dossier.area)
def orphan_refuse(takeover, *, actor) -> Takeover:
    """Refuses a request. When the one who asked refuses, they take their own request back."""
    takeover = _asked(takeover, actor)
    takeover.refused_by, takeover.refused_at = actor, timezone.now()
    takeover.save(update_fields=["refused_by", "refused_at"])
    return takeover


def _asked(takeover, actor) -> Takeover:
    asked = _orphan(takeover.dossier, actor, "orphan.confirm").asked
    if asked is None or asked != takeover:
        raise ValidationError(_("This was answered or taken back in the meantime."))
    return asked


def _orphan(dossier, actor, action) -> Orphan:
    """Reads the orphan again and locks its record: of two people who answer at once, the second finds it answered."""
    Dossier.objects.select_for_update(no_key=True).get(pk=dossier.pk)
    for orphan in orphans_for(actor):
        if orphan.dossier == dossier:
            return orphan
    raise NotWithinReach(action, [dossier.pk])


def _on_the_course_of(dossier, people, actor) -> None:
    case, now = Case.objects.visible_to(actor, "case.write").get(dossier=dossier), timezone.now()
    for user in people:
        step = CaseStep(
            case=case, dossier=dossier, kind=StepKind.ASSIGNED, on_date=timezone.localdate(now), at=now, text=f"+{user.pk}",
            actor=actor,
        )  # fmt: skip
        step.clean_values()
        step.save()

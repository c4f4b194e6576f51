"""発送停止: set and lifted by whoever writes in the case, each time with a reason, which stays on its timeline."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.codes import StepKind
from casework.keepers import locked
from casework.models import Case, CaseStep
from privacy.gate import service


@service("case.write", on=lambda case, **_: case)
def mail_stop(case, *, actor, why) -> Case:
    return _set(case, actor, why, stopped=True)


@service("case.write", on=lambda case, **_: case)
def mail_resume(case, *, actor, why) -> Case:
    return _set(case, actor, why, stopped=False)


def _set(case, actor, why, *, stopped) -> Case:
    """Of two who press at the same moment, the second finds it done."""
    locked(case, actor, "case.write")
    held = Case.objects.in_dossier_of(case, actor, "case.write").get(pk=case.pk)
    if held.no_mail == stopped:
        raise ValidationError(_("Somebody has done this in the meantime."))
    held.no_mail = stopped
    held.save()
    now, kind = timezone.now(), StepKind.MAIL_STOPPED if stopped else StepKind.MAIL_RESUMED
    step = CaseStep(case=held, dossier=held.dossier, kind=kind, on_date=timezone.localdate(now), at=now, actor=actor, text=why)
    step.clean_values()
    step.save()
    return held

"""Safety is confirmed by somebody who says how and who; and is taken back on the day it was said by mistake."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.gate import service
from visits.codes import SEEN_OR_HEARD
from visits.models import SafetyCheck
from visits.services import alerts, safety
from visits.services.doors import hold


@service("visit.write", on=lambda check, **_: check)
def safety_confirm(check, *, actor, at, how, who=None, text="", now=None) -> SafetyCheck:
    """Closes the check, and the alerts that it answers. `who`: who met or spoke with the person; where it is no user, `text` says it."""
    now = now or timezone.now()
    safety.still_open(check)
    safety.not_ahead(at, now)
    safety.not_before(check, at)
    if how in SEEN_OR_HEARD and who is None and not text.strip():
        raise ValidationError({"who": _("Choose who met or spoke with them.")})
    safety.confirm(check, actor, at, how, text, who=who)
    alerts.answer(check.enrolment, actor, now)
    return check


@service("visit.write", on=lambda check, **_: check)
def safety_take_back(check, *, actor, now=None) -> SafetyCheck:
    """Says why (`reason=`). The person stands on the board again, since the same moment; what the confirmation had closed is open again.

    Only on the day: later a new absence or an alert says more than an old one.
    """
    now = now or timezone.now()
    hold(check)
    held = check.confirmed_at
    if held is None or timezone.localdate(held) != timezone.localdate(now):
        raise ValidationError(_("Only what was confirmed today can be taken back."))
    if check.enrolment.ended_date or SafetyCheck.objects.filter(enrolment=check.enrolment_id, since__gt=check.since).exists():
        raise ValidationError(_("Something else was recorded since; this stays as it is."))
    check.confirmed_at, check.confirmed_how, check.confirmed_text = None, "", ""
    check.confirmed_by = check.confirmed_who = None
    safety.go_on(check, now)
    check.clean_values()
    check.save()
    alerts.ask_again(check.enrolment, since=held)
    return check

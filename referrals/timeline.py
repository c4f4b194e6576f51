"""The steps of referrals on the timeline of their case."""

from dataclasses import dataclass
from functools import partial

from django.db.models import F
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from casework.timeline import Entry, older, timeline
from referrals.codes import Kind
from referrals.models import ReferralStep
from referrals.pages.steps import step_row
from referrals.transitions import WRITE
from ui.chips import chip, picture_of
from ui.dates import at_text


@dataclass(frozen=True)
class Row:
    id: str
    icon: str
    chip: str
    when: str
    machine_time: str
    url: str
    # As paper names any entry.
    title: str
    text: str
    writer: str
    parts: tuple = ()


@timeline("referrals", pgettext_lazy("timeline", "Referrals"))
def referrals(user, case, before, limit):
    """Each step; that a draft was rewritten stands on its own page alone."""
    found = ReferralStep.objects.in_dossier_of(case, user).filter(older(before), referral__case=case).exclude(step=WRITE)
    rows = found.annotate(writer=F("actor__display_name"), kind=F("referral__kind"), agency=F("referral__agency__name"))
    for step in rows.order_by("-at", "-id")[:limit]:
        yield Entry(step.at, step.pk, "referrals/_timeline_step.html", step, partial(_row, step, user.calendar))


def _row(step, calendar) -> Row:
    found = step_row(step)
    whither = f" → {step.agency}" if step.agency else ""
    words = "\n".join(f"{label}: {words}" for label, words in found.lines)
    return Row(
        id=str(step.pk), icon=picture_of("swap", ""), chip=chip(*found.chip) if found.chip else "", when=at_text(step.at, "short", calendar),
        machine_time=step.at.isoformat(timespec="minutes"), url=reverse("referral", args=[step.referral_id]),
        title=f"{Kind(step.kind).label}{whither}: {found.title}", text="\n".join(filter(None, [words, found.text])), writer=found.who,
    )  # fmt: skip

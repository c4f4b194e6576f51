"""What was spoken of with agencies, and the steps of referrals, on the timeline of their case."""

from dataclasses import dataclass
from functools import partial

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from casework.given import CASE
from casework.pages.consents import content_words
from casework.timeline import Entry, older, timeline
from privacy.reading import show
from referrals.models import Liaison, ReferralStep
from referrals.pages.steps import step_row
from referrals.transitions import WRITE
from ui.chips import chip, picture_of
from ui.dates import at_text


@dataclass(frozen=True)
class LiaisonRow:
    id: str
    title: str
    when: str
    machine_time: str
    text: str
    told: str
    disclosure: str
    writer: str
    parts: tuple = ()


def _liaisons(asker, limit):
    found = asker.lies_in(Liaison).filter(older(), case=CASE)
    return found.annotate(writer=F("author__display_name"), agency_name=F("agency__name")).order_by("-at", "-id")[:limit]


@timeline("liaisons", pgettext_lazy("timeline", "Agencies"), _liaisons)
def liaisons(user, rows):
    for liaison in rows:
        yield Entry(liaison.at, liaison.pk, "referrals/_timeline_entry.html", liaison, partial(_row, liaison, user.calendar))


def _row(liaison, calendar) -> LiaisonRow:
    answer = _("Answer: %(words)s") % {"words": liaison.answer} if liaison.answer else ""
    told = _("Told: %(kinds)s") % {"kinds": content_words(liaison.contents)} if liaison.contents else ""
    return LiaisonRow(
        id=str(liaison.pk),
        title=" ".join(filter(None, [liaison.agency_name, liaison.spoken_to])),
        when=at_text(liaison.at, "short", calendar),
        machine_time=liaison.at.isoformat(timespec="minutes"),
        text="\n".join(filter(None, [liaison.matter, answer])),
        told=told,
        disclosure=str(liaison.disclosure_id or ""),
        writer=liaison.writer,
        parts=((_("Told"), content_words(liaison.contents)),) if liaison.contents else (),
    )


@dataclass(frozen=True)
class StepOfReferral:
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


def _steps(asker, limit):
    """Each step; that a draft was rewritten stands on its own page alone."""
    found = asker.lies_in(ReferralStep).filter(older(), referral__case=CASE).exclude(step=WRITE)
    rows = found.annotate(writer=F("actor__display_name"), agency=F("referral__agency__name")).select_related("referral")
    return rows.order_by("-at", "-id")[:limit]


@timeline("referrals", pgettext_lazy("timeline", "Referrals"), _steps)
def referrals(user, rows):
    for step in rows:
        yield Entry(step.at, step.pk, "referrals/_timeline_step.html", step, partial(_step, step, user.calendar))


def _step(step, calendar) -> StepOfReferral:
    found = step_row(step)
    (referral,) = show([step.referral])
    whither = f" → {step.agency}" if step.agency else ""
    words = "\n".join(f"{label}: {words}" for label, words in found.lines)
    return StepOfReferral(
        id=str(step.pk), icon=picture_of("swap", ""), chip=chip(*found.chip) if found.chip else "", when=at_text(step.at, "short", calendar),
        machine_time=step.at.isoformat(timespec="minutes"), url=referral.get_absolute_url(),
        title=f"{referral.what}{whither}: {found.title}", text="\n".join(filter(None, [words, found.text])), writer=found.who,
    )  # fmt: skip

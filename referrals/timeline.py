"""What was spoken of with agencies, on the timeline of the case."""

from dataclasses import dataclass
from functools import partial

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from casework.pages.consents import content_words
from casework.timeline import Entry, older, timeline
from referrals.models import Liaison
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


@timeline("liaisons", pgettext_lazy("timeline", "Agencies"))
def liaisons(user, case, before, limit):
    found = Liaison.objects.in_dossier_of(case, user).filter(older(before), case=case)
    rows = found.annotate(writer=F("author__display_name"), agency_name=F("agency__name"))
    for liaison in rows.order_by("-at", "-id")[:limit]:
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

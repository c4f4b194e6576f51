"""The papers of a meeting. One template sets them all; each says in `sections` which parts it has."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from conferences.joint import Parts
from conferences.models import Conference, Item
from documents.kinds import About, Kind, register

HERE = Path(__file__).parent
FIELDS = {
    "title": _("Title"),
    "place": _("Place"),
    "lines": _("What is on the agenda"),
    "items": _("What is on the agenda"),
    "attendees": _("Who takes part"),
}


def whose(user, pk) -> About | None:
    """A paper is about its meeting, or about one item of it."""
    item = Item.objects.visible_to(user).filter(pk=pk).select_related("conference").first()
    conference = item.conference if item else Conference.objects.visible_to(user).filter(pk=pk).first()
    return About(str(conference.get_kind_display()), conference.papers_url) if conference else None


def _kind(name, label, word=None) -> Kind:
    return register(Kind(name, label, HERE / "papers.typ", word=word, whose=whose, joint=Parts(), fields=FIELDS))


READERS = _kind("conference_papers", _("Papers of a meeting, for one reader"))
AGENDA = _kind("conference_agenda", _("Agenda of a meeting"), word=HERE / "agenda.docx")
ATTENDEES = _kind("conference_people", _("Who takes part in a meeting"))
INVITATION = _kind("conference_letter", _("Invitation to a meeting"))
MINUTES = _kind("conference_minutes", _("Minutes of a meeting"))
DECISIONS = _kind("conference_done", _("What a meeting decided"))

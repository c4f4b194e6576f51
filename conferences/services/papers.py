"""The papers of a meeting are made: what each says is frozen here, and a task sets them.

Under the lock of the meeting: pressed twice at once, they are made once; made anew, those before no longer count.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from conferences.codes import Answer, State
from conferences.documents import AGENDA, DECISIONS, INVITATION, MINUTES, READERS
from conferences.documents import ATTENDEES as PEOPLE
from conferences.documents.words import Words, agenda_words, letter_words, people_words, reader_words, record_words
from conferences.joint import Parts, new_share
from conferences.masked_record import WithoutNames
from conferences.models import Attendee, Conference, PaperPart
from conferences.papers import Plan, plan_of
from conferences.record import record_of
from conferences.services.meetings import hold
from conferences.services.opening import papers_open
from conferences.services.sheets import sheets_close, sheets_hold
from conferences.sheets import sheet_of
from conferences.titles import title_of
from documents import glyphs
from documents import services as documents
from documents.codes import INSIDE, Holding
from documents.models import Copy, Document
from privacy.gate import service


class NobodyComes(ValidationError):
    def __init__(self):
        super().__init__(_("Nobody is invited yet: papers are made for those who come."))


class NamesSomebody(ValidationError):
    """What stands on every paper tells who is spoken of. `places`: where, for whoever asked."""

    def __init__(self, flaws):
        self.places = [str(flaw.why) for flaw in flaws]
        super().__init__(_("No paper can be made yet."))


class NamesLeft(ValidationError):
    """Minutes without names that could still give somebody away."""

    def __init__(self, words):
        self.places = list(dict.fromkeys(words))
        super().__init__(_("These words of the minutes may tell who it is. Write them otherwise before they are approved:"))


class MadeMeanwhile(ValidationError):
    """Somebody else made them while this page was open."""

    def __init__(self):
        super().__init__(
            _("Somebody made the papers meanwhile: they stand below. Make them anew only where something changed.")
        )


@service("conference.prepare", on=lambda conference, **_: conference)
def papers_make(conference, *, actor, after="", now=None) -> Conference:
    """One paper a reader, and the agenda to edit. `after`: the newest paper that the page showed, so that two who press make one.

    Papers of before are withdrawn: whoever has one gives it back. Grants of the items begin today (`papers_open`). The sheets that are on
    them are final.
    """
    held = hold(conference, actor)
    if held.state == State.CANCELLED:
        raise ValidationError(_("This meeting was cancelled."))
    if newest_paper(held, actor) != after:
        raise MadeMeanwhile
    papers_open(held, actor=actor, now=now)
    sheets = sheets_hold(held, actor)
    plan = plan_of(actor, held)
    if not plan.readers:
        raise NobodyComes
    _check(plan)
    _withdraw(held, actor, (READERS.name, AGENDA.name))
    _ask(held, actor, AGENDA.name, agenda_words(plan))
    for reader in plan.readers:
        _ask(held, actor, READERS.name, reader_words(plan, reader), attendee=reader.attendee, n=reader.n)
    printed = {pk for pk, _masked in plan.texts}
    sheets_close([sheet for sheet in sheets if sheet.item_id in printed], now)
    return held


@service("conference.prepare", on=lambda conference, **_: conference)
def people_make(conference, *, actor) -> Document:
    held = hold(conference, actor)
    plan = _check(plan_of(actor, held))
    return _again(held, actor, PEOPLE.name, people_words(plan))


@service("conference.prepare", on=lambda conference, **_: conference)
def invitation_make(conference, *, actor, attendees: list[Attendee], answer_by="") -> Document:
    """An earlier one stays, as long as somebody is written to there and not here."""
    held = hold(conference, actor)
    plan = _check(plan_of(actor, held))
    words = letter_words(plan, attendees, sender=actor.display_name, answer_by=answer_by)
    return _again(held, actor, INVITATION.name, words, counts=lambda part: not _to(part.data) <= _to(words.meeting))


@service("conference.record", on=lambda conference, **_: conference)
def record_make(conference, *, actor, kind) -> Document:
    """議事録 or 決定事項一覧 of what the actor can read. One that says more than that stays."""
    held = hold(conference, actor, "conference.record")
    plan = plan_of(actor, held)
    section = {MINUTES.name: "minutes", DECISIONS.name: "decisions"}[kind]
    return _again(held, actor, kind, record_words(plan, record_of(actor, plan.items), section))


@service("conference.record", on=lambda item, **_: item)
def item_record_make(item, *, actor, masked=False) -> Document:
    """The minutes of one item, for whoever may see only that one; or `masked`, for whoever may not know of whom. It lies in the item's
    own dossier, and each of the two counts beside the other."""
    plan, found = plan_of(actor, item.conference), record_of(actor, [item])
    found = [(item, _without_names(plan, item, said, actor)) for _item, said in found] if masked else found
    words = record_words(plan, found, "minutes", Answer.MASKED if masked else Answer.REAL)
    words.meeting["masked"] = masked
    return _again(
        item.conference, actor, MINUTES.name, words, about=item, counts=lambda part: part.data.get("masked", False) != masked
    )


def _without_names(plan, item, said, actor) -> dict:
    without = WithoutNames(item, sheet_of(item, actor), actor)
    if flaws := without.flaws(plan.conference, [reader.attendee for reader in plan.readers]):
        raise NamesSomebody(flaws)
    said = without.said(said)
    if left := without.left(said):
        raise NamesLeft(left)
    return said


@service("conference.prepare", on=lambda conference, **_: conference)
def papers_collected(conference, *, actor, changed: dict[Copy, bool]) -> Conference:
    """回収, ticked at the end of the meeting: {copy: whether it is back}. A tick that was a slip is taken back."""
    for copy, is_back in changed.items():
        if is_back and copy.holding in INSIDE:
            copy = documents.copy_mark(copy, actor=actor, holding=Holding.OUT)
        documents.copy_mark(copy, actor=actor, holding=Holding.COLLECTED if is_back else Holding.OUT)
    return conference


def newest_paper(conference, actor) -> str:
    rows = PaperPart.objects.in_dossier_of(conference, actor).filter(conference=conference, document__kind=READERS.name)
    newest = rows.first_parts().counting().order_by("-document__asked_at", "-n").values_list("document", flat=True).first()
    return str(newest or "")


def _check(plan: Plan) -> Plan:
    if plan.flaws:
        raise NamesSomebody(plan.flaws)
    return plan


def _ask(conference, actor, kind, words: Words, *, attendee=None, n=0, about=None) -> Document:
    glyphs.check(words.whole, {})
    document = documents.document_ask(
        about or conference, actor=actor, kind=kind, data={}, purpose=title_of(conference), recipient=_recipient(words)
    )
    own = {"document": document, "conference": conference, "attendee": attendee, "n": n}
    place = about or conference
    PaperPart(**own, dossier_id=place.dossier_id, data=words.meeting, share=new_share()).save()
    for number, (item, said) in enumerate(words.parts, start=1):
        PaperPart(**own, dossier_id=item.dossier_id, item=item, place=number, data=said, share=new_share()).save()
    return document


def _again(conference, actor, kind, words: Words, *, about=None, counts=lambda part: False) -> Document:
    """What of this kind it says anew no longer counts, but for what the actor does not see whole. `withdrawn`, of what comes of it: how
    many those were. `counts`: whether one of before, by its first part, counts on."""
    before = [
        part for part in _standing(about or conference, actor, kind) if Parts().reaches(part.document) and not counts(part)
    ]
    for part in before:
        documents.document_withdraw(part.document, actor=actor, reason=_("Made anew"))
    made = _ask(conference, actor, kind, words, about=about)
    made.withdrawn = len(before)
    return made


def _standing(place, actor, kind) -> list[PaperPart]:
    """The first parts of those that count, of this meeting or this item."""
    rows = PaperPart.objects.in_dossier_of(place, actor).filter(document__about=place.pk, document__kind=kind)
    return list(rows.first_parts().counting().order_by("document__asked_at", "pk"))


def _to(said: dict) -> set:
    return {(one["name"], one["organisation"]) for one in said["letters"]}


def _recipient(words: Words) -> str:
    """By its number: who takes part, those know who read the meeting."""
    if words.meeting.get("masked"):
        return _("without names")
    n, of = words.meeting["n"], words.meeting["of"]
    return _("No. %(n)s of %(of)s") % {"n": n, "of": of} if n else ""


def _withdraw(conference, actor, kinds) -> None:
    rows = PaperPart.objects.in_dossier_of(conference, actor).filter(conference=conference, document__kind__in=kinds)
    for part in rows.first_parts().counting():
        documents.document_withdraw(part.document, actor=actor, reason=_("Made anew"))

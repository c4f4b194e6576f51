"""What stands on an agenda: added, changed, put in order, taken off."""

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models import Case
from casework.services.once import made_before
from conferences.codes import Basis, Purpose, Shown
from conferences.kinds import NONE
from conferences.models import Attendee, Item
from conferences.services.meetings import NoLongerOpen, hold
from conferences.services.opening import name_keepers, open_meeting
from privacy.gate import require, service
from privacy.models import Dossier, Grant
from privacy.opening import open_dossier

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NAMES = (*LETTERS, *(f"A{letter}" for letter in LETTERS))
LONGEST = 480


class OnTheAgenda(ValidationError):
    def __init__(self):
        super().__init__(_("This case stands on this agenda already."))


@service("conference.prepare", on=lambda conference, **_: conference)
def item_add(conference, *, actor, case=None, id=None, now=None, **values) -> Item:
    """A case, in a dossier of its own below it; or a matter by its title. `values`: minutes, purpose, title, question, presenter,
    shown, standing. Added twice under one `id`, it is added once."""
    again, id = made_before(Item, id, lambda row: (row.conference_id, row.added_by_id) == (conference.pk, actor.pk))
    if again:
        return again
    held = hold(conference, actor)
    if not held.is_open:
        raise NoLongerOpen
    rows = Item.objects.filter(conference=held)
    dossier = held.dossier
    if case is not None:
        _check_case(held, case, actor, rows)
        dossier = open_dossier(Dossier.Kind.ITEM, case.dossier.area, parent=case.dossier)
        name_keepers(dossier, case, actor)
    last = rows.present().aggregate(last=Max("order"))["last"] or 0
    item = Item(
        id=id, dossier=dossier, conference=held, case=case, order=last + 1, letter=_letter(rows) if case else "", added_by=actor,
        added_at=now or timezone.now(), **(_usual(held, case) | values),
    )  # fmt: skip
    check(item, actor)
    item.save()
    item.letter = _call_in_order(held).get(item.pk, item.letter)
    open_meeting(held, actor)
    return item


@service("conference.prepare", on=lambda item, **_: item)
def item_change(item, *, actor, **values) -> Item:
    """`values`: as `item_add` takes them. An unanswered question is no error here: it holds back the papers."""
    held = hold(item.conference, actor)
    if not held.is_open:
        raise NoLongerOpen
    row = _locked(item, actor)
    for name, value in values.items():
        setattr(row, name, value)
    check(row, actor)
    row.save()
    open_meeting(held, actor)
    return row


@service("conference.prepare", on=lambda item, **_: item)
def item_move(item, *, actor, to) -> Item:
    """To this place among the items of its meeting (0 is the first). Also past items that the actor cannot see."""
    held = hold(item.conference, actor)
    if not held.is_open:
        raise NoLongerOpen
    order = list(Item.objects.filter(conference=held).present().values_list("pk", flat=True))
    if item.pk not in order:
        raise ValidationError(_("Somebody took this off the agenda meanwhile."))
    order.remove(item.pk)
    order.insert(max(0, min(to, len(order))), item.pk)
    for place, pk in enumerate(order, start=1):
        Item.objects.filter(pk=pk).exclude(order=place).update(order=place)
    item.order = order.index(item.pk) + 1
    item.letter = _call_in_order(held).get(item.pk, item.letter)
    return item


@service("conference.prepare", on=lambda item, **_: item)
def item_remove(item, *, actor, now=None) -> Item:
    """Off the agenda; what was written of it stays in its dossier."""
    held = hold(item.conference, actor)
    if not held.is_open:
        raise NoLongerOpen
    row = _locked(item, actor)
    row.removed_at = now or timezone.now()
    row.save()
    _call_in_order(held)
    open_meeting(held, actor)
    return row


def _check_case(conference, case: Case, actor, rows) -> None:
    require(actor, "conference.propose", case)
    if conference.way.cases == NONE:
        raise ValidationError(_("This meeting speaks of no cases."))
    if conference.case_id and conference.case_id != case.pk:
        raise ValidationError(_("This conference is about one person, whose case stands on its agenda."))
    if case.is_closed:
        raise ValidationError(_("The case is closed: reopen it first."))
    if rows.present().filter(case=case).exists():
        raise OnTheAgenda


def _usual(conference, case) -> dict:
    """How an item begins: masked where the meeting speaks without names, with the name where it is about one person; presented by whoever
    comes and works on the case."""
    if case is None:
        return {"purpose": Purpose.REPORT}
    shown = {True: Shown.REAL, False: ""}[conference.case_id is not None]
    working = Grant.objects.filter(content_object=case.dossier_id).valid(timezone.localdate()).values("user")
    presenter = Attendee.objects.filter(conference=conference, user__in=working).present().order_by("invited_at", "id").first()
    return {"shown": Shown.MASKED if conference.basis == Basis.ANONYMISED else shown, "presenter": presenter}


def _letter(rows) -> str:
    """The next that this meeting has not used, also for what was taken off, so that no paper means another."""
    used = set(rows.exclude(letter="").values_list("letter", flat=True))
    return next(name for name in NAMES if name not in used)


def _call_in_order(conference) -> dict:
    """{item: its letter}, changed: Aさん, Bさん … follow the agenda. Once there are papers nobody is called otherwise any more."""
    if conference.papers_at:
        return {}
    rows = Item.objects.filter(conference=conference, case__isnull=False).present().order_by("order", "added_at", "id")
    found = dict(zip(rows.values_list("pk", flat=True), NAMES, strict=False))
    for pk, letter in found.items():
        Item.objects.filter(pk=pk).exclude(letter=letter).update(letter=letter)
    return found


def _locked(item, actor) -> Item:
    row = Item.objects.visible_to(actor, "conference.prepare").select_for_update(of=("self",)).get(pk=item.pk)
    if row.removed_at:
        raise ValidationError(_("Somebody took this off the agenda meanwhile."))
    return row


def check(item, actor) -> None:
    if item.case_id is None and not item.title.strip():
        raise ValidationError({"title": _("Write what it is about.")})
    if not 1 <= item.minutes <= LONGEST:
        raise ValidationError({"minutes": _("From 1 to %(most)d minutes.") % {"most": LONGEST}})
    presenter = item.presenter_id
    if presenter:
        people = Attendee.objects.filter(conference=item.conference_id).present()
        if not people.filter(pk=presenter).exists():
            raise ValidationError({"presenter": _("This person is not among those who come any more: choose somebody else.")})
    item.clean_values()

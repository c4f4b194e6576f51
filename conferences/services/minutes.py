"""Minutes: one draft of one version while they are typed, of one writer in one tab; then the minutes, until an approval locks them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conferences.codes import State
from conferences.models import Item, Minutes, MinutesCorrection, MinutesDraft
from conferences.services.under_way import refuse_over
from conferences.taking_part import is_left_out, may_approve, must_take_part
from privacy.errors import NotWithinReach
from privacy.gate import service
from ui.dates import at_text

LONGEST = 100_000
# A page that has not written for so long has been left; another one may go on.
LEFT_AFTER = timedelta(minutes=2)


class WrittenElsewhere(ValidationError):
    """Another page writes these minutes, or wrote them after this one had read them: `there` says who, and since when."""

    def __init__(self, there):
        self.there = there
        said = {"who": there.writer.display_name, "at": at_text(there.since, "time")}
        super().__init__(_("%(who)s writes these minutes in another page, since %(at)s.") % said)


class Locked(ValidationError):
    """They were approved: what is wrong in them is corrected below."""

    def __init__(self):
        super().__init__(_("These minutes were approved and stay as they are. Add a correction below them."))


class NotToday(ValidationError):
    """Who was left out of the item writes nothing of it."""

    def __init__(self):
        super().__init__(_("You take no part in this item: somebody else writes its minutes."))


@dataclass(frozen=True)
class Standing:
    """What the minutes of an item say now: the draft where it is newer than what was kept of it."""

    draft: MinutesDraft | None
    minutes: Minutes | None

    @property
    def newest(self) -> MinutesDraft | Minutes | None:
        return self.draft if self.is_draft else self.minutes

    @property
    def is_draft(self) -> bool:
        return self.draft is not None and (self.minutes is None or self.draft.saved_at > self.minutes.written_at)

    @property
    def text(self) -> str:
        return self.newest.text if self.newest else ""

    @property
    def writer(self):
        return self.newest.writer if self.newest else None

    @property
    def at(self) -> datetime | None:
        if self.newest is None:
            return None
        return self.draft.saved_at if self.is_draft else self.minutes.written_at

    @property
    def mark(self) -> str:
        """Which version it is: a page says with it what it has read."""
        return self.at.isoformat() if self.at else ""

    @property
    def tab(self):
        return self.draft.tab if self.is_draft else None

    @property
    def since(self) -> datetime | None:
        return self.draft.begun_at if self.is_draft else self.at

    @property
    def is_locked(self) -> bool:
        return self.minutes is not None and self.minutes.locked_at is not None

    def is_held_against(self, tab, now) -> bool:
        """Whether another page than this writes at the moment."""
        return self.tab is not None and self.tab != tab and self.draft.saved_at > now - LEFT_AFTER


def standing(item, user, action=None) -> Standing:
    drafts, kept = (model.objects.in_dossier_of(item, user, action) for model in (MinutesDraft, Minutes))
    return Standing(
        drafts.filter(item=item).select_related("writer").first(), kept.filter(item=item).select_related("writer").first()
    )


@service("conference.record", on=lambda item, **_: item)
def minutes_draft_save(item, *, actor, text, tab, seen="", take_over=False, now=None) -> MinutesDraft:
    """`tab`: the id of the page that writes; `seen`: the mark of what it has read. `take_over`: the writer was asked and goes on here."""
    now = now or timezone.now()
    there = _held(item, actor, text)
    refuse_over(item)
    _mine(there, tab, seen, take_over, now)
    draft = there.draft or MinutesDraft(item=item, dossier_id=item.dossier_id)
    if draft.tab != tab:
        draft.tab, draft.begun_at = tab, now
    draft.text, draft.writer, draft.saved_at = text, actor, now
    draft.clean_values()
    draft.save()
    return draft


@service("conference.record", on=lambda item, **_: item)
def minutes_leave(item, *, actor, tab) -> MinutesDraft | None:
    """The page was closed: whoever opens it next writes at once."""
    _lock(item, actor)
    draft = standing(item, actor, "conference.record").draft
    if draft is None or draft.tab != tab:
        return None
    draft.tab = None
    draft.save()
    return draft


@service("conference.record", on=lambda item, **_: item)
def minutes_keep(item, *, actor, text, tab=None, seen="", take_over=False, now=None) -> Minutes | None:
    """The item has ended, or its minutes were mended: what was typed becomes the minutes. Nothing typed makes none."""
    now = now or timezone.now()
    there = _held(item, actor, text)
    _mine(there, tab, seen, take_over, now)
    if there.minutes is None and not text.strip():
        return _empty(there, now)
    minutes = there.minutes or Minutes(item=item, dossier_id=item.dossier_id)
    if minutes._state.adding or minutes.text != text:
        # Whoever presses at the end did not write what another has typed.
        minutes.text, minutes.writer = text, there.draft.writer if there.draft and there.draft.text == text else actor
        minutes.written_at = now
        minutes.clean_values()
        minutes.save()
    return _empty(there, now, minutes)


@service("minutes.approve", on=lambda minutes, **_: minutes)
def minutes_approve(minutes, *, actor, seen, now=None) -> Minutes:
    """By the chair or a manager, who did not write them alone. `seen`: the mark of what was read."""
    now = now or timezone.now()
    item = Item.objects.visible_to(actor).select_related("conference").select_for_update(of=("self",)).get(pk=minutes.item_id)
    there = standing(item, actor)
    _approvable(there, item, seen)
    if barred := may_approve(actor, item.conference, there.minutes):
        raise ValidationError(barred)
    row = there.minutes or minutes
    row.approved_by, row.locked_at = actor, now
    row.save()
    return row


@service("conference.record", on=lambda minutes, **_: minutes)
def minutes_correct(minutes, *, actor, text, now=None) -> MinutesCorrection:
    """Below what was approved, which stays as it is."""
    must_take_part(minutes.item, actor)
    if minutes.locked_at is None:
        raise ValidationError(_("These minutes were not approved yet: mend them themselves."))
    if not text.strip():
        raise ValidationError({"text": _("Write what was wrong, and what is right.")})
    correction = MinutesCorrection(
        minutes=minutes, dossier_id=minutes.dossier_id, text=text, author=actor, at=now or timezone.now()
    )
    correction.clean_values()
    correction.save()
    return correction


def refuse_locked(item) -> None:
    """Of what was decided too."""
    if Minutes.objects.filter(item=item, locked_at__isnull=False).exists():
        raise Locked


def _held(item, actor, text) -> Standing:
    """Of two pages that save at once, the second one learns of the first."""
    if len(text) > LONGEST:
        raise ValidationError({"text": _("This is longer than %(most)d letters: divide it.") % {"most": LONGEST}})
    _lock(item, actor)
    there = standing(item, actor, "conference.record")
    if there.is_locked:
        raise Locked
    if is_left_out(item, actor):
        raise NotToday
    refuse_over(item, ended=False)
    return there


def _lock(item, actor) -> None:
    held = Item.objects.visible_to(actor, "conference.record").select_for_update(of=("self",))
    if held.filter(pk=item.pk).first() is None:
        raise NotWithinReach("conference.record", [item.dossier_id], [item.pk])


def _mine(there: Standing, tab, seen, take_over, now) -> None:
    """Whose draft it is writes on, whether or not it heard that the last words arrived. Any other page has read what stands there."""
    if take_over or (there.tab is not None and there.tab == tab):
        return
    if there.is_held_against(tab, now) or there.mark != seen:
        raise WrittenElsewhere(there)


def _empty(there: Standing, now, minutes=None):
    """What became minutes is kept once."""
    if there.draft is not None:
        there.draft.text, there.draft.tab = "", None
        there.draft.saved_at = minutes.written_at if minutes else now
        there.draft.save()
    return minutes


def _approvable(there: Standing, item, seen) -> None:
    if there.is_locked:
        said = {"who": there.minutes.approved_by.display_name, "at": at_text(there.minutes.locked_at, "near")}
        raise ValidationError(_("%(who)s approved these minutes already (%(at)s).") % said)
    if item.conference.state != State.HELD:
        raise ValidationError(_("The meeting has not ended yet."))
    if there.is_draft and there.text.strip():
        raise ValidationError(_("These minutes are still being typed: keep them first."))
    if there.mark != seen:
        raise ValidationError(_("These minutes were changed since you opened the page. Read them again."))

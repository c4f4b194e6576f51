"""Minutes while they are typed: one draft of one version, of one writer in one tab."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conferences.models import MinutesDraft
from privacy.gate import service

LONGEST = 100_000
# A page that has not written for so long has been left; another one may go on.
LEFT_AFTER = timedelta(minutes=2)


class WrittenElsewhere(ValidationError):
    """Another page writes these minutes at the moment: `draft.writer`, since `draft.saved_at`."""

    def __init__(self, draft):
        super().__init__(_("%(who)s writes these minutes in another page at the moment.") % {"who": draft.writer.display_name})
        self.draft = draft


@service("conference.record", on=lambda item, **_: item)
def minutes_draft_save(item, *, actor, text, tab, take_over=False, now=None) -> MinutesDraft:
    """`tab`: the id of the page that writes. `take_over`: the writer was asked and goes on here."""
    now = now or timezone.now()
    if len(text) > LONGEST:
        raise ValidationError({"text": _("This is longer than %(most)d letters: divide it.") % {"most": LONGEST}})
    rows = MinutesDraft.objects.in_dossier_of(item, actor, "conference.record").filter(item=item)
    draft = rows.select_for_update(of=("self",)).select_related("writer").first()
    if draft is None:
        draft = MinutesDraft(item=item, dossier_id=item.dossier_id)
    elif draft.tab != tab and not take_over and draft.saved_at > now - LEFT_AFTER:
        raise WrittenElsewhere(draft)
    draft.text, draft.writer, draft.tab, draft.saved_at = text, actor, tab, now
    draft.clean_values()
    draft.save()
    return draft

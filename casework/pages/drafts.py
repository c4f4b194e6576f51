"""Drafts on the writer's own desk as a page lists them, and what was typed into one."""

import re
import uuid
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.utils.translation import gettext as _

from casework.models import Draft, Person
from privacy.reading import unshown

UUID_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def typed(draft) -> QueryDict:
    """What the form held, as if it were posted again."""
    data = QueryDict(mutable=True)
    for name, values in draft.payload.get("fields", {}).items():
        data.setlist(name, values)
    return data


@dataclass(frozen=True)
class Unfinished:
    """A draft as a list shows it."""

    pk: uuid.UUID
    updated_at: datetime
    title: str
    line: str


def unfinished(user) -> list[Unfinished]:
    """The intakes on this desk, newest first; none about somebody whom their writer can no longer find."""
    with unshown():
        drafts = list(Draft.objects.visible_to(user, "desk.use").of_form("intake").order_by("-updated_at")[:10])
        about = {draft.pk: typed(draft).get("person", "") for draft in drafts}
    known = {"", *_findable(user, about.values())}
    return [_shown(draft) for draft in drafts if about[draft.pk] in known]


def _findable(user, chosen) -> set[str]:
    """Of the ids that forms were posted with, those of people whom this user can find."""
    wanted = [text for text in chosen if UUID_TEXT.fullmatch(text)]
    if not wanted:
        return set()
    found = Person.objects.visible_to(user, "person.find").filter(pk__in=wanted)
    return {str(pk) for pk in found.values_list("pk", flat=True)}


def _shown(draft) -> Unfinished:
    data = typed(draft)
    title = data.get("name") or data.get("consulter_name") or _("Consultation without a name yet")
    return Unfinished(draft.pk, draft.updated_at, title[:60], data.get("words", "")[:60])

"""Drafts on the writer's own desk as a page lists them, and what was typed into one."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.http import QueryDict
from django.urls import NoReverseMatch, resolve, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from casework.models import Draft, Person
from casework.services.drafts import KEPT
from privacy.policy import ACTIONS
from privacy.reach import can
from privacy.reading import show, unshown
from ui.drafts import as_id

MOST = 200
EXAMPLE = uuid.UUID(int=0)


def typed(draft) -> QueryDict:
    """What the form held, as if it were posted again."""
    data = QueryDict(mutable=True)
    for name, values in draft.payload.get("fields", {}).items():
        data.setlist(name, values)
    return data


def form_of(form, about):
    """The view that saves this form. Raises NoReverseMatch where there is none that keeps drafts."""
    view = resolve(_address(form, about)).func
    if not getattr(view, "sent_once", False):
        raise NoReverseMatch
    return view


def _address(form, about) -> str:
    try:
        return reverse(form, args=[about or EXAMPLE])
    except NoReverseMatch:
        # About nobody, or about somebody whom the page was asked for.
        return reverse(form)


@dataclass(frozen=True)
class Unfinished:
    """A draft as a list shows it."""

    pk: uuid.UUID
    updated_at: datetime
    title: str
    line: str
    url: str

    @property
    def last_day(self) -> date:
        """Until when it lies there, if nobody touches it."""
        return timezone.localdate(self.updated_at + KEPT)


def unfinished(user, *forms) -> list[Unfinished]:
    """What lies on this desk, newest first; nothing about a record that its writer no longer reaches, or somebody they cannot find."""
    rows = Draft.objects.visible_to(user, "desk.use").order_by("-updated_at")
    with unshown():
        drafts = list((rows.filter(form__in=forms) if forms else rows)[:MOST])
        chosen = {draft.pk: as_id(typed(draft).get("person", "")) for draft in drafts}
    within, known = _within(user, drafts), _findable(user, chosen.values())
    return [_shown(draft) for draft in drafts if draft.pk in within and (chosen[draft.pk] is None or chosen[draft.pk] in known)]


def _within(user, drafts) -> set[uuid.UUID]:
    """Those of forms that this user may still send: asked once for each kind of form."""
    by_form, found = defaultdict(list), set()
    for draft in drafts:
        by_form[draft.form].append(draft)
    for form, some in by_form.items():
        try:
            view = form_of(form, some[0].about)
        except NoReverseMatch:
            continue
        abouts = {draft.about for draft in some}
        if view.about is None:
            reached = abouts if can(user, view.allows) else set()
        else:
            reached = set(view.about.objects.visible_to(user, view.allows).filter(pk__in=abouts).values_list("pk", flat=True))
        found |= {draft.pk for draft in some if draft.about in reached}
    return found


def _findable(user, chosen) -> set[uuid.UUID]:
    """Of the ids that forms were posted with, those of people whom this user can find."""
    wanted = [pk for pk in chosen if pk]
    return (
        set(Person.objects.visible_to(user, "person.find").filter(pk__in=wanted).values_list("pk", flat=True))
        if wanted
        else set()
    )


def _shown(draft) -> Unfinished:
    show([draft])
    if draft.form == "intake":
        data = typed(draft)
        title = data.get("name") or data.get("consulter_name") or _("Consultation without a name yet")
        url = reverse("intake_draft", args=[draft.pk])
        return Unfinished(draft.pk, draft.updated_at, title[:60], data.get("words", "")[:60], url)
    title = _("Begun: %(what)s") % {"what": ACTIONS[form_of(draft.form, draft.about).allows].label}
    return Unfinished(draft.pk, draft.updated_at, title, "", _page(draft))


def _page(draft) -> str:
    """Where it goes on: the page it was written on, or that of its form."""
    if draft.form == "enquiry":
        return reverse("enquiry_from", args=[draft.pk])
    page = draft.payload.get("page", "")
    if not page.startswith("/") or not url_has_allowed_host_and_scheme(page, None):
        page = _address(draft.form, draft.about)
    return f"{page}{'&' if '?' in page else '?'}draft={draft.pk}"

"""The desk as every form asks it: what was begun here, and what is finished and goes.

A draft opens on the page of its form alone, which asks the policy about its record first: who no longer reaches the record reaches
no draft about it.
"""

from casework import services
from casework.models import Draft
from casework.pages.drafts import typed
from ui import drafts
from ui.once import follows_sending


class OwnDesk:
    def begun(self, user, place):
        rows = Draft.objects.visible_to(user, "desk.use").of_form(place.form, place.about).order_by("-updated_at")
        return [drafts.Begun(draft.pk, draft.updated_at) for draft in rows.defer("payload")]

    def begun_of(self, user, form, abouts):
        """{record: what was begun about it}, for a page with a form each."""
        rows = Draft.objects.visible_to(user, "desk.use").filter(form=form, about__in=abouts).order_by("-updated_at")
        found = {}
        for draft in rows.defer("payload"):
            found.setdefault(draft.about, []).append(drafts.Begun(draft.pk, draft.updated_at))
        return found

    def fields(self, user, place, pk):
        draft = Draft.objects.visible_to(user, "desk.use").of_form(place.form, place.about).filter(pk=pk).first()
        return typed(draft) if draft else None


drafts.use(OwnDesk())


@follows_sending
def finished(request, key) -> None:
    """Only the draft that this form came from."""
    for draft in Draft.objects.visible_to(request.user, "desk.use").filter(pk=key):
        services.draft_discard(draft, actor=request.user)

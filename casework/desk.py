"""The desk as every form asks it: what was begun here, and what is finished and goes.

A draft opens on the page of its form alone, which asks the policy about its record first: who no longer reaches the record reaches
no draft about it.
"""

from functools import partial

from django.db.models import UUIDField

from casework import services
from casework.models import Draft
from casework.pages.drafts import typed
from privacy.together import Given, Question, ask
from ui import drafts
from ui.once import follows_sending

ABOUTS = Given("abouts", UUIDField(), many=True)


def _lying(asker, **about):
    return asker.sees(Draft, "desk.use").filter(**about).defer("payload").order_by("-updated_at")


lying_about_them = Question(partial(_lying, about__in=ABOUTS), looks_through=True)
lying_about_nothing = Question(partial(_lying, about=None), looks_through=True)


class OwnDesk:
    def begun(self, user, abouts):
        asked = lying_about_them if abouts else lying_about_nothing
        return ask(user, [asked], {ABOUTS: abouts})[asked]

    def fields(self, user, place, pk):
        draft = Draft.objects.visible_to(user, "desk.use").of_form(place.form, place.about).filter(pk=pk).first()
        return typed(draft) if draft else None


drafts.use(OwnDesk())


@follows_sending
def finished(request, key) -> None:
    """Only the draft that this form came from."""
    for draft in Draft.objects.visible_to(request.user, "desk.use").filter(pk=key):
        services.draft_discard(draft, actor=request.user)

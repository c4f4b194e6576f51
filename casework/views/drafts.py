"""What is typed and not finished lies on the writer's own desk: saved while typing, resumed, discarded, gone when it is cleared."""

import uuid

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from casework import services
from casework.models import Draft
from casework.pages.drafts import form_of
from casework.services.drafts import desk_of
from privacy.access import allow, get_or_404
from privacy.areas import Area
from privacy.errors import Denied
from privacy.methods import require_POST
from ui.drafts import as_id

# Nobody types this much; whoever sends it is not a form of ours.
LARGEST = 200_000
NOT_KEPT = ("csrfmiddlewaretoken", "once", "draft", "draft_about", "draft_page", "writer", "within", "cleared")


@require_POST
@allow("desk.use", about=Draft)
def draft_save(request, form, pk):
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        raise Http404
    about = as_id(request.POST.get("draft_about"))
    _within_reach(request, form, about)
    if "cleared" in request.POST:
        for draft in Draft.objects.visible_to(request.user, "desk.use").of_form(form, about).filter(pk=pk):
            services.draft_discard(draft, actor=request.user)
        # Its own address leads nowhere now.
        return JsonResponse({"saved_at": None, "fresh": reverse("intake") if form == "intake" else ""})
    draft = keep(request, form, pk, about=about)
    return JsonResponse({"saved_at": draft.updated_at.isoformat()})


@require_POST
@allow("desk.use", about=Draft)
def draft_keep(request, pk):
    """Leaves the page; the draft stays."""
    keep(request, "intake", pk)
    messages.success(request, _("The draft is kept on your desk. You find it on the page for taking a consultation."))
    return redirect("home")


@require_POST
@allow("desk.use", about=Draft)
def draft_discard(request, pk):
    draft = get_or_404(request, Draft, pk, "desk.use")
    services.draft_discard(draft, actor=request.user)
    messages.success(request, _("The draft was discarded."))
    return redirect("intake" if draft.form == "intake" else "home")


def on_desk(request, *forms):
    return Draft.objects.filter(form__in=forms).visible_to(request.user, "desk.use")


def draft_id(request) -> uuid.UUID:
    """One id for the draft and for the case that comes of it: a second press finds the first one's case."""
    return as_id(request.POST.get("draft")) or as_id(request.POST.get("once")) or uuid.uuid4()


def keep(request, form, pk, *, checked=False, about=None, **changes) -> Draft:
    """`checked`: the draft comes back with its errors shown. `changes` replace fields of the form."""
    fields = {name: values for name, values in request.POST.lists() if name not in NOT_KEPT}
    fields |= {name: [value] if isinstance(value, str) else value for name, value in changes.items()}
    desk = desk_of(request.user, working_council(request))
    payload = {"fields": fields, "checked": checked, "page": request.POST.get("draft_page", "")[:300]}
    return services.draft_save(actor=request.user, desk=desk, form=form, payload=payload, about=about, id=pk)


def working_council(request) -> Area:
    """Who stands above all councils works in none: what lies in one is not begun from there."""
    if not request.user.working_council_id:
        raise Denied(request.resolver_match.func.allows)
    return Area.objects.get(pk=request.user.working_council_id)


def _within_reach(request, form, about) -> None:
    """A draft about a record is for whoever may send the form: its route's action is asked. Any other is the desk's own business."""
    try:
        view = form_of(form, about)
    except NoReverseMatch:
        raise Http404 from None
    if view.about is not None and about is not None:
        get_or_404(request, view.about, about, view.allows)

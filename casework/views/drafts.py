"""What is typed and not finished lies on the writer's own desk: saved while typing, resumed, discarded."""

import uuid

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from casework import services
from casework.models import Draft
from casework.services.drafts import desk_of
from privacy.access import allow, get_or_404
from privacy.areas import Area
from privacy.errors import Denied
from privacy.methods import require_POST

FORMS = frozenset({"intake", "enquiry", "note"})
# Nobody types this much; whoever sends it is not a form of ours.
LARGEST = 200_000
NOT_KEPT = ("csrfmiddlewaretoken", "once", "draft")


@require_POST
@allow("desk.use", about=Draft)
def draft_save(request, form, pk):
    if form not in FORMS or int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        raise Http404
    draft = keep(request, form, pk, about=_about(request))
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
    for name in ("draft", "once"):
        try:
            return uuid.UUID(request.POST.get(name, ""))
        except ValueError:
            continue
    return uuid.uuid4()


def keep(request, form, pk, *, checked=False, about=None, **changes) -> Draft:
    """`checked`: the draft comes back with its errors shown. `changes` replace fields of the form."""
    fields = {name: values for name, values in request.POST.lists() if name not in NOT_KEPT}
    fields |= {name: [value] if isinstance(value, str) else value for name, value in changes.items()}
    desk = desk_of(request.user, working_council(request))
    payload = {"fields": fields, "checked": checked}
    return services.draft_save(actor=request.user, desk=desk, form=form, payload=payload, about=about, id=pk)


def working_council(request) -> Area:
    """Who stands above all councils works in none: what lies in one is not begun from there."""
    if not request.user.working_council_id:
        raise Denied(request.resolver_match.func.allows)
    return Area.objects.get(pk=request.user.working_council_id)


def _about(request):
    try:
        return uuid.UUID(request.POST.get("about", ""))
    except ValueError:
        return None

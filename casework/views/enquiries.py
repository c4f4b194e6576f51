"""問い合わせ: one line without a name, from scratch or out of an intake that turned out to be no more."""

import uuid

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import services
from casework.forms.enquiries import EnquiryForm
from casework.models import Case, Draft
from casework.pages.drafts import typed
from casework.views.drafts import draft_id, keep, on_desk, working_council
from privacy.access import allow
from privacy.methods import require_GET, require_http_methods
from ui.once import Before, sent_once
from ui.redisplay import refuse_changed, sent_back

CARRIED = ("intake_date", "means", "route", "words")


@require_http_methods(["GET", "POST"])
@allow("case.open")
@sent_once(makes=Case, key_of=draft_id)
def enquiry(request):
    council = working_council(request)
    if request.method == "GET":
        return _page(request, EnquiryForm(initial={"intake_date": timezone.localdate()}), uuid.uuid4())
    pk = draft_id(request)
    form = EnquiryForm(request.POST)
    refuse_changed(request, form)
    if not form.is_valid():
        return sent_back("enquiry_from", keep(request, "enquiry", pk, checked=True).pk)
    made = services.enquiry_record(actor=request.user, council=council, id=pk, **form.enquiry())
    messages.success(request, _("The enquiry is recorded and counted."))
    return redirect(made)


@require_GET
@allow("case.open", about=Draft)
def enquiry_from(request, pk):
    """What stands on the desk under this id, of an enquiry or of an intake; an empty page where nothing does."""
    draft = on_desk(request, "intake", "enquiry").filter(pk=pk).first()
    if draft is None:
        return _page(request, EnquiryForm(initial={"intake_date": timezone.localdate()}), pk)
    data = typed(draft)
    if draft.form == "enquiry" and draft.payload.get("checked"):
        form = EnquiryForm(data)
        if Case.objects.visible_to(request.user).filter(pk=pk).exists():
            Before(pk, Case, reverse("case", args=[pk])).refuse(form)
            pk = uuid.uuid4()
        return _page(request, form, pk)
    carried = {name: data.get(name, "") for name in CARRIED} | {"topic": data.get("main_topic") or data.get("topics", "")}
    return _page(request, EnquiryForm(initial=carried), pk)


def _page(request, form, pk):
    """The way back leads to the consultation, where one was begun and kept."""
    begun = on_desk(request, "intake").filter(pk=pk).exists()
    back = reverse("intake_draft", args=[pk]) if begun else reverse("intake")
    return render(request, "casework/intake/enquiry.html", {"form": form, "draft_id": pk, "back": back})

"""申し送り and calls to return: what the next person on duty must know."""

import uuid

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.again import again, form_of
from casework import services
from casework.codes import EntryKind
from casework.forms.fields import GuessingForm, LongText, PhoneField, ShortText, WrittenDateField
from casework.models import DayBookEntry
from casework.services.daybook import daybook_of
from casework.views.drafts import working_council
from privacy.methods import require_http_methods, require_POST
from privacy.views import allow, get_or_404, read_list


class EntryForm(GuessingForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=EntryKind.choices, widget=forms.RadioSelect, initial=EntryKind.HANDOVER
    )
    text = LongText(
        label=gettext_lazy("What must be known"),
        required=True,
        error_messages={"required": gettext_lazy("Write what the next person must know.")},
    )
    who = ShortText(label=gettext_lazy("Who called"), help_text=gettext_lazy("For a call to return"))
    phone = PhoneField(label=gettext_lazy("Telephone"))
    due_date = WrittenDateField(label=gettext_lazy("Until"), assume="future")


@require_http_methods(["GET", "POST"])
@allow("handover.read")
def daybook(request):
    form = form_of(request, EntryForm)
    if request.method == "POST":
        if not form.is_valid():
            return again(request, form)
        book = daybook_of(working_council(request), timezone.localdate())
        services.entry_write(actor=request.user, book=book, id=_once(request), **form.cleaned_data)
        messages.success(request, _("Written into the day-book."))
        return redirect("daybook")
    rows = DayBookEntry.objects.visible_to(request.user).select_related("author", "done_by")
    context = {
        "form": form,
        "open": read_list(request, rows.open().order_by("due_date", "-created_at")[:100], kind="open"),
        "done": read_list(request, rows.filter(done_at__isnull=False).order_by("-done_at")[:20], kind="open"),
        "today": timezone.localdate(),
    }
    return render(request, "casework/daybook.html", context)


@require_POST
@allow("handover.write")
def entry_done(request, pk):
    entry = get_or_404(request, DayBookEntry, pk, "handover.write")
    if request.POST.get("undo"):
        services.entry_undone(entry, actor=request.user)
    else:
        services.entry_done(entry, actor=request.user)
        messages.success(request, _("Ticked off. It can be taken back in the day-book."))
    return redirect("home" if request.POST.get("back") == "home" else "daybook")


def _once(request):
    try:
        return uuid.UUID(request.POST.get("once", ""))
    except ValueError:
        return uuid.uuid4()

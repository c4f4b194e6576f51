"""申し送り and calls to return: what the next person on duty must know."""

import uuid

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.again import again, form_of
from casework import services
from casework.codes import EntryKind
from casework.forms.fields import GuessingForm, LongText, PhoneField, ShortText, WrittenDateField
from casework.models import DayBookEntry
from casework.services.daybook import daybook_of
from casework.views.drafts import working_council
from privacy.models import Area
from privacy.reach import reach
from privacy.reading import opened
from privacy.views import allow, get_or_404

WHOLE, OWN = "council", "own"


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
    audience = forms.ChoiceField(
        label=gettext_lazy("Who is to know it"),
        required=False,
        help_text=gettext_lazy("Read by those who serve these districts, and by you."),
    )

    def __init__(self, *args, districts, own, **kwargs):
        """`districts` of the council; `own`: the ids of those the writer serves, none where they serve the whole council."""
        super().__init__(*args, **kwargs)
        self.own = own
        mine = "・".join(district.label for district in districts if district.pk in own)
        several = [(OWN, _("My districts (%(names)s)") % {"names": mine})] if len(own) > 1 else []
        one_by_one = [(str(district.pk), district.label) for district in districts]
        self.fields["audience"].choices = [*several, (WHOLE, _("The whole council")), *one_by_one]
        self.fields["audience"].initial = self.usual

    @property
    def usual(self) -> str:
        return WHOLE if not self.own else OWN if len(self.own) > 1 else str(self.own[0])

    def clean_audience(self) -> list[int] | None:
        chosen = self.cleaned_data["audience"] or self.usual
        return None if chosen == WHOLE else list(self.own) if chosen == OWN else [int(chosen)]


@require_http_methods(["GET", "POST"])
@allow("handover.read")
def daybook(request):
    districts = list(Area.objects.districts().filter(council=request.user.working_council_id, special="", closed_date=None))
    form = form_of(request, EntryForm, districts=districts, own=_own(request, districts))
    if request.method == "POST":
        if not form.is_valid():
            return again(request, form)
        book = daybook_of(working_council(request), timezone.localdate())
        services.entry_write(actor=request.user, book=book, id=_once(request), **form.cleaned_data)
        messages.success(request, _("Written into the day-book."))
        return redirect("daybook")
    opened()
    rows = DayBookEntry.objects.visible_to(request.user).select_related("author", "done_by")
    context = {
        "form": form,
        "open": list(rows.open().order_by("due_date", "-created_at")[:100]),
        "done": list(rows.filter(done_at__isnull=False).order_by("-done_at")[:20]),
        "today": timezone.localdate(),
    }
    _say_for_whom([*context["open"], *context["done"]], districts)
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


def _own(request, districts) -> list[int]:
    """The districts this person serves, or nothing for all of them."""
    areas = reach(request.user, "handover.write").areas
    own = [district.pk for district in districts if district.pk in areas]
    return own if len(own) < len(districts) else []


def _say_for_whom(entries, districts) -> None:
    labels = {district.pk: district.label for district in districts}
    for entry in entries:
        entry.for_whom = "・".join(labels[pk] for pk in entry.audience or () if pk in labels)


def _once(request):
    try:
        return uuid.UUID(request.POST.get("once", ""))
    except ValueError:
        return uuid.uuid4()

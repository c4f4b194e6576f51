"""申し送り and calls to return: what the next person on duty must know."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import services
from casework.forms.daybook import EntryForm
from casework.models import DayBookEntry, Person
from casework.pages.daybook_rows import entry_rows
from casework.pages.search import find_people
from casework.services.daybook import daybook_of
from casework.views.drafts import working_council
from privacy.access import allow, get_or_404
from privacy.methods import require_http_methods, require_POST
from privacy.models import Area
from privacy.reach import reach
from privacy.reading import opened, searched
from privacy.tokens import query_hash
from ui.once import once_of, sent_once
from ui.redisplay import page_form, redisplay

PEOPLE = Person.objects.select_related("dossier__area")


@require_http_methods(["GET", "POST"])
@allow("handover.read")
@sent_once(makes=DayBookEntry)
def daybook(request):
    districts = list(Area.objects.districts().filter(council=request.user.working_council_id, special="", closed_date=None))
    form = page_form(
        request, EntryForm, districts=districts, own=_own(request, districts), find=_finder(request), label=_line,
        initial={"about": request.GET.get("about", "")},
    )  # fmt: skip
    if request.method == "POST":
        if "find" in request.POST:
            form.only_found()
            return redisplay(request, form)
        if not form.is_valid():
            return redisplay(request, form)
        book = daybook_of(working_council(request), timezone.localdate())
        services.entry_write(actor=request.user, book=book, id=once_of(request.POST), **form.entry())
        messages.success(request, _("Written into the day-book."))
        return redirect("daybook")
    opened()
    rows = DayBookEntry.objects.visible_to(request.user).select_related("author", "done_by")
    entries = [*rows.open().order_by("due_date", "-created_at")[:100]]
    entries += rows.filter(done_at__isnull=False).order_by("-done_at")[:20]
    shown = entry_rows(request.user, entries, districts)
    context = {
        "form": form,
        "open": [row for row in shown if row.entry.done_at is None],
        "done": [row for row in shown if row.entry.done_at],
        "today": timezone.localdate(),
    }
    return render(request, "casework/daybook.html", context)


@require_POST
@allow("handover.write", about=DayBookEntry)
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


def _finder(request):
    """People by what was typed, and the one chosen already: a guessed id is refused like one that does not exist."""

    def find(text, chosen) -> list[Person]:
        people = []
        if text:
            searched(query_hash(text))
            people = find_people(request.user, text).people
        if chosen and chosen not in {str(one.pk) for one in people}:
            people = [get_or_404(request, PEOPLE.all(), chosen, "person.find"), *people]
        return people

    return find


def _line(person) -> str:
    """髙橋 ヨシ子　たかはし よしこ（82歳・台小区）"""
    facts = filter(None, [person.age_words(timezone.localdate()), person.dossier.area.label])
    return f"{person.name}　{person.kana}（{'・'.join(facts)}）"

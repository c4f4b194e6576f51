"""申し送り and calls to return: what the next person on duty must know."""

import uuid

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.again import again, form_of
from casework import services
from casework.daybook_rows import with_people
from casework.forms.daybook import EntryForm
from casework.models import DayBookEntry, Person
from casework.search import find_people
from casework.services.daybook import daybook_of
from casework.views.drafts import working_council
from privacy.tokens import query_hash
from privacy.views import allow, get_or_404, read_list

PEOPLE = Person.objects.select_related("dossier__area")


@require_http_methods(["GET", "POST"])
@allow("handover.read")
def daybook(request):
    form = form_of(request, EntryForm, find=_finder(request), label=_line, initial={"about": request.GET.get("about", "")})
    if request.method == "POST":
        if "find" in request.POST:
            form.only_found()
            return again(request, form)
        if not form.is_valid():
            return again(request, form)
        book = daybook_of(working_council(request), timezone.localdate())
        services.entry_write(actor=request.user, book=book, id=_once(request), **form.entry())
        messages.success(request, _("Written into the day-book."))
        return redirect("daybook")
    rows = DayBookEntry.objects.visible_to(request.user).select_related("author", "done_by")
    still_open = read_list(request, rows.open().order_by("due_date", "-created_at")[:100], kind="open")
    done = read_list(request, rows.filter(done_at__isnull=False).order_by("-done_at")[:20], kind="open")
    with_people(request.user, [*still_open, *done])
    context = {"form": form, "open": still_open, "done": done, "today": timezone.localdate()}
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


def _finder(request):
    """People by what was typed, and the one chosen already: a guessed id is refused like one that does not exist."""

    def find(text, chosen) -> list[Person]:
        people = []
        if text:
            people = read_list(
                request, find_people(request.user, text).people, "person.find", kind="search", query=query_hash(text)
            )
        if chosen and chosen not in {str(one.pk) for one in people}:
            people = [get_or_404(request, PEOPLE.all(), chosen, "person.find"), *people]
        return people

    return find


def _line(person) -> str:
    """髙橋 ヨシ子　たかはし よしこ（82歳・台小区）"""
    age = person.age(timezone.localdate())
    facts = [_("%(years)d years") % {"years": age}] if age is not None else []
    return f"{person.name}　{person.kana}（{'・'.join([*facts, person.dossier.area.label])}）"


def _once(request):
    try:
        return uuid.UUID(request.POST.get("once", ""))
    except ValueError:
        return uuid.uuid4()

"""The ledger in: a file is brought, looked through, taken over by a task that can be left, and taken back whole."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from moving import services
from moving.building import Ledger, ledger_of
from moving.forms import HowForm, LedgerFileForm, asked_now, shown_of
from moving.heads import NAME, TARGETS
from moving.lines import Found, How, Reader
from moving.models import Move, MoveContent
from moving.sample import sample
from moving.services.taking import counts_of, reader_of
from privacy import context
from privacy.access import allow
from privacy.methods import require_GET, require_http_methods, require_POST
from privacy.models import Area
from programs.files.heads import DATE
from programs.files.marked import marked
from publishing.models import ClosedMonth
from publishing.pages.making import Progress, progress
from ui import workbook
from ui.once import once_of, sent_once
from ui.redisplay import page_form, redisplay

ACTION = "ledger.import"
SHOWN, NAMED = 20, 300


@require_http_methods(["GET", "POST"])
@allow(ACTION)
def moves(request):
    if request.method == "GET":
        form = page_form(request, LedgerFileForm)
    else:
        form = LedgerFileForm(request.POST, request.FILES)
        if not form.is_valid():
            return redisplay(request, form)
        tables = form.cleaned_data["document"]
        return redirect(services.move_begin(_council(), actor=request.user, tables=tables, id=once_of(request.POST)))
    rows = _moves().select_related("brought_by")[:SHOWN]
    return render(request, "moving/register.html", {"form": form, "rows": rows})


@require_http_methods(["GET", "POST"])
@allow(ACTION)
@sent_once
def move(request, pk):
    found = _found(pk)
    content = _content(request, found) if found.is_open else None
    if content is None:
        return _standing(request, found)
    decided = content.payload["decided"]
    reader, lines, ledger = _read(found, content.payload, request.user)
    asked = asked_now(ledger, decided)
    form = page_form(request, HowForm, reader=reader, asked=asked, initial=shown_of(reader, decided, asked))
    if request.method == "POST":
        return _looked(request, found, content, form, (reader, lines, ledger)) if form.is_valid() else redisplay(request, form)
    undecided = [one for one in ledger.asked if one.key not in decided]
    context_ = {
        "move": found, "form": form, "found": lines, "wrong": lines.wrong[:NAMED], "counts": counts_of(ledger, decided),
        "rows": [_shown(line) for line in lines.right[:SHOWN]], "asked": ledger.asked, "undecided": undecided,
        "closed_months": _closed_months(found.council, ledger), "heads": _heads(),
    }  # fmt: skip
    return render(request, "moving/look.html", context_)


def _looked(request, found: Move, content, form, read):
    """Kept as it is now to be read; taken over only where that is what the page has shown."""
    reader, lines, ledger = read
    try:
        services.move_look(found, actor=request.user, content=content, how=form.how, decided=form.decided)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(found)
    if "take" not in request.POST:
        return redirect(found)
    decided = content.payload["decided"]
    if _reads_otherwise(reader, form.how):
        form.add_error(None, _("This changes what would be taken over. Look at it first, then take it over."))
    for reason in _missing(form, lines, ledger, decided, found):
        form.add_error(None, reason)
    if form.errors:
        return redisplay(request, form)
    try:
        services.move_ask(found, actor=request.user, expected=counts_of(ledger, decided))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(found)


def _reads_otherwise(reader: Reader, how: How) -> bool:
    before = reader.how
    means = {(kind, word): code for kind, chosen in how.words.items() for word, code in chosen.items()}
    plain = [(one.sheets, one.columns, one.hidden, one.closes) for one in (before, how)]
    return plain[0] != plain[1] or any(reader.meaning.get(asked, code) != code for asked, code in means.items())


def _missing(form, lines: Found, ledger: Ledger, decided, found: Move):
    """What must be said before it is taken over."""
    if not lines.right:
        yield _("No row is left to take in")
    if lines.wrong and not form.cleaned_data["leave"]:
        yield _("Rows are to be mended: bring the file again, or say that they are left out for now.")
    if any(one.key not in decided for one in ledger.asked):
        yield _("Say of everybody who may be known already whether it is they.")
    if _closed_months(found.council, ledger) and not form.cleaned_data["corrects"]:
        yield _("Months that were closed are touched: say that this is meant.")


def _standing(request, found: Move):
    """A file that is done with, or lies on somebody else's desk."""
    if request.method == "POST":
        return redirect(found)
    return render(request, "moving/standing.html", {"move": found, "progress": _progress(found)})


def _progress(found: Move) -> Progress:
    words = _("What came of it is being taken back.") if found.back_by_id else _("The ledger is being taken over.")
    return progress(found.pk, reverse("move_state", args=[found.pk]), words)


@require_GET
@allow(ACTION)
def move_state(request, pk):
    """What the page asks while a task runs."""
    found = _found(pk)
    if not found.is_running:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "publishing/_making.html", {"progress": _progress(found)})


@require_GET
@allow(ACTION)
def move_marked(request, pk):
    """The file once more, with what is to be mended in yellow and the reasons behind each row."""
    found = _found(pk)
    content = _content(request, found)
    if content is None:
        return redirect(found)
    reader = reader_of(found.council, content.payload)
    wrong = reader.read().wrong
    sheets = [
        marked(reader.tables[at], reader.heads[at], [one for one in wrong if one.table == at]) for at in reader.how.sheets
    ]
    return _download(workbook.write_sheets(sheets), "ledger-to-mend.xlsx")


@require_GET
@allow(ACTION)
def move_sample(request):
    return _download(sample(), "ledger-sample.xlsx")


@require_POST
@allow(ACTION)
@sent_once
def move_drop(request, pk):
    services.move_drop(_found(pk), actor=request.user)
    messages.success(request, _("What the file said is gone."))
    return redirect("moves")


@require_POST
@allow(ACTION)
@sent_once
def move_back(request, pk):
    """All that came of it, or nothing."""
    found = _found(pk)
    try:
        services.move_back_ask(found, actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(found)


def _read(found: Move, payload: dict, user) -> tuple[Reader, Found, Ledger]:
    reader = reader_of(found.council, payload)
    lines = reader.read()
    return reader, lines, ledger_of(reader, lines.right, user)


def _heads() -> list[str]:
    return [str(TARGETS[target]) for target in (DATE, NAME, "topic", "district", "closed")]


def _shown(line) -> tuple:
    """As it was read: (row, day, name, topics, district, closed on)."""
    said = line.said
    return line, said["date"], said["name"] or "", line.text("topic"), said["district"] or "", said["closed"]


def _closed_months(council, ledger: Ledger) -> list:
    """The closed months in which something of it counts."""
    closed = ClosedMonth.objects.standing().filter(council=council, month__in=ledger.months)
    return sorted(closed.values_list("month", flat=True))


def _council() -> Area:
    return Area.objects.get(pk=context.current().council_id)


def _moves():
    return Move.objects.filter(council=context.current().council_id)


def _found(pk) -> Move:
    return get_object_or_404(_moves().select_related("council", "brought_by", "back_by"), pk=pk)


def _content(request, found: Move) -> MoveContent | None:
    """On one's own desk, nobody else's."""
    return MoveContent.objects.visible_to(request.user).filter(move=found, payload__isnull=False).first()


def _download(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(content, workbook.CONTENT_TYPE, headers={"Content-Disposition": f'attachment; filename="{name}"'})

"""An office moves in: a file is brought, looked through, taken over by a task that can be left, and taken back whole."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from moving import services
from moving.forms import FORMS, MoveFileForm, asked_now, shown_of
from moving.lines import Found, How, Reader
from moving.models import Move, MoveContent, title_of
from moving.plans import Plan
from moving.services.taking import read, reader_of
from moving.services.taking import shown_of as counts_of
from moving.subjects import SUBJECTS, may
from privacy import context
from privacy.access import allow
from privacy.methods import require_GET, require_http_methods, require_POST
from privacy.models import Area
from programs.files.marked import marked
from publishing.models import ClosedMonth
from publishing.pages.making import Progress, progress
from ui import workbook
from ui.once import brought_once, sent_once
from ui.redisplay import page_form, redisplay

# The door of all files; who may take over which of them, says its subject.
ACTION = "file.bring"
SHOWN, NAMED = 20, 300


@require_http_methods(["GET", "POST"])
@allow(ACTION)
def moves(request):
    council = _council()
    asked, offered = request.GET.get("of"), [code for code in SUBJECTS if may(request.user, council, code)]
    offered = [asked] if asked in offered else offered
    if request.method == "GET":
        form = page_form(request, MoveFileForm, subjects=offered)
    else:
        form = MoveFileForm(request.POST, request.FILES, subjects=offered)
        if not form.is_valid():
            return redisplay(request, form)
        tables, subject = form.cleaned_data["document"], form.cleaned_data["subject"]
        once = brought_once(request)
        return redirect(services.move_begin(council, actor=request.user, tables=tables, subject=subject, id=once))
    found = _moves(request).filter(subject__in=offered).select_related("brought_by")[:SHOWN]
    shown = {
        "form": form, "rows": [(row, _counts(row)) for row in found], 
        "subjects": [(code, Move.Subject(code).label, SUBJECTS[code].needs) for code in offered],
        "title": title_of(offered[0]) if len(offered) == 1 else "",
    }  # fmt: skip
    return render(request, "moving/register.html", shown)


@require_http_methods(["GET", "POST"])
@allow(ACTION)
@sent_once
def move(request, pk):
    found = _found(request, pk)
    content = _content(request, found) if found.is_open else None
    if content is None:
        return _standing(request, found)
    if request.method == "POST" and _says_how_alone(request):
        return _look_again(request, found, content)
    reader, lines, plan = read(found, content.payload, request.user)
    asked = asked_now(plan)
    initial = shown_of(reader, plan.decided, asked)
    form = page_form(request, FORMS[found.subject], reader=reader, asked=asked, initial=initial)
    if request.method == "POST":
        return _looked(request, found, content, form, (reader, lines, plan)) if form.is_valid() else redisplay(request, form)
    context_ = {
        "move": found, "form": form, "found": lines, "wrong": lines.wrong[:NAMED], "counts": _named(found, plan.counts),
        "heads": reader.shown_heads, "folds": reader.folds, "rows": [
            (line, list(zip(reader.shown_heads, reader.shown(line), strict=True))) for line in lines.right[: reader.first_shown]
        ],
        "subject": SUBJECTS[found.subject], "asked": plan.asked, "undecided": plan.undecided, "unready": getattr(plan, "unready", []),
        "closed_months": _closed_months(found.council, plan),
    }  # fmt: skip
    return render(request, "moving/look.html", context_)


def _says_how_alone(request) -> bool:
    """Nothing is taken over, and of nobody it is said who they are: what the file comes to is shown by the page that follows."""
    return "take" not in request.POST and not any(name.startswith("who_") for name in request.POST)


def _look_again(request, found: Move, content):
    reader = reader_of(found, content.payload)
    reader.look()
    form = page_form(request, FORMS[found.subject], reader=reader)
    return _looked(request, found, content, form, ()) if form.is_valid() else redisplay(request, form)


def _looked(request, found: Move, content, form, read_):
    """Kept as it is now to be read; taken over only where that is what the page has shown."""
    try:
        services.move_look(found, actor=request.user, content=content, how=form.how, decided=form.decided)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(found)
    if "take" not in request.POST:
        return redirect(found)
    reader, lines, plan = read_
    plan.decide(content.payload["decided"])
    if _reads_otherwise(reader, form.how):
        form.add_error(None, _("This changes what would be taken over. Look at it first, then take it over."))
    for reason in _missing(form, lines, plan, found):
        form.add_error(None, reason)
    if form.errors:
        return redisplay(request, form)
    try:
        services.move_ask(found, actor=request.user, expected=plan.counts)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(found)


def _reads_otherwise(reader: Reader, how: How) -> bool:
    before = reader.how
    means = {(kind, word): code for kind, chosen in how.words.items() for word, code in chosen.items()}
    plain = [(one.sheets, one.columns, one.hidden, one.options) for one in (before, how)]
    return plain[0] != plain[1] or any(reader.meaning.get(asked, code) != code for asked, code in means.items())


def _missing(form, lines: Found, plan: Plan, found: Move):
    """What must be said before it is taken over."""
    if not lines.right:
        yield _("No row is left to take in")
    if lines.wrong and not form.cleaned_data["leave"]:
        yield _("Rows are to be mended: bring the file again, or say that they are left out for now.")
    if plan.undecided:
        yield SUBJECTS[found.subject].known.undecided
    yield from plan.asks(form.cleaned_data)
    if _closed_months(found.council, plan) and not form.cleaned_data["corrects"]:
        yield _("Months that were closed are touched: say that this is meant.")


def _standing(request, found: Move):
    """A file that is done with, or lies on somebody else's desk."""
    if request.method == "POST":
        return redirect(found)
    return render(request, "moving/standing.html", {"move": found, "counts": _counts(found), "progress": _progress(found)})


def _progress(found: Move) -> Progress:
    words = _("What came of it is being taken back.") if found.back_by_id else _("It is being taken over.")
    return progress(found.pk, reverse("move_state", args=[found.pk]), words)


@require_GET
@allow(ACTION)
def move_state(request, pk):
    """What the page asks while a task runs."""
    found = _found(request, pk)
    if not found.is_running:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "publishing/_making.html", {"progress": _progress(found)})


@require_GET
@allow(ACTION)
def move_marked(request, pk):
    """The file once more, with what is to be mended in yellow and the reasons behind each row."""
    found = _found(request, pk)
    content = _content(request, found)
    if content is None:
        return redirect(found)
    reader, lines, _plan = read(found, content.payload, request.user)
    wrong = lines.wrong
    sheets = [
        marked(reader.tables[at], reader.heads[at], [one for one in wrong if one.table == at]) for at in reader.how.sheets
    ]
    return _download(workbook.write_sheets(sheets), "ledger-to-mend.xlsx")


@require_GET
@allow(ACTION)
def move_sample(request):
    subject = request.GET.get("of")
    subject = subject if subject in SUBJECTS else Move.Subject.LEDGER
    return _download(SUBJECTS[subject].sample(), f"{subject}-sample.xlsx")


@require_POST
@allow(ACTION)
@sent_once
def move_drop(request, pk):
    services.move_drop(_found(request, pk), actor=request.user)
    messages.success(request, _("What the file said is gone."))
    return redirect("moves")


@require_POST
@allow(ACTION)
@sent_once
def move_back(request, pk):
    """All that came of it, or nothing."""
    found = _found(request, pk)
    try:
        services.move_back_ask(found, actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(found)


def _named(found: Move, counts: dict[str, int]) -> list[tuple[str, int]]:
    return [(label, counts[name]) for name, label in SUBJECTS[found.subject].counted.items()]


def _counts(found: Move) -> list[tuple[str, int]]:
    """As it was taken over."""
    return _named(found, counts_of(found))


def _closed_months(council, plan: Plan) -> list:
    """The closed months in which something of it counts."""
    closed = ClosedMonth.objects.standing().filter(council=council, month__in=plan.months)
    return sorted(closed.values_list("month", flat=True))


def _council() -> Area:
    return Area.objects.get(pk=context.current().council_id)


def _moves(request):
    """What this reader may take over themselves."""
    council = _council()
    return Move.objects.filter(council=council, subject__in=[code for code in SUBJECTS if may(request.user, council, code)])


def _found(request, pk) -> Move:
    return get_object_or_404(_moves(request).select_related("council", "brought_by", "back_by"), pk=pk)


def _content(request, found: Move) -> MoveContent | None:
    """On one's own desk, nobody else's."""
    return MoveContent.objects.visible_to(request.user).filter(move=found, payload__isnull=False).first()


def _download(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(content, workbook.CONTENT_TYPE, headers={"Content-Disposition": f'attachment; filename="{name}"'})

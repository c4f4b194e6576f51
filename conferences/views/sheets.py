"""The case sheet of an item: taken from the case, written, and its version without names settled place by place."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.pages.whom import whom_of
from conferences import services
from conferences.forms.sheets import MaskedForm, SettleForm, SheetForm
from conferences.models import Conference, Item
from conferences.pages.papers import without_sheet
from conferences.pages.sheets import rows_of
from conferences.sheets import chosen, masked_of, sheet_of, table_of
from privacy.access import allow, get_or_404
from privacy.errors import NotWithinReach
from privacy.methods import require_http_methods, require_POST
from privacy.reach import can
from ui.once import sent_once
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse

HEAD = ("case__area", "case__dossier", "dossier", "conference__dossier")


@require_http_methods(["GET", "POST"])
@allow("item.prepare", about=Item)
@sent_once
def sheet(request, pk):
    item, kept = _item(request, pk)
    if kept is None:
        return (
            redirect("sheet", item.pk)
            if request.method == "POST"
            else render(request, "conferences/sheet/empty.html", _head(request, item))
        )
    form = page_form(request, SheetForm, blocks=kept.blocks, edits=[kept])
    if request.method == "POST":
        try:
            if not form.is_valid():
                return redisplay(request, form)
            services.sheet_write(item, actor=request.user, **form.written())
        except ValidationError as error:
            refuse(form, error)
            return redisplay(request, form)
        messages.success(request, _("The case sheet is kept."))
        return redirect("sheet", item.pk)
    return render(request, "conferences/sheet/page.html", _head(request, item, kept) | {"form": form, "sheet": kept})


@require_POST
@allow("item.prepare", about=Item)
@sent_once
def sheet_take(request, pk):
    item, _kept = _item(request, pk)
    try:
        services.sheet_take(item, actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Taken from the case as it stands today. What was written otherwise stayed."))
    return redirect("sheet", item.pk)


@require_POST
@allow("conference.prepare", about=Conference)
@sent_once
def conference_sheets_take(request, pk):
    """Of every case on the agenda that has none yet and whose record the reader opens; the others are named by their letters."""
    conference = get_or_404(request, Conference, pk, "conference.prepare")
    items, left = list(without_sheet(request.user, conference).select_related(*HEAD)), []
    for item in items:
        said = _not_taken(request.user, item)
        if said:
            left.append(_("%(letter)s-san: %(why)s") % {"letter": item.letter, "why": said})
    number = len(items) - len(left)
    if number or not left:
        said = ngettext("%(n)d case sheet is taken.", "%(n)d case sheets are taken.", number)
        messages.success(request, said % {"n": number})
    for said in left:
        messages.warning(request, said)
    return redirect(conference.papers_url)


def _not_taken(user, item) -> str:
    """Why the sheet of this item was not taken, or nothing."""
    if not (can(user, "item.prepare", item) and can(user, "case.read", item.case)):
        return _("You do not read this record: whoever works on it takes the sheet from it.")
    try:
        services.sheet_take(item, actor=user)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


@require_POST
@allow("item.prepare", about=Item)
@sent_once
def sheet_reopen(request, pk):
    item, _kept = _item(request, pk)
    try:
        services.sheet_reopen(item, actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The sheet can be changed again. Make the papers anew afterwards."))
    return redirect("sheet", item.pk)


@require_http_methods(["GET", "POST"])
@allow("item.prepare", about=Item)
@sent_once
def sheet_masked(request, pk):
    item, kept = _item(request, pk)
    if kept is None:
        return redirect("sheet", item.pk)
    table = table_of(item, kept, request.user)
    masked = masked_of(item, kept, table)
    form = page_form(request, MaskedForm, masked=masked, initial=chosen(kept), edits=[kept])
    if request.method == "POST":
        try:
            if not form.is_valid():
                return redisplay(request, form)
            services.sheet_mask(item, actor=request.user, **form.written())
        except ValidationError as error:
            refuse(form, error)
            return redisplay(request, form)
        messages.success(request, _("The version without names is kept."))
        return redirect("sheet_masked", item.pk)
    rows = rows_of(masked, table)
    context = {
        "form": form,
        "rows": rows,
        "left": sum(len(row.open) for row in rows),
        "is_whole": table.is_whole,
        "settle": page_form(request, SettleForm, "settle"),
    }
    return render(request, "conferences/sheet/masked.html", _head(request, item, kept) | context)


@require_POST
@allow("item.prepare", about=Item)
@sent_once
def sheet_settle(request, pk):
    item, _kept = _item(request, pk)
    form = SettleForm(data=request.POST)
    page = reverse("sheet_masked", args=[item.pk])
    if not form.is_valid():
        return redisplay(request, form, "settle", to=page)
    try:
        services.sheet_settle(item, actor=request.user, **form.cleaned_data)
    except ValidationError as error:
        refuse(form, error)
        return redisplay(request, form, "settle", to=page)
    return redirect(page)


def _item(request, pk):
    """A matter without a case has no sheet."""
    item = get_or_404(request, Item.objects.select_related(*HEAD), pk, "item.prepare", hold=True)
    if item.case_id is None:
        raise NotWithinReach("item.prepare", objects=[item.pk])
    return item, sheet_of(item, request.user, "item.prepare")


def _head(request, item, kept=None) -> dict:
    """The meeting is shown to whoever reads it: who works on the case prepares its sheet without being invited."""
    meeting = Conference.objects.visible_to(request.user).filter(pk=item.conference_id).first()
    may_take = can(request.user, "case.read", item.case)
    following = (
        Item.objects.visible_to(request.user, "item.prepare")
        .present()
        .filter(conference=item.conference_id, case__isnull=False)
    )
    following = following.filter(order__gt=item.order).order_by("order").defer("title", "question").first()
    head = {"item": item, "meeting": meeting, "whom": whom_of(request.user, item.case), "final_at": kept and kept.final_at}
    return head | {"may_take": may_take, "following": following and following.pk}

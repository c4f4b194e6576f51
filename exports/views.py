"""The register of files that leave: asking for one, a second person's yes, how far it is, the file itself."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from exports import files, opening, pages, services
from exports.forms import AskForm, RefuseForm, WhatForm
from exports.kinds import KINDS
from exports.models import Export
from privacy import context
from privacy.access import allow
from privacy.methods import require_GET, require_http_methods, require_POST
from privacy.models import Area
from privacy.reach import can
from publishing.pages.making import progress
from ui.once import once_of, sent_once
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse

# In the session, from the press that shows them to the page that does.
PASSWORDS = "export_passwords"


@require_GET
@allow("export.read")
def exports(request):
    rows, more = pages.register(request.user, _council())
    context_ = {
        "rows": rows, "more": more, "may_ask": can(request.user, "export.request"), "whole": can(request.user, "ledger.read"),
    }  # fmt: skip
    return render(request, "exports/register.html", context_)


@require_http_methods(["GET", "POST"])
@allow("export.request", fresh=True)
@sent_once
def export_new(request):
    """How much leaves is told before anything is asked; the choice stands in the address, and for what it is nowhere but in the form."""
    what = WhatForm(request.GET, council=_council(), user=request.user)
    chosen = what.was_asked and what.is_valid()
    form = page_form(request, AskForm)
    if request.method == "POST":
        return _ask(request, what, form) if chosen else redirect("export_new")
    kind = KINDS[what.cleaned_data["kind"]] if chosen else None
    counted = kind.count(request.user, what.asked) if kind else None
    context_ = {
        "what": what, "form": form, "kind": kind, "counted": counted,
        "needs_second": counted and services.needs_second(request.user, counted),
    }  # fmt: skip
    return render(request, "exports/new.html", context_)


def _ask(request, what: WhatForm, form: AskForm):
    if not form.is_valid():
        return redisplay(request, form)
    given = what.cleaned_data
    try:
        export = services.export_ask(
            what.asked, actor=request.user, kind=given["kind"], form=given["form"], split=given["split"], shown=form.shown,
            purpose=form.cleaned_data["purpose"], recipient=form.cleaned_data["recipient"], id=once_of(request.POST),
        )  # fmt: skip
    except ValidationError as error:
        refuse(form, error)
        return redisplay(request, form)
    return redirect(export)


@require_GET
@allow("export.read")
def export(request, pk):
    found = _found(request, pk)
    own = found.asked_by_id == request.user.pk
    content = opening.content_of(found, request.user) if own else None
    passwords = request.session.pop(PASSWORDS, {}).get(str(found.pk), []) if content else []
    context_ = {
        "export": found, "own": own and can(request.user, "export.request"),
        "may_decide": services.may_decide(request.user, found),
        "parts": _parts(content, passwords), "revealed": passwords,
        "unseen": content is not None and content.passwords is not None,
        "taken": pages.downloads([found])[found.pk], "progress": _progress(found) if found.is_being_made else None,
        **_facts(found),
    }  # fmt: skip
    return render(request, "exports/page.html", context_)


def _facts(found: Export) -> dict:
    return {"kind": KINDS[found.kind], "districts": pages.districts(found)}


def _parts(content, passwords: list[str]) -> list[tuple[dict, str]]:
    """(a part, its password where this is the page that shows it)"""
    return list(zip(content.parts, passwords or [""] * len(content.parts), strict=True)) if content else []


def _progress(found: Export):
    return progress(found.pk, reverse("export_state", args=[found.pk]), _("The file is being made."))


@require_GET
@allow("export.read")
def export_state(request, pk):
    """What the page asks until it is made."""
    found = _found(request, pk)
    if not found.is_being_made:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "publishing/_making.html", {"progress": _progress(found)})


@require_http_methods(["GET", "POST"])
@allow("export.approve", fresh=True)
@sent_once
def export_decide(request, pk):
    found = _found(request, pk)
    form = page_form(request, RefuseForm)
    if request.method == "GET":
        context_ = {"export": found, "form": form, "may_decide": services.may_decide(request.user, found), **_facts(found)}
        return render(request, "exports/decide.html", context_)
    refuses = "refuse" in request.POST
    if form.is_valid() and refuses and not form.cleaned_data["why"]:
        form.add_error("why", _("Write why."))
    if form.errors:
        return redisplay(request, form)
    try:
        if refuses:
            services.export_refuse(found, actor=request.user, why=form.cleaned_data["why"])
        else:
            services.export_approve(found, actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        approved = _("Approved. The file is made now, for whoever asked for it.")
        messages.success(request, _("It stays here. Nothing leaves.") if refuses else approved)
    return redirect(found)


@require_POST
@allow("export.request")
@sent_once
def export_drop(request, pk):
    found = _own(request, pk)
    services.export_take_back(found, actor=request.user)
    messages.success(request, _("It was taken back. Nothing of it is left here."))
    return redirect(found)


@require_POST
@allow("export.request", fresh=True)
@sent_once
def export_passwords(request, pk):
    """They wait in the session for the page that shows them, once."""
    found = _own(request, pk)
    try:
        request.session[PASSWORDS] = {str(found.pk): services.export_reveal(found, actor=request.user)}
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(found)


@require_GET
@allow("export.request", fresh=True)
def export_file(request, pk):
    found = _own(request, pk)
    try:
        content, parts = opening.open_file(found, request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(found)
    name = files.file_name(found, parts)
    return HttpResponse(content, "application/octet-stream", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _found(request, pk) -> Export:
    rows = Export.objects.register(request.user, _council(), whole=can(request.user, "ledger.read"))
    return get_object_or_404(rows.select_related("council", "asked_by", "decided_by"), pk=pk)


def _own(request, pk) -> Export:
    return get_object_or_404(
        Export.objects.filter(asked_by=request.user, council=_council()).select_related("council", "asked_by"), pk=pk
    )


def _council() -> Area:
    return Area.objects.get(pk=context.current().council_id)

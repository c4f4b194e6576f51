"""A document's own page, its files, its copies, and the register of all that left."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from documents import services
from documents.codes import Status
from documents.forms import CopyForm, RegisterForm, WithdrawForm
from documents.kinds import ask_household
from documents.models import Content, Copy, Document
from documents.pages import register
from privacy import asked, reading
from privacy.access import allow, get_or_404
from privacy.errors import NotWithinReach
from privacy.methods import require_GET, require_http_methods, require_POST
from privacy.reach import can
from privacy.reading import unshown
from ui.once import sent_once
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_GET
@allow("document.read")
def documents(request):
    form = RegisterForm(request.GET or None, makers=register.makers(request.user))
    narrowed = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows, after = register.page(request.user, narrowed, asked.mark(request.GET.get("after", "")))
    query = request.GET.copy()
    query.pop("after", None)
    query = query.urlencode()
    context = {
        "form": form, "rows": rows, "narrowed": bool(narrowed),
        "older_url": f"{reverse('documents')}?{query}{'&' if query else ''}after={after}" if after else "",
    }  # fmt: skip
    return render(request, "documents/register.html", context)


@require_GET
@allow("document.read", about=Document)
def document(request, pk):
    record = get_or_404(request, Document.objects.select_related("made_by", "approved_by"), pk)
    context = {
        "document": record, "chip": Status(record.status).chip, "may_make": can(request.user, "document.make", record),
        "copies": Copy.objects.in_dossier_of(record, request.user).filter(document=record).select_related("changed_by"),
        "about": record.what.whose(request.user, record.about),
        "closed": record.what.joint is not None and not record.what.joint.reaches(record),
    }  # fmt: skip
    return render(request, "documents/page.html", context)


@require_GET
@allow("document.read", about=Document)
def document_state(request, pk):
    """What the page asks until the document is made. The answer says nothing of it, so nobody has read anything."""
    with unshown():
        record = get_or_404(request, Document, pk)
    return HttpResponse(status=204, headers={} if record.status == Status.MAKING else {"HX-Refresh": "true"})


@require_GET
@allow("document.read", about=Document)
def document_file(request, pk):
    record = get_or_404(request, Document, pk)
    return _file(request, record, "pdf", "application/pdf", "inline")


@require_GET
@allow("document.read", about=Document)
def document_word(request, pk):
    record = get_or_404(request, Document, pk)
    return _file(request, record, "word", WORD, "attachment")


@require_POST
@allow("document.make", about=Document)
def document_again(request, pk):
    record = get_or_404(request, Document, pk, "document.make")
    services.document_again(record, actor=request.user)
    return redirect(record)


@require_http_methods(["GET", "POST"])
@allow("document.make", about=Document)
@sent_once
def document_withdraw(request, pk):
    record = get_or_404(request, Document, pk, "document.make")
    form = page_form(request, WithdrawForm)
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        services.document_withdraw(record, actor=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("The document no longer counts. Copies that are out should be collected."))
        return redirect(record)
    return render(request, "documents/withdraw.html", {"document": record, "form": form})


@require_http_methods(["GET", "POST"])
@allow("document.make", about=Copy)
@sent_once
def copy_mark(request, pk):
    copy = get_or_404(request, Copy, pk, "document.make")
    record = get_or_404(request, Document, copy.document_id, "document.make")
    form = page_form(request, CopyForm, copy=copy)
    if request.method == "POST":
        try:
            if not form.is_valid():
                return redisplay(request, form)
            services.copy_mark(copy, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
            return redisplay(request, form)
        messages.success(request, _("Saved."))
        return redirect(record)
    return render(request, "documents/copy.html", {"copy": copy, "document": record, "form": form})


def _file(request, record, column, content_type, disposition):
    try:
        ask_household(record.what, request.user, record.dossier_id)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(record)
    content = Content.objects.in_dossier_of(record, request.user).filter(document=record).only("id", "dossier", column).first()
    file = getattr(content, column) if content else None
    if file and (joint := record.what.joint):
        file = joint.open(content, file)
        if file is None:
            raise NotWithinReach("document.read", [record.dossier_id], [record.pk])
    if not file:
        messages.info(request, _("This file is not there any more, or not yet."))
        return redirect(record)
    reading.opened()
    suffix = "pdf" if column == "pdf" else "docx"
    disposition = f'{disposition}; filename="{record.file_name}.{suffix}"'
    return HttpResponse(file, content_type=content_type, headers={"Content-Disposition": disposition})

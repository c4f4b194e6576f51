"""The files of a record, attaching some, and one file: its page, its bytes, what it is called, removed and put back.

The addresses of a record's files exist once for each kind of record (`attachments/parents.py`); what they do is the same.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from attachments import services
from attachments.codes import Kind
from attachments.forms import AttachForm, DescribeForm, RemoveForm
from attachments.models import Attachment
from attachments.opening import content_of
from attachments.pages.listing import files_of
from attachments.parents import Parent
from privacy.access import allow, get_or_404
from privacy.methods import require_GET, require_http_methods, require_POST
from privacy.reach import can
from ui.once import sent_once
from ui.redisplay import page_form, redisplay

# What a file may do in a browser: nothing. Chromium shows a PDF within this, not within a frame that has it as an attribute.
SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox"
WITH = ("added_by", "removed_by")


def listing(parent: Parent):
    @require_GET
    @allow(parent.read, about=parent.model)
    def files(request, pk):
        record = get_or_404(request, parent.model.objects.select_related(*parent.related), pk, parent.read)
        may_write = can(request.user, parent.write, record)
        found = list(files_of(request.user, record) if may_write else files_of(request.user, record).present())
        context = {
            "parent": parent, "whose": parent.whose(request.user, record), "may_write": may_write,
            "attach_url": parent.attach_url(record.pk), "files": [one for one in found if not one.is_removed],
            "removed": [one for one in found if one.is_removed],
        }  # fmt: skip
        return render(request, "attachments/list.html", context)

    return files


def attaching(parent: Parent):
    @require_http_methods(["GET", "POST"])
    @allow(parent.write, about=parent.model)
    def attach(request, pk):
        """A file is known by the form's key, its content and its words (`AttachForm`): the same form twice attaches it once."""
        record = get_or_404(request, parent.model.objects.select_related(*parent.related), pk, parent.write)
        form = page_form(request, AttachForm, files=request.FILES or None)
        if request.method == "POST":
            form.is_valid()
            _keep(request, record, form)
            return redisplay(request, form) if form.errors else redirect(parent.files_url(record.pk))
        # A draft would not keep the file that the words are about.
        form.place = None
        context = {"form": form, "whose": parent.whose(request.user, record), "files_url": parent.files_url(record.pk)}
        return render(request, "attachments/attach.html", context)

    return attach


def _keep(request, record, form):
    """Those that are right are kept, whatever became of the others."""
    kept = [
        services.attachment_add(
            record, actor=request.user, id=id, looked=looked, name=name, description=form.cleaned_data["description"]
        )
        for id, name, looked in form.looked
    ]
    if kept:
        messages.success(
            request, ngettext("%(n)s file is attached.", "%(n)s files are attached.", len(kept)) % {"n": len(kept)}
        )


@require_GET
@allow("attachment.read", about=Attachment)
def attachment(request, pk):
    record, about = _found(request, pk)
    whose, may_write = record.what.whose(request.user, about), can(request.user, record.what.write, about)
    context = {"file": record, "whose": whose, "may_write": may_write, "files_url": record.what.files_url(about.pk)}
    return render(request, "attachments/page.html", context)


@require_GET
@allow("attachment.read", about=Attachment)
def attachment_file(request, pk):
    """`keep` in the address: to be saved, not shown."""
    record, _about = _found(request, pk)
    if record.is_removed:
        messages.info(request, _("This file was removed. Put it back to open it."))
        return redirect(record)
    if record.is_infected:
        messages.error(request, _("A virus was found in this file. Nobody can open it any more."))
        return redirect(record)
    data = content_of(record, request.user)
    where = "inline" if record.opens_here and "keep" not in request.GET else "attachment"
    headers = {"Content-Disposition": f'{where}; filename="{record.file_name}"', "Content-Security-Policy": SANDBOX}
    return HttpResponse(data, content_type=Kind(record.kind).content_type, headers=headers)


@require_http_methods(["GET", "POST"])
@allow("attachment.write", about=Attachment)
@sent_once
def attachment_edit(request, pk):
    record, about = _found(request, pk, write=True)
    form = page_form(request, DescribeForm, edits=[record], initial={"description": record.description})
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        services.attachment_describe(record, actor=request.user, description=form.cleaned_data["description"])
        messages.success(request, _("Saved."))
        return redirect(record)
    return render(
        request, "attachments/edit.html", {"file": record, "form": form, "whose": record.what.whose(request.user, about)}
    )


@require_http_methods(["GET", "POST"])
@allow("attachment.write", about=Attachment)
@sent_once
def attachment_remove(request, pk):
    record, about = _found(request, pk, write=True)
    form = page_form(request, RemoveForm)
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        services.attachment_remove(record, actor=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Removed. It stands below, from where it can be put back."))
        return redirect(record.what.files_url(about.pk))
    return render(
        request, "attachments/remove.html", {"file": record, "form": form, "whose": record.what.whose(request.user, about)}
    )


@require_POST
@allow("attachment.write", about=Attachment)
def attachment_restore(request, pk):
    record, _about = _found(request, pk, write=True)
    services.attachment_restore(record, actor=request.user)
    messages.success(request, _("Put back."))
    return redirect(record)


def _found(request, pk, *, write=False):
    """(the file, the record that it lies with): both must open. 404 and 403 as the record says."""
    action = "attachment.write" if write else "attachment.read"
    record = get_or_404(request, Attachment.objects.select_related(*WITH), pk, action, hold=False)
    parent = record.what
    about = get_or_404(
        request, parent.model.objects.select_related(*parent.related), record.about, parent.write if write else parent.read
    )
    return record, about

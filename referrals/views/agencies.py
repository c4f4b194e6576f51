"""関係機関: the directory, one agency, its writing, closing and merging, the kinds, the file of it, and what a line of a form may mean."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.views.drafts import working_council
from privacy.access import allow
from privacy.methods import require_GET, require_http_methods, require_POST
from privacy.reach import can
from referrals import services
from referrals.forms.agencies import AgencyForm, KindForm, PicksAgency, SearchForm, candidates
from referrals.models import Agency, AgencyKind
from referrals.pages.agency_changes import changes_of
from referrals.pages.agency_sheet import rows_of
from referrals.services.agencies import kinds_of, successor_of
from ui import workbook
from ui.once import once_of, sent_once
from ui.redisplay import is_stale, page_form, redisplay
from ui.refusals import refuse

SIZE = 50
SHOWN = ("name", "kana", "phone", "fax", "postal_code", "address", "takes", "hours", "notes")


@require_GET
@allow("agency.read")
def agencies(request):
    council = working_council(request)
    form = SearchForm(request.GET or None, kinds=kinds_of(council.pk))
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = Agency.objects.filter(council=council)
    if not asked.get("closed"):
        found = found.open()
    if asked.get("kind"):
        found = found.filter(kinds=asked["kind"])
    if asked.get("q"):
        found = found.named(asked["q"])
    rows = list(found.with_contacts().select_related("merged_into")[: SIZE + 1])
    context = {"form": form, "agencies": rows[:SIZE], "more": len(rows) > SIZE, "may_write": can(request.user, "agency.write")}
    return render(request, "referrals/agency/list.html", context)


@require_GET
@allow("agency.read")
def agency(request, pk):
    row = _one(request, pk)
    context = {"agency": row, "successor": successor_of(row) if row.merged_into_id else None, "merged": list(row.merged.all())}
    return render(request, "referrals/agency/page.html", context | {"may_write": can(request.user, "agency.write")})


@require_GET
@allow("agency.read")
def agency_changes(request, pk):
    row = _one(request, pk)
    return render(request, "referrals/agency/changes.html", {"agency": row, "rows": changes_of(row)})


@require_GET
@allow("agency.write")
def agency_export(request):
    rows = rows_of(working_council(request).pk)
    response = HttpResponse(workbook.write(rows), content_type=workbook.CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="agencies.xlsx"'
    return response


@require_GET
@allow("agency.read")
def agency_suggest(request):
    """The part of a form in which one of the agencies is picked, while its name is typed."""
    found = candidates(working_council(request).pk, request.GET.get("agency_name", "")[:100])
    return render(request, "referrals/agency/_candidates.html", {"candidates": found, "picked": request.GET.get("agency", "")})


@require_http_methods(["GET", "POST"])
@allow("agency.write")
@sent_once
def agency_new(request):
    return _edit(request, working_council(request), None)


@require_http_methods(["GET", "POST"])
@allow("agency.write")
@sent_once
def agency_edit(request, pk):
    return _edit(request, working_council(request), _one(request, pk))


@require_POST
@allow("agency.write")
def agency_close(request, pk):
    row = _one(request, pk)
    if is_stale(request, row.closed_date):
        return redirect(row)
    day = None if row.closed_date else timezone.localdate()
    try:
        services.agency_close(actor=request.user, council=row.council, agency=row, closed_date=day)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(row)
    messages.success(request, _("The agency is no longer offered.") if day else _("The agency is offered again."))
    return redirect(row)


@require_http_methods(["GET", "POST"])
@allow("agency.write")
@sent_once
def agency_merge(request, pk):
    row = _one(request, pk)
    form = page_form(request, PicksAgency, council_id=row.council_id)
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        try:
            services.agency_merge(actor=request.user, council=row.council, agency=row, into=form.cleaned_data["agency"])
        except ValidationError as error:
            refuse(form, error, {"into": "agency_name"})
            return redisplay(request, form)
        messages.success(request, _("The two rows are one now."))
        return redirect(form.cleaned_data["agency"])
    return render(request, "referrals/agency/merge.html", {"form": form, "agency": row})


@require_http_methods(["GET", "POST"])
@allow("agency.write")
@sent_once
def agency_kinds(request):
    """One form a kind, and one for a new one."""
    council = working_council(request)
    kinds_of(council.pk)
    kinds = list(AgencyKind.objects.filter(council=council))
    if request.method == "POST":
        return _save_kind(request, council, {str(kind.pk): kind for kind in kinds})
    forms = [
        page_form(
            request, KindForm, str(kind.pk), prefix=str(kind.pk), edits=[kind],
            initial={"name": kind.name, "recipient": kind.recipient, "closed": kind.closed_date is not None},
        )
        for kind in kinds
    ]  # fmt: skip
    new = page_form(request, KindForm, "new", prefix="new")
    return render(request, "referrals/agency/kinds.html", {"forms": list(zip(kinds, forms, strict=True)), "new": new})


def _save_kind(request, council, kinds):
    which = request.POST.get("kind", "")
    kind = kinds.get(which)
    name = which if kind else "new"
    form = page_form(request, KindForm, name, prefix=name)
    if not form.is_valid():
        return redisplay(request, form, name)
    values = dict(form.cleaned_data)
    was = kind.closed_date if kind else None
    values["closed_date"] = (was or timezone.localdate()) if values.pop("closed") else None
    try:
        services.kind_save(actor=request.user, council=council, kind=kind, **values)
    except ValidationError as error:
        refuse(form, error)
        return redisplay(request, form, name)
    messages.success(request, _("Saved."))
    return redirect("agency_kinds")


def _edit(request, council, row):
    initial = (
        {"kinds": [str(kind.pk) for kind in row.kinds.all()]} | {name: getattr(row, name) for name in SHOWN} if row else None
    )
    kinds = kinds_of(council.pk)
    kinds += [kind for kind in (row.kinds.all() if row else ()) if kind not in kinds]
    contacts = row.present_contacts if row else ()
    form = page_form(
        request, AgencyForm, edits=[row] if row else (), kinds=kinds, agency=row, contacts=contacts, initial=initial
    )
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        id = None if row else once_of(request.POST)
        try:
            saved = services.agency_save(actor=request.user, council=council, agency=row, id=id, **form.agency_values)
        except ValidationError as error:
            refuse(form, error, {"contacts": "contact_0_name"})
            return redisplay(request, form)
        messages.success(request, _("Saved."))
        return redirect(saved)
    return render(request, "referrals/agency/edit.html", {"form": form, "agency": row})


def _one(request, pk) -> Agency:
    """Of the council in which one works: another council's directory is not there."""
    rows = Agency.objects.filter(council=working_council(request)).with_contacts()
    return get_object_or_404(rows.select_related("council", "changed_by", "merged_into"), pk=pk)

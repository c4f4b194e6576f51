"""The register of tables that left the office, a new one, and each as page and as file."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from privacy import context
from privacy.access import allow
from privacy.methods import require_GET, require_http_methods, require_POST
from privacy.models import Area
from privacy.reach import can
from publishing import crossed, files, laid_out, services
from publishing.forms.tables import TableForm
from publishing.models import PublishedTable
from publishing.pages.instead import instead_of
from ui.once import once_of, sent_once
from ui.redisplay import page_form, redisplay

SHOWN = 100


@require_GET
@allow("report.public")
def published_tables(request):
    """Whoever publishes sees also what waits and what cannot be published."""
    may_publish = can(request.user, "report.publish")
    rows = _visible(request).order_by("-asked_at")[: SHOWN + 1]
    rows = list(rows.defer("counted", "words").select_related("published_by", "asked_by"))
    context_ = {"rows": rows[:SHOWN], "more": len(rows) > SHOWN, "may_publish": may_publish}
    return render(request, "publishing/register.html", context_)


@require_http_methods(["GET", "POST"])
@allow("report.publish")
@sent_once
def published_table_new(request):
    form = page_form(request, TableForm, council=_council())
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        given = form.cleaned_data
        table = services.table_ask(
            _council(), actor=request.user, what=crossed.get(given["what"]), dimensions=given["dimensions"],
            from_date=given["from_date"], until_date=given["until_date"], id=once_of(request.POST),
            merged=given["merged"],
        )  # fmt: skip
        return redirect(table)
    return render(request, "publishing/new.html", {"form": form, "counts": crossed.everything()})


@require_GET
@allow("report.public")
def published_table(request, pk):
    table = _found(request, pk)
    may_publish = can(request.user, "report.publish")
    within = can(request.user, "report.exact") and "exact" in request.GET
    parts = laid_out.exact(table) if within else laid_out.published(table) if table.cells else []
    instead = instead_of(table, timezone.localdate()) if may_publish and table.is_of_little_use else []
    context_ = {"table": table, "parts": parts, "within": within, "may_publish": may_publish, "instead": instead}
    return render(request, "publishing/table.html", context_ | {"may_see_exact": can(request.user, "report.exact")})


@require_GET
@allow("report.publish")
def published_table_state(request, pk):
    """What the page asks until it is made."""
    return HttpResponse(status=204, headers={} if _found(request, pk).is_being_made else {"HX-Refresh": "true"})


@require_GET
@allow("report.public")
def published_table_file(request, pk, form):
    """Never with exact numbers."""
    table = _found(request, pk)
    if form not in files.FORMS or not table.is_published:
        raise Http404
    with override("ja"):
        content, content_type = files.FORMS[form](table, laid_out.published(table))
    name = f"table-{table.from_date:%Y%m%d}-{table.until_date:%Y%m%d}.{form.removesuffix('-cp932')}"
    return HttpResponse(content, content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_POST
@allow("report.publish")
@sent_once
def published_table_publish(request, pk):
    table = _found(request, pk)
    try:
        table = services.table_publish(table, actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(table)
    if table.is_published:
        messages.success(request, _("Published. From now on it stays as it is."))
    else:
        messages.info(request, _("Another table was published meanwhile: this one is looked through anew, together with it."))
    return redirect(table)


@require_POST
@allow("report.publish")
@sent_once
def published_table_again(request, pk):
    return redirect(services.table_again(_found(request, pk), actor=request.user))


@require_POST
@allow("report.publish")
@sent_once
def published_table_drop(request, pk):
    table = _found(request, pk)
    try:
        services.table_drop(table, actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(table)
    messages.success(request, _("Put aside."))
    return redirect("published_tables")


def _council() -> Area:
    return Area.objects.get(pk=context.current().council_id)


def _visible(request):
    rows = PublishedTable.objects.of(context.current().council_id)
    return rows if can(request.user, "report.publish") else rows.published()


def _found(request, pk) -> PublishedTable:
    return get_object_or_404(_visible(request).select_related("council", "asked_by", "published_by"), pk=pk)

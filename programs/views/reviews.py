"""ふりかえり: a programme's quarter with its results beside it, and the sheet of all of them for the committee."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from documents import word
from japan import fiscal
from privacy import asked
from privacy.access import allow
from privacy.methods import require_GET, require_POST
from privacy.reach import can
from programs import reports, services
from programs.forms.reviews import EvaluationForm, MoneyForm, QuarterCommentForm, ReviewForm
from programs.models import Comment, Evaluation, Money, Program, Review
from programs.pages.frame import council_of, frame, year_of, year_words
from programs.pages.quarters import (
    QUARTERS,
    as_table,
    bounds_of,
    costs_recorded,
    months_of,
    quarter_of,
    results_of,
    sheet,
    written_quarters,
)
from programs.pages.rounded import as_seen
from programs.pages.standings import standings
from programs.quarter_word import quarter_word
from ui import workbook
from ui.once import sent_once
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse

REVIEW, COMMENT, MONEY, JUDGE = "review", "comment", "money", "judge"
FORMS = {REVIEW: ReviewForm, COMMENT: QuarterCommentForm, MONEY: MoneyForm, JUDGE: EvaluationForm}
# Of what each form shows the newest row; a comment is always one more.
SHOWN = {
    REVIEW: (Review, ("done", "learned", "next")), MONEY: (Money, ("budget", "spent", "note")), JUDGE: (Evaluation, ("judgement", "comment")),
}  # fmt: skip


@require_GET
@allow("program.read")
def program_review(request, pk):
    program, year, quarter = _about(request, pk)
    exact = can(request.user, "report.exact")
    found = standings(results_of(program.policy.goal.plan, year, quarter, only=program), year)
    result = next(iter(as_seen(found, exact=exact)), None)
    if result is None:
        raise Http404
    may_write = can(request.user, "program.write") and can(request.user, "target.judge")
    of_year = {"program": program, "fiscal_year": year}
    reviews = list(Review.objects.filter(**of_year, quarter=quarter).select_related("by"))
    moneys = list(Money.objects.filter(**of_year).select_related("by"))
    context = frame(request, year) | {
        "program": program,
        "result": result,
        "quarter": quarter,
        "quarters": [(one, one in written) for written in [written_quarters(program, year)] for one in QUARTERS],
        "bounds": bounds_of(year, quarter),
        "as_of": reports.as_of(year, min(bounds_of(year, quarter)[1], reports.as_of(year))),
        "months": fiscal.months(year)[3 * quarter - 3 : 3 * quarter],
        "by_month": [row for target in result.targets for row in months_of(target, quarter)],
        "exact": exact,
        "forms": {name: _form(request, name, program, year, quarter) for name in FORMS} if may_write else {},
        "review": next(iter(reviews), None),
        "versions": reviews[1:],
        "comments": Comment.objects.filter(**of_year, quarter=quarter).select_related("by"),
        "money": next(iter(moneys), None),
        "moneys": moneys[1:],
        "costs": costs_recorded(program, year),
        "evaluations": Evaluation.objects.filter(**of_year).select_related("by"),
        "proposed": result.standing.proposed,
    }
    return render(request, "programs/review.html", context)


@require_POST
@allow("program.write")
@sent_once
def program_review_save(request, pk):
    """`what` says which form was sent."""
    program, year, quarter = _about(request, pk)
    name = request.POST.get("what", "")
    name = name if name in FORMS else REVIEW
    form, back = _form(request, name, program, year, quarter), _address("program_review", program.pk, year, quarter)
    if not form.is_valid():
        return redisplay(request, form, name, to=back)
    try:
        _call(request, name, program, year, quarter, form)
    except ValidationError as error:
        refuse(form, error)
        return redisplay(request, form, name, to=back)
    messages.success(request, _("Saved."))
    return redirect(back)


def _call(request, name, program, year, quarter, form):
    if name == COMMENT:
        return services.comment_add(program, actor=request.user, year=year, quarter=quarter, **form.cleaned_data)
    if name == MONEY:
        return services.money_save(program, actor=request.user, year=year, **form.said())
    if name == JUDGE:
        return services.program_judge(program, actor=request.user, year=year, **form.cleaned_data)
    return services.review_save(program, actor=request.user, year=year, quarter=quarter, **form.cleaned_data)


def _about(request, pk) -> tuple[Program, int, int]:
    year = year_of(request)
    program = get_object_or_404(
        Program.objects.select_related("policy__goal__plan__area"), pk=pk, policy__goal__plan__area=council_of(request)
    )
    return program, year, quarter_of(request, year)


def _form(request, name, program, year, quarter):
    """Each has a draft of its own: what was begun about one quarter is not found under another."""
    about = uuid.uuid5(program.pk, f"{name} {year} {quarter if name in (REVIEW, COMMENT) else ''}")
    kwargs = {}
    if name in SHOWN:
        model, columns = SHOWN[name]
        rows = model.objects.filter(program=program, fiscal_year=year)
        row = (rows.filter(quarter=quarter) if model is Review else rows).first()
        kwargs = {"edits": [row or model()], "initial": {column: _shown(getattr(row, column, "")) for column in columns}}
    return page_form(request, FORMS[name], name, saved_by="program_review_save", about=about, prefix=name, **kwargs)


def _shown(value) -> str:
    return "" if value is None else f"{value:,}" if isinstance(value, int) else value


def _address(route, pk, year, quarter) -> str:
    return f"{reverse(route, args=[pk])}?year={year}&quarter={quarter}"


@require_GET
@allow("program.read")
def plan_quarter(request):
    """For the committee: all programmes of one quarter, on A4 too."""
    year, council = year_of(request), council_of(request)
    quarter = quarter_of(request, year)
    plan = _plan(request, council, year)
    rows = sheet(plan, year, quarter, exact=can(request.user, "report.exact")) if plan else []
    known = [row.money for row in rows if row.money]
    budget, spent = sum(one.budget or 0 for one in known), sum(one.spent or 0 for one in known)
    context = frame(request, year) | {
        "plan": plan,
        "rows": rows,
        "unwritten": [row.program for row in rows if not row.is_written],
        "quarter": quarter,
        "quarters": QUARTERS,
        "bounds": bounds_of(year, quarter),
        "budget": budget,
        "spent": spent,
        "rest": budget - spent,
        "has_money": bool(known),
        "as_of": reports.as_of(year, min(bounds_of(year, quarter)[1], reports.as_of(year))),
    }
    return render(request, "programs/quarter.html", context)


@require_GET
@allow("program.read")
def plan_quarter_file(request):
    """The same as an Excel file, for the committee's own papers."""
    year, council = year_of(request), council_of(request)
    quarter = quarter_of(request, year)
    plan = _plan(request, council, year)
    if plan is None:
        return redirect("plan_quarter")
    rows = sheet(plan, year, quarter, exact=can(request.user, "report.exact"))
    sheets = [workbook.Sheet(f"{year}-{quarter}", as_table(rows))]
    answer = HttpResponse(workbook.write_sheets(sheets), content_type=workbook.CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="review-{year}-{quarter}.xlsx"'
    return answer


@require_GET
@allow("program.read")
def plan_quarter_word(request):
    """The same as a Word file, to be written on."""
    year, council = year_of(request), council_of(request)
    quarter = quarter_of(request, year)
    plan = _plan(request, council, year)
    if plan is None:
        return redirect("plan_quarter")
    rows = sheet(plan, year, quarter, exact=can(request.user, "report.exact"))
    words = {"year_label": year_words(year, request.user.calendar), "quarter": quarter}
    title = _("Review of %(year_label)s, quarter %(quarter)s") % words
    answer = HttpResponse(quarter_word(title, plan, year, quarter, rows), content_type=word.CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="review-{year}-{quarter}.docx"'
    return answer


def _plan(request, council, year):
    plans = reports.plans_for(council, year) if council else []
    chosen = asked.id_of(request.GET.get("plan", ""))
    return next((one for one in plans if one.pk == chosen), next(iter(plans), None))

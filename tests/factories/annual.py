"""Reports of the year and forms of others, made without counting anything."""

import io
from datetime import date

import openpyxl
from django.utils import timezone
from openpyxl.workbook.defined_name import DefinedName

from annual.models import OwnForm, YearReport


def make_report(user, plan, *, words="台小区", status=YearReport.Status.ISSUED, **fields):
    """Of one programme with one figure."""
    figure = {
        "code": "consultation.new", "label": "新規件数", "unit": "件", "definition": words, "value": 12, "summable": True, "months": None,
    }  # fmt: skip
    program = {"code": "", "name": words, "targets": [], "figures": [figure]}
    goals = [{"number": 1, "name": words, "policies": [{"number": "1-1", "name": words, "programs": [program]}]}]
    said = {"title": words, "council": words, "year": 2025, "until": "2026-03-31", "for_office": False, "goals": goals}
    left = {"issued_at": timezone.now(), "issued_by": user} if status == YearReport.Status.ISSUED else {}
    return YearReport.objects.create(
        **{
            "council": plan.area, "plan": plan, "fiscal_year": 2025, "until_date": date(2026, 3, 31), "status": status, "said": said,
            "points": {"consultation.new": 12}, "asked_by": user, "made_at": timezone.now(), **left, **fields,
        }
    )  # fmt: skip


def make_own_form(user, council, *, field="新規"):
    book, written = openpyxl.Workbook(), io.BytesIO()
    book.defined_names[field] = DefinedName(field, attr_text=f"'{book.active.title}'!$B$2")
    book.save(written)
    fields = [{"field": field, "code": "figure/consultation.new", "period": "year"}]
    return OwnForm.objects.create(
        council=council, name=field, format="xlsx", file=written.getvalue(), fields=fields, taken_by=user
    )

"""The report of the last fiscal year, issued, and a city's form that is filled from it."""

import io
import uuid

from django.db import transaction
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

from accounts.demo import make_accounts
from accounts.demo_staff import FIRST_COUNCIL
from accounts.models import User
from annual import services
from annual.models import YearReport
from japan import fiscal
from privacy import context
from privacy.models import Area
from programs.reports import plan_for


@transaction.atomic
def make_demo() -> None:
    """Run again, it changes nothing. Needs the plan and its results."""
    make_accounts()
    council = Area.objects.get(name=FIRST_COUNCIL)
    if YearReport.objects.filter(council=council).exists():
        return
    year = fiscal.fiscal_year(timezone.localdate()) - 1
    manager = User.objects.get(username="ishiwata")
    with context.on_behalf_of(manager):
        report = services.report_ask(
            plan_for(council, year), actor=manager, year=year, until=fiscal.bounds(year)[1], for_office=False, id=uuid.uuid4()
        )
        services.report_issue(services.report_make(report, actor=manager), actor=manager)
        fields = [
            {"field": field, "code": code, "period": "year"}
            for field, code in (
                ("年度", "about/year_label"), ("新規相談", "figure/consultation.new"), ("見守り訪問", "figure/watch.visits"), ("備考", ""),
            )
        ]  # fmt: skip
        services.form_take(
            council,
            actor=manager,
            name="市への実績報告（見本）",
            data=_city_form([held["field"] for held in fields]),
            format="xlsx",
            fields=fields,
            id=uuid.uuid4(),
        )


def _city_form(fields: list[str]) -> bytes:
    book = Workbook()
    page = book.active
    page.title = "様式"
    page["A1"] = "地域福祉事業 実績報告書（見本）"
    for row, field in enumerate(fields, 3):
        page.cell(row, 1, field)
        book.defined_names[field] = DefinedName(field, attr_text=f"'様式'!$B${row}")
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()

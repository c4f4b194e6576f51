"""The plan's programmes against what was counted, for one fiscal year."""

import json

from django.core.management.base import BaseCommand
from django.utils import timezone, translation

from japan import fiscal
from programs.councils import council_of
from programs.reports import as_json, plan_for


class Command(BaseCommand):
    help = "Report plan against result."

    def add_arguments(self, parser):
        parser.add_argument("--year", type=int, help="the fiscal year; this one by default")
        parser.add_argument("--format", choices=["json", "text"], default="text")
        parser.add_argument("--area", help="the council: its id, code or name")

    def handle(self, *, year, format, area, **options):
        year = year or fiscal.fiscal_year(timezone.localdate())
        with translation.override("ja"):
            report = as_json(plan_for(council_of(area), year), year)
        self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1) if format == "json" else "\n".join(_lines(report)))


def _lines(report):
    yield f"{report['fiscal_year']} ({report['as_of']})"
    for program in report["programs"]:
        yield f"{program['policy']} {program['name']}"
        for indicator in program["indicators"]:
            yield f"    {indicator['name']} {indicator['value']} {indicator['unit']}  {indicator['by_month']}"
        for target in program["targets"]:
            wanted = f"  {target['value']}/{target['wanted']} {target['judgement']}" if target["wanted"] else ""
            yield f"    {target['scope']}: {target['text']}{wanted}"

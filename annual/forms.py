"""Which report is to be made, which form is taken in, and what its fields hold."""

from datetime import date, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from annual import figures, own_forms
from japan import fiscal
from programs import reports
from ui.fields import TypedText
from ui.workbook import LARGEST

BEFORE = 4


def last_days(year: int, today: date) -> tuple[date, date] | None:
    """The first and last day of what of the year can be reported on: its months that have ended; None before the first has."""
    first, last = fiscal.bounds(year)
    ended = min(last, today.replace(day=1) - timedelta(days=1))
    return (first, ended) if ended > first else None


class ReportForm(forms.Form):
    year = forms.TypedChoiceField(
        label=_("Fiscal year"), coerce=int, help_text=_("Of this year, up to the end of the last month.")
    )
    for_whom = forms.ChoiceField(
        label=_("For whom"), widget=forms.RadioSelect, initial="out",
        choices=[
            ("out", _("To pass on: small numbers of the office's own records are hidden, and their months left out")),
            ("office", _("For the office only: every number, marked so on each page")),
        ],
    )  # fmt: skip

    def __init__(self, *args, council, **kwargs):
        super().__init__(*args, **kwargs)
        self.council, self.today = council, timezone.localdate()
        this_year = fiscal.fiscal_year(self.today)
        years = [year for year in range(this_year, this_year - BEFORE, -1) if last_days(year, self.today)]
        self.fields["year"].choices = [(year, fiscal.label(year)) for year in years]

    def clean(self):
        super().clean()
        given = self.cleaned_data
        if "year" not in given:
            return given
        given["plan"] = reports.plan_for(self.council, given["year"])
        given["until_date"] = last_days(given["year"], self.today)[1]
        given["for_office"] = given.get("for_whom") == "office"
        if given["plan"] is None:
            self.add_error("year", _("There is no plan for this year: take it in first."))
        return given


class OwnFormForm(forms.Form):
    name = TypedText(
        label=pgettext_lazy("form", "Name"),
        max_length=80,
        help_text=_("As the office calls it, such as: results for the city."),
    )
    document = forms.FileField(
        label=_("Form"), help_text=_("Excel (.xlsx) with named cells, or Word (.docx) with {{ names }}."),
        error_messages={"required": _("Choose a file.")},
    )  # fmt: skip

    def clean_document(self):
        file = self.cleaned_data["document"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("This file is too large for a form."))
        self.cleaned_data["data"] = file.read()
        self.cleaned_data["format"], self.cleaned_data["found"] = own_forms.read(self.cleaned_data["data"])
        return file


class FieldsForm(forms.Form):
    """For each field of the form the words of a figure, chosen from those that the report offers, and of when."""

    def __init__(self, *args, taken, body, **kwargs):
        super().__init__(*args, **kwargs)
        self.taken = taken
        self.words = dict(_words(body)) if body else {}
        self.codes = {words: code for code, words in self.words.items()}
        periods = figures.periods(body["year"]) if body else [(figures.YEAR, "")]
        for at, held in enumerate(taken.fields):
            self.fields[f"what_{at}"] = TypedText(
                label=held["field"], required=False, max_length=400, initial=self.words.get(held["code"], held["code"]),
                widget=forms.TextInput(attrs={"list": "figures"}),
            )  # fmt: skip
            self.fields[f"period_{at}"] = forms.ChoiceField(label=_("Of when"), choices=periods, initial=held["period"])

    def clean(self):
        super().clean()
        given = self.cleaned_data
        for at in range(len(self.taken.fields)):
            words = given.get(f"what_{at}", "").strip()
            code = self.codes.get(words, words)
            if code and code not in self.words and code not in {held["code"] for held in self.taken.fields}:
                self.add_error(
                    f"what_{at}", _("The report has no such figure. Choose one of those that are offered, or leave it empty.")
                )
            given[f"what_{at}"] = code
        return given

    def rows(self):
        """(what it holds, of when) of each field."""
        return [(self[f"what_{at}"], self[f"period_{at}"]) for at in range(len(self.taken.fields))]

    def fields_of(self) -> list[dict]:
        given = self.cleaned_data
        return [
            {"field": held["field"], "code": given[f"what_{at}"], "period": given[f"period_{at}"]}
            for at, held in enumerate(self.taken.fields)
        ]


def _words(body):
    for group, options in figures.offered(body):
        for code, words in options:
            yield code, f"{group}：{words}"

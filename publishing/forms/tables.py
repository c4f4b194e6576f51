"""Which table is to be made: what is counted, by what, and of which days."""

from datetime import date, timedelta
from math import prod

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from japan import fiscal
from publishing import crossed
from ui.fields import GuessingForm, WrittenDateField

# Dimensions, and numbers with all sums: what can be looked through in a minute or two.
MOST, MOST_NUMBERS = 3, 1_500
OWN_DAYS = "days"


def periods(today: date) -> list[tuple[str, Promise, tuple[date, date]]]:
    """(key, words, (first day, last day)) of whole months that have ended."""
    month = today.replace(day=1) - timedelta(days=1)
    year = fiscal.fiscal_year(month)
    return [
        ("month", _("Last month"), (month.replace(day=1), month)),
        ("quarter", _("Last quarter"), _quarter_before(today)),
        ("year", _("The fiscal year to the end of last month"), (fiscal.bounds(year)[0], month)),
        ("last_year", _("The fiscal year before"), fiscal.bounds(year - 1)),
    ]


def _quarter_before(today: date) -> tuple[date, date]:
    begun = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    last = begun - timedelta(days=1)
    return date(last.year, last.month - 2, 1), last


class TableForm(GuessingForm):
    what = forms.ChoiceField(label=_("What is counted"), widget=forms.RadioSelect)
    dimensions = forms.MultipleChoiceField(
        label=_("By what"), widget=forms.CheckboxSelectMultiple, choices=list(crossed.DIMENSIONS.items()),
        help_text=_("One to three. The fewer there are, the less must be hidden."),
        error_messages={"required": _("Choose at least one.")},
    )  # fmt: skip
    period = forms.ChoiceField(label=_("Of which days"), widget=forms.RadioSelect)
    from_date = WrittenDateField(label=_("From"), assume="past")
    until_date = WrittenDateField(label=_("Until (inclusive)"), assume="past")
    # Which values are told as one, where another table offered that (`pages/instead.py`).
    merged = forms.CharField(required=False, widget=forms.HiddenInput, max_length=2_000)

    def __init__(self, *args, council, **kwargs):
        super().__init__(*args, **kwargs)
        self.council = council
        everything = crossed.everything()
        self.fields["what"].choices = [(one.code, f"{one.label} ({one.unit})") for one in everything]
        self.fields["what"].initial = everything[0].code
        self.periods = {key: days for key, _words, days in periods(timezone.localdate())}
        named = [(key, words) for key, words, _days in periods(timezone.localdate())]
        self.fields["period"].choices = [*named, (OWN_DAYS, _("Other months, written below"))]
        self.fields["period"].initial = "quarter"

    def clean_dimensions(self):
        chosen = self.cleaned_data["dimensions"]
        if len(chosen) > MOST:
            raise forms.ValidationError(_("Three at most."))
        return [name for name in crossed.DIMENSIONS if name in chosen]

    def clean_merged(self):
        """Of what is chosen, and of values that there are, each in one of them."""
        written = self.cleaned_data["merged"].split()
        what, chosen = self.cleaned_data.get("what"), self.cleaned_data.get("dimensions") or []
        for name, _colon, values in (one.partition(":") for one in written):
            known = {key for key, _words in crossed.get(what).labels(name, self.council)} if what and name in chosen else set()
            if not set(values.split("+")) <= known:
                raise forms.ValidationError(_("This cannot be told as one."))
        told = [
            f"{name}:{value}" for name, _colon, values in (one.partition(":") for one in written) for value in values.split("+")
        ]
        if len(told) != len(set(told)) or any(len(one) > 200 for one in written):
            raise forms.ValidationError(_("This cannot be told as one."))
        return written

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("what") and cleaned.get("dimensions"):
            self._clean_size(crossed.get(cleaned["what"]), cleaned["dimensions"])
        period = cleaned.get("period")
        if period in self.periods:
            cleaned["from_date"], cleaned["until_date"] = self.periods[period]
        elif period == OWN_DAYS:
            self._clean_days(cleaned)
        if cleaned.get("what") and crossed.get(cleaned["what"]).whole_years and not self.errors:
            self._clean_year(cleaned)
        return cleaned

    def _clean_year(self, cleaned):
        days = (cleaned["from_date"], cleaned["until_date"])
        if days != fiscal.bounds(fiscal.fiscal_year(days[0])):
            self.add_error("period", _("These are counted once a fiscal year: choose one that has ended."))

    def _clean_size(self, what, dimensions):
        if not set(dimensions) <= set(what.dimensions):
            self.add_error("dimensions", _("This is not counted by these. Leave one out."))
            return
        numbers = prod(len(what.labels(name, self.council)) + 1 for name in dimensions)
        if numbers > MOST_NUMBERS:
            self.add_error(
                "dimensions",
                _("These make %(numbers)s numbers, too many to look through. Leave one out.") % {"numbers": numbers},
            )

    def _clean_days(self, cleaned):
        first, last = cleaned.get("from_date"), cleaned.get("until_date")
        for name in ("from_date", "until_date"):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Write the day."))
        if first and first.day != 1:
            self.add_error("from_date", _("A table begins with the first day of a month."))
        if first and last and last < first:
            self.add_error("until_date", _("This lies before the first day."))
        elif last and last >= timezone.localdate():
            self.add_error("until_date", _("This month has not ended yet."))
        elif last and (last + timedelta(days=1)).day != 1:
            self.add_error("until_date", _("A table ends with the last day of a month."))

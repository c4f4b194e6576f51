"""Which report, of which days, of which district, and with which figures: it stands in the address, so that a page can be kept and sent."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from privacy.models import Area
from programs import indicators
from publishing import catalogue, periods
from publishing.catalogue import DIMENSIONS, OWN, REPORTS, Report
from publishing.periods import FREE, Period
from ui.fields import GuessingForm, ShortText, WrittenDateField

OWN_DAYS = "days"
EXACT, PROTECTED = "exact", "protected"


@dataclass(frozen=True)
class Asked:
    report: Report
    period: Period
    district: Area | None
    is_exact: bool
    written: dict[str, str]

    @property
    def query(self) -> str:
        """As it stands in an address."""
        return urlencode(self.written)


def _counts():
    return [("", "—"), *((one.code, f"{one.label} ({one.unit})") for one in indicators.everything())]


def _reports():
    return [*((one.code, one.label) for one in REPORTS.values()), (OWN, _("A table of your own"))]


def _dimensions():
    return [("", "—"), *DIMENSIONS.items()]


class ReportForm(GuessingForm):
    report = forms.ChoiceField(
        label=_("Report"),
        choices=lambda: [*((one.code, one.label) for one in REPORTS.values()), (OWN, _("A table of your own"))],
    )
    period = forms.ChoiceField(label=_("Of which days"))
    from_date = WrittenDateField(label=_("From"), assume="past")
    until_date = WrittenDateField(label=_("Until (inclusive)"), assume="past")
    district = forms.ChoiceField(label=_("School district"), required=False)
    figures = forms.ChoiceField(
        label=_("Figures"),
        required=False,
        choices=[(EXACT, _("Exact, for the office only")), (PROTECTED, _("Rounded, to pass on"))],
    )
    count = forms.ChoiceField(label=_("What is counted"), required=False, choices=_counts)
    rows = forms.ChoiceField(label=pgettext_lazy("of a table", "Down"), required=False, choices=_dimensions)
    columns = forms.ChoiceField(label=pgettext_lazy("of a table", "Across"), required=False, choices=_dimensions)

    def __init__(self, given, *, council, may_see_exact: bool):
        today = timezone.localdate()
        groups = periods.choices(today, ended=not may_see_exact)
        self.default = next(one for _words, found in groups for one in found if one.has_ended(today))
        super().__init__({"report": "monthly", "period": self.default.key, "figures": EXACT} | given)
        self.today, self.may_see_exact = today, may_see_exact
        self.districts = {
            str(area.pk): area for area in Area.objects.districts().filter(council=council, special="", closed_date=None)
        }
        known = {one.key for _words, found in groups for one in found}
        other = periods.read(self.data["period"])
        rest = (
            [(other.key, other.words)] if other and other.key not in known and (may_see_exact or self._is_closed(other)) else []
        )
        own = [(OWN_DAYS, _("Other days, written below"))] if may_see_exact else []
        named = [(words, [(one.key, one.words) for one in found]) for words, found in groups]
        self.fields["period"].choices = [*named, *rest, *own]
        self.fields["district"].choices = [("", _("All")), *((pk, area.label) for pk, area in self.districts.items())]
        if not may_see_exact:
            for name in ("figures", "from_date", "until_date"):
                del self.fields[name]

    def _is_closed(self, period: Period) -> bool:
        """Whether its numbers may be told rounded: of months, quarters and years that have ended, which do not overlap otherwise."""
        return period.kind != FREE and period.has_ended(self.today)

    def clean(self):
        cleaned = super().clean()
        self._clean_days(cleaned)
        if cleaned.get("report") == OWN:
            self._clean_own(cleaned)
        if cleaned.get("figures") == PROTECTED and cleaned.get("period") and not self._is_closed(cleaned["period"]):
            self.add_error(
                "figures",
                _(
                    "Rounded figures are of months, quarters and years that have ended: those of other days could be worked out."
                ),
            )
        return cleaned

    def _clean_days(self, cleaned):
        """`period` becomes one."""
        if cleaned.get("period") != OWN_DAYS:
            cleaned["period"] = periods.read(cleaned.get("period", ""))
            return
        for name in ("from_date", "until_date"):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Write the day."))
        first, last = cleaned.get("from_date"), cleaned.get("until_date")
        cleaned["period"] = periods.free(first, last)
        if first and last and not cleaned["period"]:
            self.add_error("until_date", _("This lies before the first day, or more than six years after it."))

    def _clean_own(self, cleaned):
        cleaned["own"] = catalogue.own(cleaned.get("count", ""), cleaned.get("rows", ""), cleaned.get("columns", ""))
        if not cleaned.get("count"):
            self.add_error("count", _("Choose what is counted."))
        elif not cleaned["own"]:
            self.add_error("rows", _("This is not counted by these two. Choose something else."))

    @property
    def asked(self) -> Asked:
        """Of a valid one."""
        given = self.cleaned_data
        report = given["own"] if given["report"] == OWN else REPORTS[given["report"]]
        exact = self.may_see_exact and given["figures"] != PROTECTED
        written = {
            "report": given["report"],
            "period": given["period"].key,
            "district": given["district"],
            "figures": given.get("figures", ""),
        }
        if given["report"] == OWN:
            written |= {name: given[name] for name in ("count", "rows", "columns")}
        said = {name: str(value) for name, value in written.items() if value}
        return Asked(report, given["period"], self.districts.get(given["district"]), exact, said)


class ReopenForm(forms.Form):
    why = ShortText(
        label=_("Why the month is opened again"), limit=200, required=True, error_messages={"required": _("Write why.")}
    )

"""What is to leave, which stands in the address as codes and days alone; and for what, which never does."""

from urllib.parse import urlencode

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exports.kinds import KINDS, Asked, Counted
from exports.models import Form, Split
from japan import fiscal, wareki
from privacy.models import Area
from privacy.reach import reach
from ui.fields import GuessingForm, ShortText, WrittenDateField


class WhatForm(GuessingForm):
    """Of the school districts of a role that lets something leave."""

    kind = forms.ChoiceField(label=_("What"), choices=lambda: [(one.name, one.label) for one in KINDS.values()])
    from_date = WrittenDateField(
        label=_("From"), assume="past", required=True, error_messages={"required": _("Write the day.")}
    )
    until_date = WrittenDateField(
        label=_("Until (inclusive)"), assume="past", required=True, error_messages={"required": _("Write the day.")}
    )
    districts = forms.MultipleChoiceField(
        label=_("School districts"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose a school district.")},
    )
    split = forms.ChoiceField(label=_("Split"), choices=Split.choices, required=False)
    form = forms.ChoiceField(
        label=_("Kind of file"), choices=Form.choices, help_text=_("CSV comes in an encrypted zip, which 7-Zip opens.")
    )

    def __init__(self, given, *, council: Area, user):
        areas = Area.objects.districts().filter(council=council, pk__in=reach(user, "export.request").areas)
        self.council, self.areas = council, {str(area.pk): area for area in areas}
        self.was_asked = "kind" in given
        super().__init__(given if self.was_asked else self._usual())
        self.fields["districts"].choices = [(pk, area.label) for pk, area in self.areas.items()]

    def _usual(self) -> dict:
        """This fiscal year, all districts."""
        today = timezone.localdate()
        first, _last = fiscal.bounds(fiscal.fiscal_year(today))
        return {
            "kind": next(iter(KINDS)), "from_date": wareki.format_wareki(first), "until_date": wareki.format_wareki(today),
            "districts": list(self.areas), "form": Form.EXCEL,
        }  # fmt: skip

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("from_date"), cleaned.get("until_date")
        if first and last and last < first:
            self.add_error("until_date", _("This lies before the first day."))
        return cleaned

    @property
    def asked(self) -> Asked:
        given = self.cleaned_data
        return Asked(self.council, tuple(sorted(map(int, given["districts"]))), given["from_date"], given["until_date"])

    @property
    def query(self) -> str:
        given = self.cleaned_data
        days = {name: given[name].isoformat() for name in ("from_date", "until_date")}
        return urlencode({**{name: given[name] for name in ("kind", "split", "form", "districts")}, **days}, doseq=True)


class AskForm(forms.Form):
    """`people` and `rows`: as many as the page has told."""

    purpose = ShortText(
        label=_("For what"), limit=200, required=True, error_messages={"required": _("Write for what it is needed.")},
        help_text=_("It stands in the register and in the file. Name nobody here."),
    )  # fmt: skip
    recipient = ShortText(
        label=_("To whom"),
        limit=100,
        required=True,
        error_messages={"required": _("Write who gets it; the office itself too.")},
    )
    people = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    rows = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    @property
    def shown(self) -> Counted:
        return Counted(self.cleaned_data["people"], self.cleaned_data["rows"])


class RefuseForm(forms.Form):
    """`why`: needed only by a no."""

    why = ShortText(label=_("Why not (only with a no)"), limit=200)

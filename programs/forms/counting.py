"""What a programme counts, when it is planned, what comes again, and who records it."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.acting import able
from accounts.forms import PersonChoiceField
from programs.forms.activities import districts_of
from programs.models import Measure
from ui.fields import ShortText, WrittenDateField

WEEKDAYS = [
    (0, _("Monday")), (1, _("Tuesday")), (2, _("Wednesday")), (3, _("Thursday")), (4, _("Friday")), (5, _("Saturday")), (6, _("Sunday")),
]  # fmt: skip
WEEKS = [(1, _("1st")), (2, _("2nd")), (3, _("3rd")), (4, _("4th")), (5, _("5th"))]


class MeasureForm(forms.Form):
    name = ShortText(label=_("What is counted"), limit=60, required=True)
    unit = ShortText(label=_("Unit"), limit=20, required=True)
    adds = forms.ChoiceField(label=_("How it adds up"), choices=Measure.Adds.choices)
    kind = forms.ChoiceField(label=_("Kind"), choices=Measure.Kind.choices)
    retired = forms.BooleanField(label=_("No longer used"), required=False)


class MonthsForm(forms.Form):
    months = forms.TypedMultipleChoiceField(
        label=_("Planned in"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple,
        choices=[(month, str(month)) for month in (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)], help_text=_("None: over the whole year."),
    )  # fmt: skip


class HelperForm(forms.Form):
    user = PersonChoiceField(label=_("Who"), queryset=None)
    until_date = WrittenDateField(label=_("Until"))

    def __init__(self, *args, program, **kwargs):
        super().__init__(*args, **kwargs)
        people = able("activity.record", program.policy.goal.plan.area_id, timezone.localdate())
        self.fields["user"].queryset = people.order_by("kana", "id")


class SeriesForm(forms.Form):
    measure = forms.ChoiceField(label=_("What it is"))
    weekday = forms.TypedChoiceField(label=_("Day of the week"), choices=WEEKDAYS, coerce=int)
    weeks = forms.TypedMultipleChoiceField(
        label=_("Week of the month"), required=False, coerce=int, choices=WEEKS, widget=forms.CheckboxSelectMultiple,
        help_text=_("None: every week."),
    )  # fmt: skip
    from_date = WrittenDateField(label=_("From"), required=True)
    until_date = WrittenDateField(label=_("Until"), required=True)
    district = forms.ChoiceField(label=_("Where"), required=False)
    place = ShortText(label=_("Place"), limit=80)

    def __init__(self, *args, program, **kwargs):
        super().__init__(*args, **kwargs)
        self.measures = {
            str(one.pk): one
            for one in program.measures.filter(retired_date=None).select_related("program__policy__goal__plan__area")
        }
        self.districts = {str(one.pk): one for one in districts_of(program.policy.goal.plan.area_id)}
        self.fields["measure"].choices = [(key, f"{one.name} ({one.unit})") for key, one in self.measures.items()]
        self.fields["district"].choices = [("", _("Whole council")), *((key, one.label) for key, one in self.districts.items())]

    @property
    def said(self) -> dict:
        values = self.cleaned_data
        return values | {"measure": self.measures[values["measure"]], "district": self.districts.get(values["district"])}

"""One turn of the duty roster."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from ui.fields import GuessingForm, PhoneField, TimeOfDayField, WrittenDateField
from visits.codes import Weekday
from visits.models.duty import HOLIDAY

DAYS = [*Weekday.choices, (HOLIDAY, _("Holidays"))]


class DutyForm(GuessingForm):
    user = forms.ChoiceField(label=pgettext_lazy("duty", "Who answers"), error_messages={"required": _("Choose somebody.")})
    phone = PhoneField(label=_("Telephone"), required=True)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days"), choices=DAYS, required=False, coerce=int, widget=forms.CheckboxSelectMultiple,
        help_text=_("Without a tick: on all days. A night belongs to the day on which it begins."),
    )  # fmt: skip
    from_time = TimeOfDayField(label=_("From (time)"), looks_back=False, limit=10, required=True)
    until_time = TimeOfDayField(
        label=_("Until (time)"), looks_back=False, limit=10, required=True, help_text=_("Not later than the beginning: until the next day.")
    )  # fmt: skip
    position = forms.TypedChoiceField(
        label=_("In which order"), coerce=int, choices=[(1, _("first")), (2, _("second")), (3, _("third"))], initial=1
    )
    from_date = WrittenDateField(label=_("From"), required=True, assume="future")
    until_date = WrittenDateField(
        label=_("Until (inclusive)"), assume="future", help_text=_("Only for a while, in somebody's place: it then comes before the others.")
    )  # fmt: skip

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        self.fields["user"].choices = [("", "—"), *((pk, one.display_name) for pk, one in self.people.items())]
        self.fields["from_date"].initial = timezone.localdate()

    def clean_user(self) -> User:
        return self.people[self.cleaned_data["user"]]

    def clean(self):
        values = super().clean()
        first, last = values.get("from_date"), values.get("until_date")
        if first and last and last < first:
            self.add_error("until_date", _("This lies before the first day."))
        return values

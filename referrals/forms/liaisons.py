"""日々のつなぎ: whom one spoke to about what, what was told, what they answered."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.codes import Content, Purpose
from referrals.forms.agencies import PicksAgency
from ui.fields import GuessingForm, LongText, ShortText, TimeOfDayField, WrittenDateField, moment_of


class LiaisonForm(PicksAgency, GuessingForm):
    spoken_to = ShortText(label=_("Spoken to"), limit=80)
    matter = LongText(label=_("Matter"), limit=1000, rows=2, required=True)
    contents = forms.MultipleChoiceField(
        label=_("What was told"), choices=Content.choices, required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices--tight"}),
    )  # fmt: skip
    answer = LongText(label=_("What they answered"), limit=1000, rows=2)
    purpose = forms.ChoiceField(label=_("For what"), choices=Purpose.choices, initial=Purpose.SUPPORT, required=False)
    on_date = WrittenDateField(label=_("Day"), assume="past", latest_today=True)
    at_time = TimeOfDayField(label=_("Time"), limit=10)
    agreed_now = forms.BooleanField(
        label=_("The person agreed on the telephone"),
        help_text=_("It is recorded as a consent, for this agency alone."),
        required=False,
    )

    def clean(self):
        values = super().clean()
        now = timezone.localtime()
        day, clock = values.pop("on_date", None), values.pop("at_time", None)
        at = moment_of(day, clock or now.time(), now) if day or clock else None
        if at and at > now:
            self.add_error("at_time", _("A contact cannot lie in the future."))
        values["at"] = at
        values["purpose"] = values.get("purpose") or Purpose.SUPPORT
        values.pop("agency_name", None)
        return values

    def asked(self):
        """(agency, contents, purpose) as they were sent, for the page that says why something was refused."""
        found = [one for one in self.candidates if str(one.pk) == self.picked] or self.candidates
        contents = [code for code in self["contents"].value() or () if code in Content]
        purpose = self["purpose"].value()
        return (found[0] if len(found) == 1 else None), contents, purpose if purpose in Purpose else Purpose.SUPPORT

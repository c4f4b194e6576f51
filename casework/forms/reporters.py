"""Who reported what a case is about, and who may know it."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms import PersonChoiceField
from ui.fields import LongText, PhoneField, ShortText


class ReadersField(PersonChoiceField, forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


class ReadersForm(forms.Form):
    readers = ReadersField(
        label=_("Who may know it"), queryset=None, help_text=_("At least two people. Nobody else learns even that it is written down."),
        error_messages={"required": _("Name at least two people."), "invalid_choice": _("One of these people cannot open this case.")},
    )  # fmt: skip

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["readers"].queryset = people


class ReporterForm(forms.Form):
    name = ShortText(label=_("Name"), limit=60)
    phone = PhoneField(label=_("Telephone"))
    relation = ShortText(label=_("Relation to the person"), limit=60)
    wish = ShortText(label=_("What they wish about their name"), help_text=_("Example: nobody may hear that it was me"))
    said = LongText(label=_("What they said"), limit=10_000)

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not any(cleaned.get(name) for name in ReporterForm.base_fields):
            raise ValidationError(_("Nothing is written here yet."))
        return cleaned


class NewReporterForm(ReporterForm, ReadersForm):
    field_order = (*ReporterForm.base_fields, "readers")

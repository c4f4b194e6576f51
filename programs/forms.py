"""The plan document to take in, and the status of a milestone."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programs import indicators
from programs.models import Target
from programs.plan_document import UnreadableDocument, decode
from ui.fields import LongText

# Bytes and lines. A council's plan has some fifty programmes; reading and comparing the largest file takes a second or two.
LARGEST, MOST_LINES = 500_000, 2_000


class ImportForm(forms.Form):
    document = forms.FileField(
        label=_("Plan document"), help_text=_("Text, columns parted by tabs, as the council keeps it."),
        error_messages={"required": _("Choose a file.")},
    )  # fmt: skip

    def clean_document(self):
        """Its text. What is too large is not even decoded."""
        file = self.cleaned_data["document"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("This file is too large for a plan."))
        try:
            text = decode(file.read())
        except UnreadableDocument:
            raise forms.ValidationError(
                _("This file cannot be read as text. Save it as text (UTF-8) and choose it again.")
            ) from None
        if len(text.splitlines()) > MOST_LINES:
            raise forms.ValidationError(_("This file has too many lines for a plan."))
        return text


class TargetForm(forms.ModelForm):
    """The status of a milestone; where the target has a number, what it is bound to."""

    indicator = forms.ChoiceField(label=_("Counted by"), required=False)

    class Meta:
        model = Target
        fields = ["status", "comment"]
        widgets = {"status": forms.RadioSelect, "comment": forms.Textarea(attrs={"rows": 2})}
        field_classes = {"comment": LongText}
        labels = {"status": _("Status")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.quantity = self.instance.quantities.first()
        if self.quantity is None:
            del self.fields["indicator"]
        else:
            choices = [(one.code, f"{one.label} ({one.unit})") for one in indicators.everything()]
            self.fields["indicator"].choices = [("", _("Nothing yet")), *choices]
            self.fields["indicator"].initial = self.quantity.indicator

"""The plan document to take in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.plan_document import UnreadableDocument, decode

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

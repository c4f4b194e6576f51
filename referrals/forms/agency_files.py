"""An Excel file of agencies, to be taken in: read at once, so that what cannot be read is said at its place."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ui import workbook

LARGEST = 2_000_000


class AgencyFileForm(forms.Form):
    document = forms.FileField(
        label=_("Excel file (.xlsx)"), help_text=_("With the columns of the file that is given out here."),
        error_messages={"required": _("Choose a file.")},
    )  # fmt: skip

    def clean_document(self):
        """Its rows, as text."""
        file = self.cleaned_data["document"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("This file is too large for a directory."))
        try:
            return workbook.read(file.read())
        except workbook.NotAWorkbook:
            raise forms.ValidationError(
                _("This file cannot be read. Save it as an Excel workbook (.xlsx) and choose it again.")
            ) from None

"""An Excel file of agencies, to be taken in: read at once, so that what cannot be read is said at its place."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.forms import files
from ui import workbook

LARGEST = 2_000_000
REFUSED = files.REFUSED | {workbook.LARGE: _("This file is too large for a directory.")}


class AgencyFileForm(forms.Form):
    document = forms.FileField(
        label=_("Excel file (.xlsx)"), help_text=_("With the columns of the file that is given out here."),
        error_messages={"required": _("Choose a file.")},
    )  # fmt: skip

    def clean_document(self):
        """Its rows, as text."""
        file = self.cleaned_data["document"]
        if file.size > LARGEST:
            raise forms.ValidationError(REFUSED[workbook.LARGE])
        try:
            return workbook.read(file.read())
        except workbook.NotAWorkbook as error:
            raise forms.ValidationError(REFUSED[error.why]) from None

"""The plan document to take in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.plan_document import OfficeError, UnreadableDocument, is_office, read_file

# Bytes and lines. A council's plan has some fifty programmes; reading and comparing the largest file takes a second or two. An office file
# carries fonts and pictures, and is looked at unpacked (`ui/workbook.py`).
LARGEST, LARGEST_OFFICE, MOST_LINES = 500_000, 5_000_000, 2_000
WHY = {
    "macros": _("This file holds macros. Save it without them (.docx or .xlsx), and choose it again."),
    "locked": _("This file is locked by a password. Save it without one, and choose it again."),
    "old": _("This is a file of an old kind (.doc or .xls). Save it as .docx or .xlsx, and choose it again."),
    "large": _("This file is too large for a plan."),
    "unreadable": _("This file cannot be read as Word or Excel. Save it again as .docx or .xlsx, or as text."),
}


class ImportForm(forms.Form):
    document = forms.FileField(
        label=_("Plan document"),
        help_text=_("Word (.docx), Excel (.xlsx), or text with columns parted by tabs, as the council keeps it."),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.xlsx,.txt,.tsv,.csv"}),
        error_messages={"required": _("Choose a file.")},
    )

    def clean_document(self):
        """Its text, and the rows that were left out. What is too large is not even read."""
        file = self.cleaned_data["document"]
        data = file.read(LARGEST_OFFICE + 1)
        if len(data) > (LARGEST_OFFICE if is_office(data) else LARGEST):
            raise forms.ValidationError(WHY["large"])
        try:
            found = read_file(data)
        except OfficeError as error:
            raise forms.ValidationError(WHY[error.why]) from None
        except UnreadableDocument:
            raise forms.ValidationError(
                _("This file cannot be read as text. Save it as text (UTF-8) and choose it again.")
            ) from None
        if len(found.text.splitlines()) > MOST_LINES:
            raise forms.ValidationError(_("This file has too many lines for a plan."))
        return found

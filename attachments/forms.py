"""What is asked when files are attached, described and removed."""

from uuid import uuid5

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from attachments.looking import LARGE, LARGEST, MANY, Looked, Unfit, look
from japan.widths import visible
from ui.fields import ShortText
from ui.once import once_of

NAME_LENGTH, AT_ONCE = 120, 20
# Telephones then send a JPEG of what they keep in a form of their own.
ACCEPTED = "image/jpeg,image/png,image/webp,application/pdf,.docx,.xlsx,.pptx"


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several at once. Cleans to the uploaded files."""

    widget = FilesInput(attrs={"accept": ACCEPTED})

    def clean(self, data, initial=None):
        found = [super(FilesField, self).clean(one, initial) for one in data or ()]
        if not found and self.required:
            raise forms.ValidationError(self.error_messages["required"])
        return found


class AttachForm(forms.Form):
    """`looked`: (id, name, file) of those that can be kept. The others are named with the reason, and can be chosen again."""

    chosen = FilesField(
        label=_("Files"), allow_empty_file=True, help_text=_("Several can be chosen at once, up to 20 MB each."),
        error_messages={"required": _("Choose a file.")},
    )  # fmt: skip
    description = ShortText(
        label=pgettext_lazy("file", "What it is"),
        help_text=_("Example: letter of dismissal, 3 September. Said of each of these files."),
        limit=200,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.looked: list[tuple] = []

    def clean(self):
        super().clean()
        values, once = self.cleaned_data, once_of(self.data)
        chosen = values.get("chosen", ()) if "description" in values else ()
        for number, file in enumerate(chosen):
            name = name_of(file.name)
            try:
                found = _looked(file, number)
            except Unfit as error:
                self.add_error("chosen", f"{name}: {error.words}" if name else error.words)
            else:
                self.looked.append((uuid5(once, found.digest.hex() + values["description"]), name, found))
        return values


def _looked(file, number: int) -> Looked:
    if file.size > LARGEST:
        raise Unfit(LARGE)
    if not file.whole or number >= AT_ONCE:
        raise Unfit(MANY)
    return look(file.read())


def name_of(given: str) -> str:
    """Without signs that cannot be seen. Django takes off the folders that it came from."""
    return visible(given).strip()[-NAME_LENGTH:]


class DescribeForm(forms.Form):
    description = ShortText(label=pgettext_lazy("file", "What it is"), limit=200)


class RemoveForm(forms.Form):
    reason = ShortText(
        label=_("Why"), required=True, limit=200, help_text=_("Example: belongs to another case, is blurred, came twice")
    )

"""Numbers as people write them: full width, with commas, with their unit behind."""

import re
import unicodedata
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ui.fields import ShortText

WRITTEN = re.compile(r"^([+-]?)(\d{1,9}(?:\.\d{1,2})?)(?:名|人|円|部|枚|件|点|回|世帯|時間|か所|食)?$")


class NumberText(ShortText):
    """２５, 25人, 12,000円. Cleans to a `Decimal`, or to None where nothing stands. `whole`: no half of it."""

    def __init__(self, *, whole=False, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric"}))
        super().__init__(limit=40, **kwargs)
        self.whole = whole

    def clean(self, value):
        text = (
            unicodedata.normalize("NFKC", super().clean(value))
            .replace(",", "")
            .replace("、", "")
            .replace(" ", "")
            .replace("−", "-")
        )
        if not text:
            return None
        match = WRITTEN.match(text)
        if not match or (self.whole and "." in match[2]):
            raise ValidationError(_("Write a number, like 25."), code="number")
        if match[1] == "-" and Decimal(match[2]):
            raise ValidationError(
                _("A number cannot be below zero. What was too much is corrected in its own record."), code="negative"
            )
        return Decimal(match[2])

    def prepare_value(self, value):
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value

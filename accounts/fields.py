"""A day in a form, as people here write one: 昭和25年3月4日, S25.3.4, 1950/3/4, full-width digits."""

from datetime import date

from django import forms
from django.utils import timezone

from japan.wareki import DateError, format_wareki, parse_date


class DayInput(forms.TextInput):
    """Shows 令和5年9月14日 for a date, and what was typed as it was typed."""

    def format_value(self, value):
        return format_wareki(value) if isinstance(value, date) else value


class DayField(forms.CharField):
    """`assume`: which year a day without one belongs to (past, near, future). `guesses`: what may have been meant."""

    widget = DayInput

    def __init__(self, *, assume="near", **kwargs):
        super().__init__(**kwargs)
        self.assume = assume
        self.guesses: list[str] = []

    def prepare_value(self, value):
        return value

    def to_python(self, value):
        if isinstance(value, date):
            return value
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            return parse_date(text, today=timezone.localdate(), assume=self.assume)
        except DateError as error:
            self.guesses = error.suggestions
            raise forms.ValidationError(error.message, code=error.code) from None

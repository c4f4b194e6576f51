"""How the watch-over writes what a template cannot."""

from django import template
from django.utils.html import format_html

from ui.chips import chip
from visits.codes import Outcome
from visits.pages.duty_rows import days_words, hours_words

register = template.Library()


@register.simple_tag
def ruby(name, kana):
    """A name with its reading above it, where the reading is known."""
    return format_html("<ruby>{}<rt>{}</rt></ruby>", name, kana) if kana else name


@register.simple_tag
def outcome_chip(code):
    return chip(*Outcome(code).chip)


register.filter("duty_days", days_words)
register.filter("duty_hours", hours_words)

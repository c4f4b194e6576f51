"""What a report says, on its page: numbers, judgements, and months as bars on an axis of their own."""

from django import template
from django.utils.html import format_html

from annual.files import plain
from japan import fiscal
from programs.reports import IN_JAPANESE, SIGNS
from programs.templatetags.programs import small_bars
from ui.chips import chip

register = template.Library()
WORDS = {words: word for word, words in IN_JAPANESE.items()}


@register.simple_tag
def told(number):
    return plain(number)


@register.simple_tag
def fiscal_year(year):
    return fiscal.label(year)


@register.simple_tag
def judgement_chip(words):
    """Of a judgement as the document writes it; of what is not judged, nothing."""
    if words not in WORDS:
        return ""
    kind, icon = SIGNS[WORDS[words]]
    return chip(words, kind=kind, icon=icon)


@register.simple_tag
def chart_bars(chart):
    """With its numbers in words beside it."""
    said = "、".join(
        f"{month.month}月 {plain(number)}" for month, number in zip(fiscal.months(2023), chart["months"], strict=True) if number
    )
    most = max(number or 0 for number in chart["months"])
    return format_html('{} <span class="muted">{}</span>', small_bars(chart["months"], most), said)

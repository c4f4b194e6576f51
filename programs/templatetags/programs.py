"""Bars and small charts as SVG from the server: the same picture on screen, on paper and under the strict policy."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from japan import fiscal

register = template.Library()
WIDTH, HEIGHT, STEP = 144, 24, 12


@register.simple_tag
def hbar(value, wanted, share):
    """Result against target, with a line at today's share of the year."""
    done = min(100.0, 100.0 * float(value) / float(wanted)) if wanted else 0
    return format_html(
        '<svg class="hbar" width="100%" height="16" role="img" aria-label="{}">'
        '<rect class="bg" y="2" width="100%" height="12" rx="6"/>'
        '<rect class="fill" y="2" width="{}%" height="12" rx="6"/><line class="now" x1="{}%" x2="{}%" y1="0" y2="16"/></svg>',
        _("%(value)s of %(wanted)s") % {"value": value, "wanted": amount(wanted)},
        f"{done:.1f}", f"{share * 100:.1f}", f"{share * 100:.1f}",
    )  # fmt: skip


@register.simple_tag
def month_bars(found):
    """Twelve bars, April to March; the numbers themselves stand in the programme's table."""
    most = max(found.by_month) or 1
    heights = [max(1, round(number / most * (HEIGHT - 2))) for number in found.by_month]
    bars = format_html_join(
        "", '<rect class="{}" x="{}" y="{}" width="8" height="{}"/>',
        (
            ("fill" if number else "none", index * STEP + 2, HEIGHT - height, height)
            for index, (number, height) in enumerate(zip(found.by_month, heights, strict=True))
        ),
    )  # fmt: skip
    words = ", ".join(f"{month.month}: {number}" for month, number in zip(fiscal.months(2023), found.by_month, strict=True))
    return format_html(
        '<svg class="chart chart--s" width="{}" height="{}" viewBox="0 0 {} {}" role="img" aria-label="{} {}">{}</svg>',
        WIDTH, HEIGHT, WIDTH, HEIGHT, found.indicator.label, words, bars,
    )  # fmt: skip


@register.simple_tag
def amount(number):
    """24, not 24.0."""
    return int(number) if float(number).is_integer() else number


@register.simple_tag
def words(text):
    """A definition that was marked for translation where it was written."""
    return _(text)

"""Dates and moments in the reader's calendar, as tags and as text."""

from datetime import date, datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from japan import wareki

register = template.Library()


@register.simple_tag(takes_context=True)
def day(context, value, style=""):
    """A date in the reader's calendar: plain, "week", "short" or "birth". Empty for None."""
    if not value:
        return ""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), day_text(value, style, calendar_of(context)))


@register.simple_tag(takes_context=True)
def at(context, value, style=""):
    """A moment: plain, "short", "time" or "near"."""
    if not value:
        return ""
    machine = timezone.localtime(value).isoformat(timespec="minutes")
    return format_html('<time datetime="{}">{}</time>', machine, at_text(value, style, calendar_of(context)))


def at_text(value: datetime, style="", calendar="wareki") -> str:
    local = timezone.localtime(value)
    is_japanese = get_language() == "ja"
    clock = f"{local.hour}時{local.minute:02d}分" if is_japanese else local.strftime("%H:%M")
    today = timezone.localdate()
    if style == "time":
        return clock
    if style == "near" and local.date() in (today, today - timedelta(days=1)):
        distance = _("Today") if local.date() == today else _("Yesterday")
        return f"{distance} {clock}"
    width = "short" if style in {"short", "near"} else "week"
    return day_text(local.date(), width, calendar) + (clock if is_japanese else f" {clock}")


@register.simple_tag(takes_context=True)
def due(context, value):
    """Distance first, date second."""
    return due_text(value, calendar_of(context)) if value else ""


def due_text(value: date, calendar="wareki"):
    distance = wareki.distance(value, timezone.localdate())
    return format_html(
        '<time datetime="{}">{} <small>{}</small></time>', value.isoformat(), distance, day_text(value, "short", calendar)
    )


def day_text(value: date, style="", calendar="wareki") -> str:
    value = timezone.localtime(value).date() if isinstance(value, datetime) else value
    if style == "short" and value.year != timezone.localdate().year:
        style = "week"
    if get_language() != "ja":
        return date_format(value, "j M" if style == "short" else "j M Y") + (
            f" ({date_format(value, 'D')})" if style in {"week", "short"} else ""
        )
    if style == "birth":
        return wareki.format_both(value)
    if style == "short":
        return wareki.format_short(value)
    if calendar == "western":
        return f"{value.year}年" + wareki.format_short(value, weekday=style == "week")
    return wareki.format_wareki(value, weekday=style == "week")


def calendar_of(context):
    return context.get("calendar", "wareki")


@register.simple_tag
def month(value):
    """令和5年9月"""
    return wareki.format_month(value) if get_language() == "ja" else date_format(value, "F Y")

"""Icons, chips, tags and counts: the small signs of a page."""

from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html

register = template.Library()


@register.simple_tag
def icon(name, label=""):
    """A picture from the sprite; `label` only where no word stands beside it."""
    return picture_of(name, str(label))


@lru_cache(maxsize=500)
def picture_of(name, label=""):
    href = f"{static('img/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="i" role="img" aria-label="{}"><use href="{}"/></svg>', label, href)
    return format_html('<svg class="i" aria-hidden="true"><use href="{}"/></svg>', href)


@register.simple_tag
def chip(text, kind="", icon=""):
    """A state, always with a word: ok, warn, bad, now, off or plain."""
    picture = picture_of(icon, "") if icon else ""
    return format_html('<span class="chip{}">{}{}</span>', f" chip--{kind}" if kind else "", picture, text)


@register.simple_tag
def tag(text):
    return format_html('<span class="tag">{}</span>', text)


@register.simple_tag
def count(number, kind=""):
    return format_html('<span class="count{}">{}</span>', f" count--{kind}" if kind else "", number)

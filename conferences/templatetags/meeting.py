"""For the projector: what is shown stands there twice where it says a name, once with the letter instead."""

from django import template
from django.utils.html import format_html

register = template.Library()
PAIR = '<span class="name-shown">{}</span><span class="name-hidden">{}</span>'


@register.simple_tag(takes_context=True)
def unnamed(context, text):
    """`spoken`: the names that stand for the person; `letter`: what stands there instead."""
    hidden = text
    for name in context.get("spoken", ()):
        hidden = hidden.replace(name, context["letter"])
    return text if hidden == text else format_html(PAIR, text, hidden)

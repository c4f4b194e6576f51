"""Draws what other apps give to home."""

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def home_panel(context, panel):
    """The giver's own template, with its context over the page's."""
    found = context.template.engine.get_template(panel.template)
    with context.push(**panel.context):
        return found.render(context)

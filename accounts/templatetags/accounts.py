"""Draws what other apps give to home, and names a browser."""

from django import template

register = template.Library()


# The first that fits: each browser also claims to be the ones after it.
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac", "Mac"),
    ("Linux", "Linux"),
)


@register.filter
def browser(user_agent: str) -> str:
    """Chrome, Windows: enough to know one's own machine again."""
    known = [next((name for mark, name in names if mark in user_agent), "") for names in (BROWSERS, MACHINES)]
    return ", ".join(filter(None, known)) or "?"


@register.simple_tag(takes_context=True)
def home_panel(context, panel):
    """The giver's own template, with its context over the page's."""
    found = context.template.engine.get_template(panel.template)
    with context.push(**panel.context):
        return found.render(context)

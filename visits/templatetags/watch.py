"""How the watch-over writes what a template cannot."""

from django import template

from japan import phones

register = template.Library()


@register.filter
def digits(number: str) -> str:
    """What a telephone dials: full-width figures and hyphens are for the eye."""
    return phones.digits(number)

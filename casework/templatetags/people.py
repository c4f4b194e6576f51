"""How people and the standing of their cases are written on pages."""

from django import template
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

from casework.addresses import address_of, blocks_of, where
from casework.codes import CaseStatus, Precision, Urgency
from japan.wareki import format_both
from ui.chips import chip

register = template.Library()


@register.simple_tag
def birth(person):
    """昭和18年5月7日（1943）80歳, as far as it is known."""
    if person.birth_date is None:
        return _("Date of birth unknown")
    if translation.get_language() == "ja":
        written = format_both(person.birth_date, person.birth_precision)
    else:
        written = str(person.birth_date)[: {Precision.YEAR: 4, Precision.MONTH: 7}.get(person.birth_precision, 10)]
    return format_html("<span>{}</span> <span>{}</span>", written, person.age_words(timezone.localdate()))


@register.simple_tag
def age(person):
    return person.age_words(timezone.localdate()) or _("Age unknown")


@register.simple_tag
def address(person, full=True):
    """国分寺台中央5丁目 12-3, or the district for whoever may see no more."""
    if full and person.contact_hidden:
        return address_of(person, {})
    found = where(person, blocks_of([person]) if full else {})
    return f"{found} {person.block}".strip() if full else found


@register.simple_tag
def status_chip(case):
    return chip(*CaseStatus(case.status).chip)


@register.simple_tag
def urgency_chip(case):
    """Nothing for what is normal, and nothing for a closed case."""
    sign = None if case.is_closed else Urgency(case.urgency).chip
    return chip(*sign) if sign else ""

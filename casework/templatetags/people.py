"""How people and the standing of their cases are written on pages."""

from django import template
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

from casework.codes import CaseStatus, Precision
from casework.pages.comparison import addresses, where
from japan.wareki import format_both

register = template.Library()

STATUS_ICONS = {
    CaseStatus.INTAKE: ("now", "inbox"),
    CaseStatus.ASSESSMENT: ("now", "search"),
    CaseStatus.ACTIVE: ("now", "run"),
    CaseStatus.MONITORING: ("now", "eye"),
    CaseStatus.CLOSED: ("off", "minus"),
    CaseStatus.TRANSFERRED: ("off", "swap"),
}


@register.simple_tag
def birth(person):
    """昭和18年5月7日（1943）80歳, as far as it is known."""
    if person.birth_date is None:
        return _("Date of birth unknown")
    if translation.get_language() == "ja":
        written = format_both(person.birth_date, person.birth_precision)
    else:
        written = str(person.birth_date)[: {Precision.YEAR: 4, Precision.MONTH: 7}.get(person.birth_precision, 10)]
    return format_html("<span>{}</span> <span>{}</span>", written, age_text(person))


@register.simple_tag
def age(person):
    return age_text(person) or _("Age unknown")


@register.simple_tag
def address(person, full=True):
    """国分寺台中央5丁目 12-3, or the district for whoever may see no more."""
    found = where(person, addresses([person]), full=full)
    return f"{found} {person.block}".strip() if full else found


@register.inclusion_tag("casework/person/_status.html")
def status_chip(case):
    kind, icon = STATUS_ICONS[CaseStatus(case.status)]
    return {"text": case.get_status_display(), "kind": kind, "icon": icon}


def age_text(person) -> str:
    """About, where only the year is known; of the dead, the age they reached."""
    years = person.age(timezone.localdate())
    if years is None:
        return ""
    if person.death_date:
        return _("%(years)d years, died") % {"years": years}
    if person.birth_precision == Precision.DAY:
        return _("%(years)d years") % {"years": years}
    return _("about %(years)d years") % {"years": years}

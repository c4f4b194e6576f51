"""What several pages say of a case or a person in few words."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def age(person, today):
    """・ 85歳, or nothing where the year of birth is unknown."""
    years = person.age(today)
    return "" if years is None else " ・ " + _("%(years)d years") % {"years": years}


@register.simple_tag
def staff_of_case(staff, case):
    return "、".join(user.display_name for user in staff.get(case.pk, []))

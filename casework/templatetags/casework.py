"""What several pages say of a case or a person in few words."""

from django import template

register = template.Library()


@register.simple_tag
def age(person, today):
    """・ 85歳, or nothing where the year of birth is unknown."""
    words = person.age_words(today)
    return f" ・ {words}" if words else ""


@register.simple_tag
def staff_of_case(staff, case):
    return "、".join(user.display_name for user in staff.get(case.pk, []))

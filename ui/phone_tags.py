"""A telephone on a page: whatever number stands in what somebody wrote can be tapped, and nothing else is dialled."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from japan import phones
from ui.chips import picture_of

register = template.Library()


@register.simple_tag(takes_context=True)
def telephone(context, *written):
    """What somebody wrote as a telephone, with every number in it to be tapped; the words beside it stay words."""
    pieces = [phones.read(text, context.get("area_codes", ())) for text in written if text]
    return format_html_join(" ", "{}", ((format_html_join("", "{}", ((_piece(one),) for one in line)),) for line in pieces))


def _piece(piece):
    return piece if isinstance(piece, str) else format_html('<a class="tel" href="tel:{}">{}</a>', piece.dialled, piece.shown)


@register.simple_tag(takes_context=True)
def dial(context, *written, **who):
    """A large button for every number in it; where none can be read, what was written, and no button."""
    name, found = " ".join(who.values()), []
    for text in filter(None, written):
        numbers = phones.numbers(text, context.get("area_codes", ()))
        found += [_button(number, name) for number in numbers] or [format_html("<span>{} {}</span>", name, text)]
    return format_html_join(" ", "{}", ((one,) for one in found))


def _button(number, name):
    inside = [_("ext."), number.extension] if number.extension else []
    words = " ".join([name, number.shown, *inside]).strip()
    return format_html('<a class="btn" href="tel:{}">{}{}</a>', number.dialled, picture_of("phone"), words)

"""How a meeting is called."""

from django.utils.translation import gettext as _

from conferences.codes import Kind


def title_of(conference) -> str:
    """As it is called: its own title, or the kind with its month."""
    return conference.title or _("%(kind)s of month %(month)d") % {
        "kind": Kind(conference.kind).label,
        "month": conference.date.month,
    }

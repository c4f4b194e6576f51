"""User names: the same on every keyboard, and none that only looks like somebody else's."""

import unicodedata

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

# Letters of other scripts look like these, and some signs show nothing at all.
plain = RegexValidator(r"^[a-z0-9][a-z0-9._-]*\Z", _("Only the letters a to z, digits, and . _ - inside."))
LOOK_ALIKE = str.maketrans({"0": "o", "1": "l", ".": None, "_": None, "-": None})


def fold(text: str) -> str:
    """Full-width and capital letters are the same name."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def look(name: str) -> str:
    """Equal for two names that a tired eye takes for one."""
    return name.translate(LOOK_ALIKE)

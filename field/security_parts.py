"""What the tablet adds to one's own page 安全: the tablets that bring visits in one's name."""

from accounts.security import SecurityPart, security_part
from field.pages.devices import own


@security_part
def tablets(user):
    if rows := own(user):
        yield SecurityPart("field/_own_tablets.html", {"rows": rows})

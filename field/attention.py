"""What tablets brought and somebody must settle, as a number on home."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.attention import Item, attention
from field.models import Held
from privacy.policy import roles_for
from privacy.together import number_of, question


@question
def unsettled(asker):
    return number_of(asker.sees(Held).waiting())


@attention(*roles_for("arrival.settle"), asks=[unsettled])
def brought_by_tablets(user, today, numbers):
    if number := sum(number for (number,) in numbers):
        yield Item(
            title=_("Brought by tablets"), url=reverse("arrivals"), kind="alert",
            why=ngettext("%(n)d record waits for you to settle it.", "%(n)d records wait for you to settle them.", number)
            % {"n": number},
        )  # fmt: skip

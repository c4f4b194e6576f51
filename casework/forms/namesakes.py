"""Asked before a record is made of somebody whose name is known already: the same person, or another one, and how one knows."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ui.fields import ShortText


class AsksWhoItIs(forms.Form):
    """The view says who is known (`know`), before the form is checked."""

    another = forms.BooleanField(label=_("A different person: make a new record"), required=False)
    another_why = ShortText(
        label=_("How you know that it is somebody else"), limit=200,
        help_text=_("Stands in the change history of the new record. Example: other birth date, lives in the other house"),
    )  # fmt: skip

    known: tuple = ()
    set_aside: frozenset = frozenset()

    def know(self, people, set_aside=()) -> None:
        """`people` as `namesakes.known_people` compares them; `set_aside`: the ids of those said already to be somebody else."""
        self.known, self.set_aside = tuple(people), frozenset(set_aside)

    @property
    def alike(self) -> list:
        return [one for one in self.known if one.is_alike]

    @property
    def is_asking(self) -> bool:
        said = self["another"].value() or self.has_error("another") or self.has_error("another_why")
        return bool(self.alike and said)

    def ask_who_it_is(self, cleaned) -> None:
        """Called at the end of the form's own `clean`, where it would make a new record."""
        if not self.alike:
            return
        is_set_aside = all(one.is_among(self.set_aside) for one in self.alike)
        if not (cleaned.get("another") or is_set_aside):
            message = _("Somebody of this name or number is known already. Is it the same person?")
            self.add_error("another", ValidationError(message, code="known"))
        elif not cleaned.get("another_why") and "another_why" not in self.errors:
            self.add_error("another_why", ValidationError(_("Write in a few words how you know."), code="required"))

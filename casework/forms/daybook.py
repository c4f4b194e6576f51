"""An entry of the day-book, and whom it is about: found by name, chosen out of what was found, or nobody."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casework.codes import EntryKind
from casework.forms.fields import GuessingForm, LongText, PhoneField, ShortText, WrittenDateField

NOBODY = "nobody"


class EntryForm(GuessingForm):
    """`find(text, chosen id)` gives the people to choose from, whom the writer can find; `label` says each in a line."""

    kind = forms.ChoiceField(label=_("Kind"), choices=EntryKind.choices, widget=forms.RadioSelect, initial=EntryKind.HANDOVER)
    text = LongText(
        label=_("What must be known"),
        required=True,
        error_messages={"required": _("Write what the next person must know.")},
    )
    q = ShortText(label=_("Whom it is about"), help_text=_("May stay empty. Name, kana or telephone, then “Find the person”"))
    about = forms.ChoiceField(label=_("Who is meant?"), required=False, widget=forms.RadioSelect)
    who = ShortText(label=_("Who called"), help_text=_("For a call to return"))
    phone = PhoneField(label=_("Telephone"))
    due_date = WrittenDateField(label=_("Until"), assume="future")

    def __init__(self, *args, find, label, **kwargs):
        super().__init__(*args, **kwargs)
        given = self.data if self.is_bound else self.initial
        chosen = given.get("about", "")
        self.people = find(given.get("q", "").strip(), "" if chosen == NOBODY else chosen)
        self.fields["about"].choices = [*((str(one.pk), label(one)) for one in self.people), (NOBODY, _("Nobody of these"))]

    def clean_q(self):
        """What was looked for and found nobody must not be dropped in silence."""
        if self.cleaned_data["q"] and not self.people:
            raise ValidationError(_("Nobody was found. Write it differently, or leave it empty."))
        return self.cleaned_data["q"]

    def clean(self):
        values = super().clean()
        if self.people and not values.get("about") and "about" not in self.errors:
            self.add_error("about", _("Choose who is meant."))
        return values

    def only_found(self) -> None:
        """For “Find the person”: whatever else is not written yet is no mistake."""
        for name in set(self.errors) - {"q"}:
            del self._errors[name]

    def entry(self) -> dict:
        """The fields of the service."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in ("q", "about")}
        chosen = self.cleaned_data.get("about")
        return values | {"about": next((one for one in self.people if str(one.pk) == chosen), None)}

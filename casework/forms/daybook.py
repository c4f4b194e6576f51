"""An entry of the day-book, and whom it is about: found by name, chosen out of what was found, or nobody."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.codes import EntryKind
from ui.fields import GuessingForm, LongText, PhoneField, ShortText, WrittenDateField

NOBODY = "nobody"
WHOLE, OWN = "council", "own"


class EntryForm(GuessingForm):
    """`find(text, chosen id)` gives the people to choose from, whom the writer can find; `label` says each in a line.

    `districts` of the council; `own`: the ids of those the writer serves, none where they serve the whole council.
    """

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
    without_number = forms.BooleanField(label=_("Nobody knows a number: keep it without"), required=False)
    due_date = WrittenDateField(label=_("Until"), assume="future")
    audience = forms.ChoiceField(
        label=_("Who is to know it"), required=False, help_text=_("Read by those who serve these districts, and by you.")
    )

    def __init__(self, *args, find, label, districts, own, **kwargs):
        super().__init__(*args, **kwargs)
        self.own = own
        self.fields["audience"].choices = self._audiences(districts)
        self.fields["audience"].initial = self.usual
        given = self.data if self.is_bound else self.initial
        chosen = given.get("about", "")
        self.people = find(given.get("q", "").strip(), "" if chosen == NOBODY else chosen)
        self.fields["about"].choices = [*((str(one.pk), label(one)) for one in self.people), (NOBODY, _("Nobody of these"))]

    def _audiences(self, districts) -> list[tuple[str, str]]:
        mine = "・".join(district.label for district in districts if district.pk in self.own)
        several = [(OWN, gettext("My districts (%(names)s)") % {"names": mine})] if len(self.own) > 1 else []
        return [*several, (WHOLE, _("The whole council")), *((str(district.pk), district.label) for district in districts)]

    @property
    def usual(self) -> str:
        return WHOLE if not self.own else OWN if len(self.own) > 1 else str(self.own[0])

    def clean_audience(self) -> list[int] | None:
        chosen = self.cleaned_data["audience"] or self.usual
        return None if chosen == WHOLE else list(self.own) if chosen == OWN else [int(chosen)]

    def clean_q(self):
        """What was looked for and found nobody must not be dropped in silence."""
        if self.cleaned_data["q"] and not self.people:
            raise ValidationError(_("Nobody was found. Write it differently, or leave it empty."))
        return self.cleaned_data["q"]

    def clean(self):
        values = super().clean()
        if self.people and not values.get("about") and "about" not in self.errors:
            self.add_error("about", _("Choose who is meant."))
        if values.get("kind") == EntryKind.CALL and not self._has_number(values) and "phone" not in self.errors:
            self.add_error("without_number", _("A call to return without a number. Write one, or say that there is none."))
        return values

    def _has_number(self, values) -> bool:
        return bool(values.get("phone") or values.get("without_number") or values.get("about") not in ("", NOBODY, None))

    def only_found(self) -> None:
        """For “Find the person”: whatever else is not written yet is no mistake."""
        for name in set(self.errors) - {"q"}:
            del self._errors[name]

    def entry(self) -> dict:
        """The fields of the service."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in ("q", "about", "without_number")}
        chosen = self.cleaned_data.get("about")
        return values | {"about": next((one for one in self.people if str(one.pk) == chosen), None)}

"""The person's own sheet: identity, address, the people around them."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.codes import NameKind, Precision, Sex
from casework.forms.places import OUTSIDE, PlaceChoiceField
from casework.services import PersonDetails
from japan import kana as readings
from japan import phones, wareki
from privacy.models import Area
from ui.fields import (
    NAME_LENGTH,
    BirthField,
    GuessingForm,
    KanaField,
    LongText,
    PhoneField,
    ShortText,
    WrittenDateField,
)

# What nobody writes into the shared record while a restricted case keeps it.
HIDES = ("place", "block", "phone", "mobile", "phone_note")


class PersonForm(GuessingForm):
    family_name = ShortText(label=_("Family name"), limit=NAME_LENGTH, required=True)
    given_name = ShortText(label=_("Given name"), limit=NAME_LENGTH, help_text=_("Empty where it is not known"))
    family_kana = KanaField(
        label=_("Family name (furigana)"), widget=forms.TextInput(attrs={"data-furigana-for": "id_family_name"})
    )
    given_kana = KanaField(
        label=_("Given name (furigana)"), widget=forms.TextInput(attrs={"data-furigana-for": "id_given_name"})
    )
    keep_name = forms.BooleanField(
        label=_("Keep the name so far beside the new one"), required=False,
        help_text=_("The person is still found by it. Not where the name was only misheard or miswritten."),
    )  # fmt: skip
    kept_kind = forms.ChoiceField(
        label=_("Kind of the name so far"), choices=NameKind.choices, initial=NameKind.FORMER, widget=forms.RadioSelect,
        required=False,
    )  # fmt: skip
    birth = BirthField(
        label=_("Date of birth"),
        help_text=_("Japanese or western calendar, or about how old. Examples: S18.5.7, 昭和18年5月7日, 1943/5/7, 80歳くらい"),
    )
    birth_unknown = forms.BooleanField(label=pgettext_lazy("date", "Unknown"), required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices, initial=Sex.UNKNOWN, widget=forms.RadioSelect)
    place = PlaceChoiceField(label=_("Address (town block)"))
    block = ShortText(label=_("Number, building"), limit=100)
    phone = PhoneField(label=_("Telephone"))
    mobile = PhoneField(label=_("Mobile"))
    phone_note = ShortText(label=_("When they can be reached"), limit=100)
    living = LongText(label=_("Living situation"), limit=4000, rows=2)
    notes = LongText(label=_("Notes"), limit=4000, rows=2)
    death_date = WrittenDateField(
        label=_("Date of death"), assume="past", latest_today=True,
        help_text=_("Doors, contacts and reminders then end. Taken out again, they begin again."),
    )  # fmt: skip
    reason = ShortText(
        label=_("Why it is changed"), limit=200, help_text=_("Stands in the change history. Example: moved house, misheard")
    )

    def __init__(self, *args, places, person=None, **kwargs):
        if person is not None:
            kwargs.setdefault("initial", as_typed(person))
        super().__init__(*args, **kwargs)
        self.fields["place"].offer(places)
        self.person = person
        for name in HIDES if person is not None and person.contact_hidden else ():
            self.fields[name].disabled = True

    def clean_family_kana(self):
        return readings.hiragana(self.cleaned_data["family_kana"])

    def clean_given_kana(self):
        return readings.hiragana(self.cleaned_data["given_kana"])

    def clean(self):
        cleaned = super().clean()
        birth, death = cleaned.get("birth"), cleaned.get("death_date")
        if birth and cleaned.get("birth_unknown"):
            message = _("A date is written, and “unknown” is ticked. Which is right?")
            self.add_error("birth", ValidationError(message, code="both"))
        if birth and death and death < birth.first:
            self.add_error("death_date", ValidationError(_("This lies before the date of birth."), code="before"))
        self._check_kept_name(cleaned)
        return cleaned

    def _check_kept_name(self, cleaned) -> None:
        if not cleaned.get("keep_name"):
            return
        if not cleaned.get("kept_kind"):
            self.add_error("kept_kind", ValidationError(_("Choose which kind."), code="required"))
        names = ("family_name", "given_name")
        if not self.errors.keys() & set(names) and all(cleaned.get(name) == getattr(self.person, name) for name in names):
            message = _("The name has not changed. Write the new one above, or take the tick off.")
            self.add_error("keep_name", ValidationError(message, code="same"))

    @property
    def kept_name(self) -> str:
        """Which kind of name the one so far is from now on; empty where it was a slip."""
        return self.cleaned_data["kept_kind"] if self.cleaned_data["keep_name"] else ""

    def details(self) -> PersonDetails:
        """What the services take."""
        found = {name: self.cleaned_data[name] for name in PLAIN}
        place = self.cleaned_data["place"]
        outside = place == OUTSIDE
        return PersonDetails(**found, birth=self.cleaned_data["birth"], place=None if outside else place, outside=outside)


PLAIN = (
    "family_name", "given_name", "family_kana", "given_kana", "sex", "block", "phone", "mobile", "phone_note", "living",
    "notes", "death_date",
)  # fmt: skip


def written_birth(person) -> str:
    """The birth date as its field shows it again."""
    if person.birth_date is None:
        return ""
    whole = wareki.format_wareki(person.birth_date)
    if person.birth_precision == Precision.YEAR:
        return whole[: whole.index("年") + 1]
    return whole[: whole.index("月") + 1] if person.birth_precision == Precision.MONTH else whole


def as_typed(person) -> dict:
    shown = {name: getattr(person, name) for name in PLAIN}
    unknown = person.birth_precision == Precision.UNKNOWN
    return shown | {"birth": written_birth(person), "birth_unknown": unknown, "place": whereabouts(person)}


def whereabouts(person) -> str:
    """The value of the place field that says where this person lives."""
    outside = person.dossier.area.special == Area.Special.OUTSIDE
    return person.place_key or (OUTSIDE if outside else "")


class OtherNameForm(GuessingForm):
    kind = forms.ChoiceField(
        label=_("Kind of name"), choices=NameKind.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose which kind.")},
    )  # fmt: skip
    family_name = ShortText(label=_("Family name"), limit=NAME_LENGTH, required=True)
    given_name = ShortText(label=_("Given name"), limit=NAME_LENGTH, help_text=_("Empty where it is the same as today"))
    family_kana = KanaField(
        label=_("Family name (furigana)"), widget=forms.TextInput(attrs={"data-furigana-for": "id_family_name"})
    )
    given_kana = KanaField(
        label=_("Given name (furigana)"), widget=forms.TextInput(attrs={"data-furigana-for": "id_given_name"})
    )
    from_date = WrittenDateField(
        label=_("Called so from"), assume="past", latest_today=True, help_text=_("Empty where it is not known")
    )
    until_date = WrittenDateField(
        label=_("Called so until"),
        assume="past",
        latest_today=True,
        help_text=_("Empty where they are called so today, or it is not known"),
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def clean(self):
        """Only the family name changed, as with most: the given name and its reading are those of today."""
        cleaned = super().clean() or {}
        begun, ended = cleaned.get("from_date"), cleaned.get("until_date")
        if begun and ended and ended < begun:
            self.add_error("until_date", ValidationError(_("This lies before the first day."), code="before"))
        if not cleaned.get("given_name"):
            cleaned |= {"given_name": self.person.given_name, "given_kana": self.person.given_kana}
        for part in ("family_kana", "given_kana"):
            cleaned[part] = readings.hiragana(cleaned.get(part) or "")
        return cleaned


class RelativeForm(forms.Form):
    """Somebody around the person. No name is needed: 長男 alone is worth writing down."""

    relation = ShortText(label=_("Relation (続柄)"), limit=40, required=True)
    name = ShortText(label=_("Name"), limit=NAME_LENGTH)
    phone = PhoneField(label=_("Telephone"))
    notes = ShortText(label=_("Notes"), limit=200)
    key_person = forms.BooleanField(label=_("Key person"), required=False)
    lives_with = forms.BooleanField(label=_("Lives in the same household"), required=False)
    emergency_rank = forms.TypedChoiceField(
        label=_("Emergency contact"),
        choices=[("", _("No")), ("1", _("First")), ("2", _("Second")), ("3", _("Third"))],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, relative=None, **kwargs):
        if relative is not None:
            kwargs.setdefault("initial", {name: getattr(relative, name) for name in self.base_fields})
        super().__init__(*args, **kwargs)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("emergency_rank") and not phones.may_be_called(cleaned.get("phone", "")) and "phone" not in self.errors:
            self.add_error("phone", ValidationError(_("An emergency contact needs a telephone number."), code="required"))
        return cleaned

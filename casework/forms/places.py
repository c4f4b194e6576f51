"""町丁目: choosing one, and the council's table of them."""

from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.models import Place
from privacy.areas import Area
from ui.fields import GuessingForm, KanaField, ShortText

OUTSIDE = "outside"


class PlaceChoiceField(forms.ChoiceField):
    """A town block, grouped by school district. Cleans to a `Place`, `OUTSIDE`, or None for a district unknown."""

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)
        self.places = {}

    def offer(self, places):
        """`places` with their districts, in the order in which they are shown."""
        self.places = {str(place.pk): place for place in places}
        groups = groupby(self.places.values(), key=lambda place: place.district.label)
        self.choices = [
            ("", pgettext_lazy("place", "Unknown")),
            *((district, [(str(place.pk), place.name) for place in found]) for district, found in groups),
            (OUTSIDE, _("Outside the district")),
        ]

    def clean(self, value):
        text = super().clean(str(value or ""))
        return self.places.get(text) or text or None


class PlaceForm(GuessingForm):
    """A row of the council's table. A block that is divided gets a closing, never a deletion: old records name it."""

    name = ShortText(label=_("Town block"), limit=60, required=True, help_text=_("As people write it, with the 丁目"))
    kana = KanaField(label=_("Reading (furigana)"), widget=forms.TextInput(attrs={"data-furigana-for": "id_name"}))
    district = forms.ModelChoiceField(
        label=_("School district"), queryset=Area.objects.none(), empty_label=None, widget=forms.RadioSelect
    )
    postal_code = ShortText(label=_("Postal code"), limit=8)

    def __init__(self, *args, districts, place=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = districts
        self.place = place

    def clean(self):
        cleaned = super().clean()
        name, district = cleaned.get("name"), cleaned.get("district")
        if name and district:
            same = Place.objects.filter(council=district.council_id, name=name)
            if same.exclude(pk=self.place.pk if self.place else None).exists():
                self.add_error("name", ValidationError(_("This block is in the table already."), code="twice"))
        return cleaned

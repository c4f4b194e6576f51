"""The directory of agencies: looking in it, writing in it, and picking one of it in any other form."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casework.codes import Recipient
from referrals.models import Agency
from ui.fields import GuessingForm, KanaField, LongText, PhoneField, ShortText

SPARE = 2
FIRST = 3
MOST_PICKS = 8
PARTS = ("role", "name", "phone")
MEANT = [one for one in Recipient.choices if one[0] not in (Recipient.FAMILY, Recipient.CONFERENCE, Recipient.ANYBODY)]


class SearchForm(forms.Form):
    q = ShortText(label=_("Name or reading"), limit=100)
    kind = forms.ChoiceField(label=_("Kind of agency"), required=False)
    closed = forms.BooleanField(label=_("Also those no longer in use"), required=False)

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("All")), *((str(kind.pk), kind.name) for kind in kinds)]


class AgencyForm(GuessingForm):
    """Contacts are lines of three; the lines that are left empty count for nothing."""

    name = ShortText(label=_("Name"), limit=80, required=True)
    kana = KanaField(label=_("Reading (furigana)"), widget=forms.TextInput(attrs={"data-furigana-for": "id_name"}))
    kinds = forms.MultipleChoiceField(label=_("Kinds"), widget=forms.CheckboxSelectMultiple)
    phone = PhoneField(label=_("Telephone"))
    fax = PhoneField(label=_("FAX"))
    postal_code = ShortText(label=_("Postal code"), limit=8)
    address = ShortText(label=_("Address"), limit=200)
    takes = LongText(label=_("What it takes"), limit=1000, rows=2)
    hours = ShortText(label=_("Hours"), limit=200)
    notes = LongText(label=_("Notes"), limit=2000, rows=2)

    def __init__(self, *args, kinds, agency=None, contacts=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.agency = agency
        self.fields["kinds"].choices = [(str(kind.pk), kind.name) for kind in kinds]
        self.numbers = range(self._lines(len(contacts)))
        for number in self.numbers:
            shown = contacts[number] if number < len(contacts) else None
            self._add_line(number, shown)

    def _lines(self, present):
        sent = [name.split("_")[1] for name in self.data if name.startswith("contact_")]
        last = max((int(number) for number in sent if number.isascii() and number.isdigit()), default=0)
        return min(max(FIRST, present + SPARE, last + 1), 30)

    def _add_line(self, number, shown):
        fields = (
            ShortText(label=_("Office or task"), limit=80),
            ShortText(label=_("Name"), limit=80),
            PhoneField(label=_("Telephone")),
        )
        for part, made in zip(PARTS, fields, strict=True):
            self.fields[f"contact_{number}_{part}"] = made
            if shown:
                self.initial[f"contact_{number}_{part}"] = getattr(shown, part)

    @property
    def lines(self):
        return [[self[f"contact_{number}_{part}"] for part in PARTS] for number in self.numbers]

    def clean(self):
        values = super().clean()
        lines = [{part: values.get(f"contact_{number}_{part}", "") for part in PARTS} for number in self.numbers]
        for number, line in enumerate(lines):
            if line["phone"] and not line["name"] and not line["role"]:
                self.add_error(f"contact_{number}_name", _("Say whose telephone this is."))
        values["contacts"] = [line for line in lines if line["name"] or line["role"]]
        if not values["contacts"] and not any(name.startswith("contact_") for name in self.errors):
            self.add_error("contact_0_name", _("Write at least one contact: a name, or a desk."))
        return values

    @property
    def agency_values(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if not name.startswith("contact_")}


class KindForm(forms.Form):
    name = ShortText(label=_("Kind of agency"), limit=40, required=True)
    recipient = forms.ChoiceField(
        label=_("As a consent names it"), choices=[("", _("By its own name alone")), *MEANT], required=False
    )
    closed = forms.BooleanField(label=_("No longer offered"), required=False)


class PicksAgency(forms.Form):
    """For a form that names an agency: a line to type into, and the ones that it may mean. `agency` cleans to an `Agency`, or None.

    Without scripts a name that means one agency is enough; where it means several, they stand below it when the form comes back.
    """

    agency_name = ShortText(label=_("Agency"), limit=100)
    agency = forms.CharField(required=False, widget=forms.HiddenInput)

    agency_required = True

    def __init__(self, *args, council_id, **kwargs):
        self.council_id = council_id
        super().__init__(*args, **kwargs)

    @property
    def candidates(self) -> list[Agency]:
        """What stands to choose when the page is drawn: after an error, or of a draft."""
        return candidates(self.council_id, self["agency_name"].value()) if self.is_bound else []

    @property
    def picked(self) -> str:
        return str(self["agency"].value() or "")

    def clean(self):
        values = super().clean()
        if "agency_name" not in self.errors:
            values["agency"] = self._meant(values.get("agency_name", ""), values.get("agency", ""))
        return values

    def _meant(self, typed, picked):
        if not typed.strip():
            if self.agency_required:
                self.add_error("agency_name", _("Name the agency."))
            return None
        found = candidates(self.council_id, typed)
        chosen = [one for one in found if str(one.pk) == picked] or [one for one in found if one.name == typed.strip()]
        if len(chosen or found) == 1:
            return (chosen or found)[0]
        if found:
            self.add_error("agency_name", ValidationError(_("Several agencies are called like this: choose one."), code="many"))
        else:
            self.add_error("agency_name", ValidationError(_("No agency of this name is in the directory."), code="none"))
        return None


def candidates(council_id, typed) -> list[Agency]:
    """Those in use that the typed words may mean, the first few of them."""
    typed = (typed or "").strip()
    if not typed:
        return []
    return list(Agency.objects.filter(council=council_id).open().named(typed).with_kinds()[:MOST_PICKS])

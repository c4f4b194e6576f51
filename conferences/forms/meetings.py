"""What is typed of a meeting: what it is, when and where; its rhythm; who comes."""

from itertools import groupby

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.acting import able
from accounts.forms import AreaChoiceField, PeopleChoiceField, PersonChoiceField
from accounts.people import areas_within
from conferences.codes import Kind, Rhythm
from conferences.kinds import ONE, WAYS, ways
from japan import names
from referrals.forms.agencies import PicksAgency
from referrals.models import AgencyContact
from ui.fields import GuessingForm, ShortText, TimeOfDayField, WrittenDateField

MOST_MINUTES = 240


NUMBER = {"inputmode": "numeric"}


def minutes_field(label, initial):
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=MOST_MINUTES,
        initial=initial,
        widget=forms.TextInput(attrs=NUMBER),
    )


class ConferenceForm(GuessingForm):
    """`way`: kind, host and basis as they exist together."""

    way = forms.ChoiceField(label=_("Kind, host and legal basis"))
    area = AreaChoiceField(label=_("For the district"), queryset=None, empty_label=None)
    title = ShortText(
        label=_("Title"), limit=80, help_text=_("Empty: the kind with its month. No name of anybody belongs here.")
    )
    date = WrittenDateField(label=_("Day"), assume="future", required=True)
    begins = TimeOfDayField(label=pgettext_lazy("conference", "Begins"), limit=10, looks_back=False, required=True)
    ends = TimeOfDayField(label=pgettext_lazy("conference", "Ends"), limit=10, looks_back=False, required=True)
    place = ShortText(label=_("Place"), limit=100)
    chair = PersonChoiceField(label=_("Chair"), queryset=None, required=False, empty_label=_("Not decided yet"))
    opening = minutes_field(_("Opening, secrecy (minutes)"), 5)
    review = minutes_field(_("What was decided last time (minutes)"), 10)
    closing = minutes_field(_("Closing, next meeting (minutes)"), 5)

    def __init__(self, *args, user, council_id, about_one=False, without_area=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = _ways(about_one)
        self.fields["chair"].queryset = able("conference.read", council_id, timezone.localdate()).order_by("kana", "id")
        self.fields["area"].queryset = areas_within(user, "conference.prepare").filter(council=council_id)
        if without_area:
            del self.fields["area"]

    @property
    def values(self) -> dict:
        """As the service takes them."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in ("way", "area")}
        found = next(way for way in WAYS.values() if way.code == self.cleaned_data["way"])
        return {**said, "kind": found.kind, "host": found.host, "basis": found.basis}


def initial_of(conference) -> dict:
    shown = ("title", "date", "place", "opening", "review", "closing")
    times = {name: f"{getattr(conference, name):%H:%M}" for name in ("begins", "ends")}
    return (
        {name: getattr(conference, name) for name in shown} | times | {"way": conference.way.code, "chair": conference.chair_id}
    )


def _ways(about_one) -> list:
    """Those that exist and no other, by kind."""
    there = [way for way in ways() if (way.cases == ONE) == about_one]
    return [
        (str(Kind(kind).label), [(way.code, f"{way.kind.label} ・ {way.host.label} ・ {way.basis.label}") for way in found])
        for kind, found in groupby(there, key=lambda way: way.kind)
    ]


NTH = ((1, _("the first")), (2, _("the second")), (3, _("the third")), (4, _("the fourth")), (-1, _("the last")))
DAYS = tuple(enumerate((_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))))


class SeriesForm(forms.Form):
    name = ShortText(label=_("Name of the series"), limit=60, required=True)
    rhythm = forms.ChoiceField(label=_("Rhythm"), choices=Rhythm.choices, initial=Rhythm.MONTHLY)
    nth = forms.TypedChoiceField(label=_("Of the month"), choices=NTH, coerce=int, initial=2)
    weekday = forms.TypedChoiceField(label=_("Weekday"), choices=DAYS, coerce=int, initial=1)
    weeks = forms.IntegerField(
        label=_("Every how many weeks"), min_value=1, max_value=26, initial=2, widget=forms.TextInput(attrs=NUMBER)
    )


class AttendeeForm(PicksAgency):
    """Those of the staff who are ticked; or somebody by name, of an agency of the directory, of another organisation, or of none."""

    staff = PeopleChoiceField(label=_("Of the staff"), queryset=None, required=False)
    name = ShortText(label=_("Name"), limit=80)
    organisation = ShortText(label=_("Organisation, where it is not in the directory"), limit=80)
    role = ShortText(label=_("As what"), limit=60, help_text=_("For example: public health nurse, eldest son"))
    pledged_date = WrittenDateField(label=_("Acknowledged secrecy on"), assume="past", latest_today=True)

    agency_required = False
    field_order = ("staff", "name", "agency_name", "organisation", "role", "pledged_date")

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["staff"].queryset = people

    def clean(self):
        values = super().clean()
        if values.get("staff") and (values.get("name") or values.get("agency")):
            self.add_error("name", _("Tick those of the staff, or write a name: not both."))
        return values

    @property
    def everybody(self) -> list[dict]:
        """As the service takes each."""
        staff, said = self.cleaned_data["staff"], self._named()
        return [{"user": one, "role": said["role"], "pledged_date": said["pledged_date"]} for one in staff] or [said]

    def _named(self) -> dict:
        """The name of a contact of the agency means that contact."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in ("agency_name", "staff")}
        said["contact"] = self._contact(said["agency"], said["name"]) if said.get("agency") and said["name"] else None
        return said

    def _contact(self, agency, name):
        there = AgencyContact.objects.filter(agency=agency, removed_at=None)
        return next((one for one in there if one.name and names.key(one.name) == names.key(name)), None)


class PledgeForm(forms.Form):
    pledged_date = WrittenDateField(
        label=pgettext_lazy("attendee", "Acknowledged secrecy on"), assume="past", latest_today=True
    )

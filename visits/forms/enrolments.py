"""見守り申込書 on one page: what is applied for, the consent, whom to call; and what happens to an enrolment later."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation
from casework.codes import Content, Decision, GivenBy, Purpose, Recipient
from casework.codes import Manner as ConsentManner
from casework.disclosure import flaws
from casework.forms.cases import DeathForm
from casework.forms.namesakes import AsksWhoItIs
from casework.forms.people import PersonForm
from japan import phones
from ui.fields import NAME_LENGTH, GuessingForm, LongText, PhoneField, ShortText, WrittenDateField
from visits.codes import Caution, EndReason, Manner, Need, Pattern, PauseReason, Weekday
from visits.rhythm import nth_words

LONG = 2000
CONTACTS = (1, 2)
PARTS_OF_A_CONTACT = ("relation", "name", "phone", "key_holder")
NTH = (1, 2, 3, 4, -1)
CONSENT = (
    "decision", "contents", "recipients", "recipient_detail", "purpose", "given_date", "until_date", "manner", "given_by", "ground",
)  # fmt: skip
FIELDS = (
    "applied_date", "start_date", "operating_org", "need", "need_text", "manner", "pattern", "times", "weeks", "weekdays", "nth",
    "skip_holidays", "grace_days", "preference", "cautions", "caution_text", "absence_protocol", "handed",
)  # fmt: skip


def nth_choices():
    return [(number, nth_words(number)) for number in NTH]


class _Numbers(forms.TypedMultipleChoiceField):
    """Several pills that stand for numbers."""

    def __init__(self, **kwargs):
        super().__init__(
            coerce=int, required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "choices--tight"}), **kwargs
        )


class _Count(forms.IntegerField):
    def __init__(self, **kwargs):
        super().__init__(required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"}), **kwargs)


class OrganisationChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, obj):
        return obj.name


class WatchForm(GuessingForm):
    """What is applied for, and whom to call in which order. Dates in any calendar."""

    applied_date = WrittenDateField(label=_("Applied on"), assume="past", latest_today=True, help_text=_("Empty means today"))
    start_date = WrittenDateField(
        label=_("First day of the watch-over"),
        help_text=_("Visits are planned from this day. Empty means the day of the application"),
    )
    operating_org = OrganisationChoiceField(
        label=_("Run by"), queryset=Organisation.objects.none(), required=False, empty_label=_("The network of the district")
    )
    need = forms.ChoiceField(
        label=_("Reason for the watch-over"),
        choices=Need.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why.")},
    )
    need_text = LongText(label=_("Circumstances"), limit=LONG, rows=2)
    manner = forms.ChoiceField(
        label=_("Manner of the visits"),
        choices=Manner.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the manner.")},
    )
    pattern = forms.ChoiceField(
        label=_("How often"),
        choices=Pattern.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how often.")},
    )
    times = _Count(label=_("Times a month"), min_value=1, max_value=31)
    weeks = _Count(label=_("Every how many weeks"), min_value=1, max_value=8)
    weekdays = _Numbers(label=_("Weekdays"), choices=Weekday.choices, help_text=_("None: any day of the week"))
    nth = _Numbers(label=_("Which ones of the month"), choices=nth_choices)
    skip_holidays = forms.BooleanField(label=_("Not on holidays"), required=False)
    grace_days = _Count(
        label=_("Days of grace"), min_value=0, max_value=31, help_text=_("So many days late, and the visit counts as overdue")
    )
    preference = ShortText(label=_("Preferred days and times"), limit=200, help_text=_("Example: mornings; not on Wednesdays"))
    cautions = forms.MultipleChoiceField(
        label=_("Cautions"), choices=Caution.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    caution_text = LongText(label=_("What else to mind"), limit=LONG, rows=2)
    absence_protocol = LongText(
        label=_("What to do when nobody answers"), limit=LONG, rows=3,
        help_text=_("Example: look at the shutters, telephone, then call the son who holds a key"),
    )  # fmt: skip

    handed = LongText(
        label=_("For the visitor to know (申し送り)"), limit=LONG, rows=2,
        help_text=_("Stands at the door on the visitor's round and tablet. Example: ask about the new medicine"),
    )  # fmt: skip

    def __init__(self, *args, organisations=None, **kwargs):
        super().__init__(*args, **kwargs)
        if organisations is not None:
            self.fields["operating_org"].queryset = organisations
        for rank in CONTACTS:
            self._add_contact(rank)

    def clean_applied_date(self):
        return self.cleaned_data["applied_date"] or timezone.localdate()

    def clean_start_date(self):
        return self.cleaned_data["start_date"] or self.cleaned_data.get("applied_date")

    def clean_grace_days(self):
        given = self.cleaned_data["grace_days"]
        return 3 if given is None else given

    def clean(self):
        cleaned = super().clean()
        cleaned["times"], cleaned["weeks"] = cleaned.get("times") or 1, cleaned.get("weeks") or 1
        if cleaned.get("pattern") == Pattern.NTH:
            for name, message in (("weekdays", _("Say on which weekday.")), ("nth", _("Say which one of the month."))):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, ValidationError(message, code="required"))
        applied, start = cleaned.get("applied_date"), cleaned.get("start_date")
        if applied and start and start < applied:
            self.add_error("start_date", ValidationError(_("It cannot begin before it was applied for."), code="before"))
        for rank in CONTACTS:
            self._check_contact(cleaned, rank)
        return cleaned

    def watch(self) -> dict:
        """The fields of the enrolment, as the service takes them."""
        return {name: self.cleaned_data[name] for name in FIELDS}

    def contacts(self) -> list[dict]:
        """In order; a row that is left empty is none."""
        rows = [{part: self.cleaned_data[f"contact{rank}_{part}"] for part in PARTS_OF_A_CONTACT} for rank in CONTACTS]
        return [row for row in rows if row["relation"] or row["name"]]

    @property
    def contact_rows(self):
        """(rank, its four fields) for the page."""
        return [(rank, [self[f"contact{rank}_{part}"] for part in PARTS_OF_A_CONTACT]) for rank in CONTACTS]

    @property
    def places(self) -> dict[str, str]:
        """The fields of the consent, where the watch-over has none of that name."""
        return {name: f"consent_{name}" for name in CONSENT if name not in self.fields}

    def _add_contact(self, rank) -> None:
        self.fields[f"contact{rank}_relation"] = ShortText(label=_("Relation (続柄)"), limit=40)
        self.fields[f"contact{rank}_name"] = ShortText(label=_("Name"), limit=NAME_LENGTH)
        self.fields[f"contact{rank}_phone"] = PhoneField(label=_("Telephone"))
        self.fields[f"contact{rank}_key_holder"] = forms.BooleanField(label=_("Holds a key (合いかぎ)"), required=False)

    def _check_contact(self, cleaned, rank) -> None:
        given = [cleaned.get(f"contact{rank}_{part}") for part in PARTS_OF_A_CONTACT]
        if any(given) and not given[0] and f"contact{rank}_relation" not in self.errors:
            self.add_error(f"contact{rank}_relation", ValidationError(_("Say who it is to the person."), code="required"))
        if any(given) and not phones.may_be_called(given[2] or "") and f"contact{rank}_phone" not in self.errors:
            message = _("An emergency contact needs a telephone number.")
            self.add_error(f"contact{rank}_phone", ValidationError(message, code="required"))


class EnrolForm(WatchForm):
    """With the consent, without which nobody is enrolled."""

    consent_decision = forms.ChoiceField(
        label=_("What the person says"), choices=Decision.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Ask the person, and choose what they say.")},
    )  # fmt: skip
    consent_contents = forms.MultipleChoiceField(
        label=_("What may be told"), choices=Content.choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what may be told.")},
    )  # fmt: skip
    consent_recipients = forms.MultipleChoiceField(
        label=_("To whom"), choices=Recipient.choices, widget=forms.CheckboxSelectMultiple,
        help_text=_("Visitors belong to the small-area network"), error_messages={"required": _("Choose who may be told.")},
    )  # fmt: skip
    consent_recipient_detail = ShortText(
        label=_("Names of the receivers"), limit=200, help_text=_("Example: the network's leader, the two visitors")
    )
    consent_purpose = ShortText(label=_("For what"), limit=200)
    consent_given_date = WrittenDateField(
        label=_("Given on"), assume="past", latest_today=True, help_text=_("Empty means the day of the application")
    )
    consent_until_date = WrittenDateField(label=_("Until"), assume="future", help_text=_("Empty means until it is withdrawn"))
    consent_manner = forms.ChoiceField(
        label=_("How"), choices=ConsentManner.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it was given.")},
    )  # fmt: skip
    consent_given_by = forms.ChoiceField(
        label=_("By whom"), choices=GivenBy.choices, initial=GivenBy.SELF, widget=forms.RadioSelect
    )
    consent_ground = ShortText(label=_("Who represents them, and on what ground"), limit=200)
    # Asked once, by a form that came without.
    without_contact = forms.BooleanField(label=_("There is nobody: enrol without"), required=False)
    without_protocol = forms.BooleanField(label=_("To be settled later: enrol without"), required=False)

    def clean(self):
        cleaned = super().clean()
        self._ask_once(cleaned)
        cleaned["consent_given_date"] = cleaned.get("consent_given_date") or cleaned.get("applied_date")
        written = {name: cleaned.get(f"consent_{name}") for name in CONSENT}
        for name, message in flaws(written, Recipient.NETWORK).items():
            if f"consent_{name}" not in self.errors:
                self.add_error(f"consent_{name}", ValidationError(message, code="refused"))
        return cleaned

    def _ask_once(self, cleaned) -> None:
        """Whom to call and what to do when nobody answers are what a visitor looks for at a closed door."""
        contact = [f"contact{rank}_{part}" for rank in CONTACTS for part in PARTS_OF_A_CONTACT]
        asked = (
            ("without_contact", contact, _("Nobody to call in an emergency. Write somebody, or say that there is nobody.")),
            ("without_protocol", ["absence_protocol"], _("Nothing says what to do when nobody answers. Write it, or leave it for later.")),
        )  # fmt: skip
        for name, places, message in asked:
            if not cleaned.get(name) and not any(cleaned.get(place) or place in self.errors for place in places):
                self.add_error(name, ValidationError(message, code="asked"))

    def consent(self) -> dict:
        return {name: self.cleaned_data[f"consent_{name}"] for name in CONSENT} | {"purposes": [Purpose.WATCH]}


class EnrolNewForm(AsksWhoItIs, PersonForm, EnrolForm):
    """The same for somebody who has no record yet: the first lines of the paper are the person."""

    death_date = notes = reason = None  # type: ignore[assignment]  # Django's way to leave fields out

    def clean(self):
        cleaned = super().clean()
        self.ask_who_it_is(cleaned)
        return cleaned | {"death_date": None, "notes": ""}


class EnrolmentEditForm(WatchForm):
    why = ShortText(
        label=_("Why it is changed"), limit=200, help_text=_("Stands in the change history. Example: wishes visits less often")
    )


class PauseForm(GuessingForm):
    reason_code = forms.ChoiceField(
        label=_("Reason"),
        choices=PauseReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason.")},
    )
    from_date = WrittenDateField(label=_("From"), required=True)
    until_date = WrittenDateField(label=_("Until"), help_text=_("Counts whole. Empty: until somebody says that it goes on"))


class ResumeForm(GuessingForm):
    on_date = WrittenDateField(label=_("First day on which visits go on"), required=True)


class ReconfirmForm(GuessingForm):
    on_date = WrittenDateField(
        label=pgettext_lazy("enrolment", "Confirmed on"), assume="past", latest_today=True, required=True
    )


class EndForm(DeathForm):
    on_date = WrittenDateField(label=pgettext_lazy("enrolment", "Last day"), assume="past", latest_today=True, required=True)
    reason_code = forms.ChoiceField(
        label=_("Reason of the end"), choices=EndReason.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason.")},
    )  # fmt: skip
    field_order = ("on_date", "reason_code", "death_date")


def as_typed(enrolment, contacts) -> dict:
    """What the form shows of an enrolment; `contacts` are its person's first two emergency contacts."""
    shown = {name: getattr(enrolment, name) for name in FIELDS}
    return shown | contacts_as_typed(contacts)


def contacts_as_typed(contacts) -> dict:
    return {
        f"contact{rank}_{part}": getattr(one, part)
        for rank, one in zip(CONTACTS, contacts, strict=False)
        for part in PARTS_OF_A_CONTACT
    }

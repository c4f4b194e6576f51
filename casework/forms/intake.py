"""相談受付 on one page, and the enquiry in one line. Nothing typed is lost: a form with errors lies on the desk as a draft."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.codes import Means, Route, Topic, Urgency
from casework.forms.consents import ASKED_AT_INTAKE, UNASKED, asked_at_intake
from casework.forms.namesakes import AsksWhoItIs
from casework.forms.places import OUTSIDE, PlaceChoiceField
from casework.services import PersonDetails
from japan import names
from ui.fields import (
    BirthField,
    FullName,
    GuessingForm,
    KanaField,
    LongText,
    NameField,
    PhoneField,
    ShortText,
    WrittenDateField,
    kana_parts,
)

INTAKE_MEANS = (Means.VISIT_IN, Means.PHONE, Means.VISIT, Means.MAIL, Means.OTHER)
SAME, OTHER = "same", "other"
# What goes into the record as it was written.
AS_THEY_ARE = (
    "intake_date", "route", "means", "topics", "main_topic", "urgency", "words", "next_contact_date", "next_contact_todo",
)  # fmt: skip


def means_choices():
    return [(code.value, code.label) for code in INTAKE_MEANS]


class TakenOn(GuessingForm):
    """When and how it came: the part that intake and enquiry share."""

    intake_date = WrittenDateField(
        label=_("Taken on"),
        assume="past",
        latest_today=True,
        help_text=_("Today. A day before is fine. Example: 令和5年9月12日"),
    )
    means = forms.ChoiceField(
        label=_("How they came"),
        choices=means_choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how contact was made.")},
    )
    route = forms.ChoiceField(
        label=_("Route"),
        choices=Route.choices,
        widget=forms.RadioSelect,
        help_text=_("Who brought the consultation"),
        error_messages={"required": _("Choose who brought it.")},
    )

    def clean_intake_date(self):
        return self.cleaned_data["intake_date"] or timezone.localdate()


class ChosenTopics(forms.Form):
    """All that apply, exactly one of them the main one; a single topic is the main one by itself."""

    topics = forms.MultipleChoiceField(
        label=_("What it is about"),
        choices=Topic.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("All that apply. Mark the main one with ◎"),
        error_messages={"required": _("Choose at least one.")},
    )
    main_topic = forms.ChoiceField(label=_("Main topic"), choices=Topic.choices, widget=forms.RadioSelect, required=False)

    def clean(self):
        cleaned = super().clean()
        topics, main = cleaned.get("topics") or [], cleaned.get("main_topic")
        if topics and main not in topics:
            if len(topics) > 1:
                self.add_error("topics", ValidationError(_("Mark one of them as the main one with ◎."), code="main"))
            else:
                cleaned["main_topic"] = topics[0]
        return cleaned


class IntakeForm(AsksWhoItIs, ChosenTopics, TakenOn):
    consulter_name = ShortText(label=_("Who came"), limit=60)
    anonymous = forms.BooleanField(label=_("Does not give a name (anonymous)"), required=False)
    relation = ShortText(label=_("Relation to the person"), limit=60)
    consulter_phone = PhoneField(label=_("Telephone of who came"))
    same = forms.ChoiceField(
        label=_("Who is it about"),
        choices=[(SAME, _("The same as who came")), (OTHER, _("Somebody else"))],
        widget=forms.RadioSelect,
        required=False,
    )
    person = forms.UUIDField(required=False, widget=forms.HiddenInput)
    name = NameField(label=_("Full name"))
    unnamed = forms.BooleanField(label=_("The name is not known yet"), required=False)
    kana = KanaField(label=_("Reading (furigana)"), widget=forms.TextInput(attrs={"data-furigana-for": "id_name"}))
    birth = BirthField(
        label=_("Date of birth"),
        help_text=_("Japanese or western calendar, or about how old. Examples: S18.5.7, 昭和18年5月7日, 1943/5/7, 80歳くらい"),
    )
    birth_unknown = forms.BooleanField(label=pgettext_lazy("date", "Unknown"), required=False)
    place = PlaceChoiceField(label=_("Address (town block)"))
    block = ShortText(label=_("Number, building"), limit=100)
    phone = PhoneField(label=_("Telephone of the person"))
    words = LongText(label=_("In their own words"))
    urgency = forms.ChoiceField(
        label=_("Urgency"),
        choices=Urgency.choices,
        initial=Urgency.NORMAL,
        widget=forms.RadioSelect(attrs={"icons": {level.value: level.icon for level in Urgency}}),
    )
    consent = forms.ChoiceField(
        label=_("May agencies be told (consent of the person)"),
        choices=ASKED_AT_INTAKE,
        initial=UNASKED,
        required=False,
        widget=forms.RadioSelect,
    )
    next_contact_date = WrittenDateField(label=_("Next contact"), assume="future", help_text=_("Example: 9月15日, 明日"))
    next_contact_todo = ShortText(label=_("What to do"), limit=200, help_text=_("It will stand on that day's “Today”"))

    field_order = ["intake_date", "means", "route"]

    def __init__(self, *args, places, person=None, **kwargs):
        """`person`: the known record that was chosen, if one was."""
        super().__init__(*args, **kwargs)
        self.fields["place"].offer(places)
        self.person = person

    def clean(self):
        cleaned = super().clean()
        self._clean_who(cleaned)
        if cleaned.get("birth_unknown") and cleaned.get("birth"):
            self._complain("birth", "both", _("A date is written, and “unknown” is ticked. Which is right?"))
        self._clean_next(cleaned)
        if cleaned.get("name") and not self.person:
            self.ask_who_it_is(cleaned)
        return cleaned

    def guess(self, name):
        if name == "consulter_name" and self.has_error(name, "unsplit"):
            return NameField().guesses(self[name].value())
        return super().guess(name)

    def consultation(self) -> dict:
        """What `case_open` takes."""
        found = {name: self.cleaned_data[name] for name in AS_THEY_ARE}
        named = self.cleaned_data.get("name") and not self.person
        return found | {
            "subject": self.person,
            "new_subject": self._details() if named else None,
            "another": self.cleaned_data["another_why"] if named else "",
            "consulter": self._consulter(),
            "consent": asked_at_intake(self.cleaned_data["consent"], self.cleaned_data["intake_date"]),
        }

    def _clean_fields(self):
        """A next contact without a year is the first such day after the consultation."""
        self.fields["next_contact_date"].near = self._taken_on()
        super()._clean_fields()

    def _taken_on(self):
        try:
            return self.fields["intake_date"].clean(self["intake_date"].data or "")
        except ValidationError:
            return None

    def _clean_who(self, cleaned):
        """One name is enough where both are the same person; who that is stays open for an anonymous call."""
        name, came = cleaned.get("name"), cleaned.get("consulter_name", "")
        if came and cleaned.get("anonymous"):
            self._complain("consulter_name", "both", _("A name is written, and “anonymous” is ticked. Which is right?"))
        if not cleaned.get("same"):
            apart = came and names.fold(came) != names.fold(str(name or (self.person and self.person.name) or came))
            cleaned["same"] = OTHER if apart or (cleaned.get("anonymous") and name) else SAME
        if cleaned["same"] == SAME:
            self._clean_same(cleaned, name, came)
        elif not (came or cleaned.get("anonymous") or cleaned.get("relation") or "consulter_name" in self.errors):
            self._complain("consulter_name", "required", _("Write who came, or tick “anonymous”."))
        if self._is_nameless(cleaned):
            self._complain("name", "required", _("Write the name. Where it is not known, say so below."))

    def _clean_same(self, cleaned, name, came):
        if name and came and names.fold(str(name)) != names.fold(came):
            self._complain("same", "differ", _("Two different names are written. Is the person somebody else than who came?"))
        if name or not came or self.person or "name" in self.errors:
            return
        parts = names.split(came)
        if parts:
            cleaned["name"] = FullName(*parts)
        else:
            self._complain("consulter_name", "unsplit", NameField.UNSPLIT)

    def _is_nameless(self, cleaned) -> bool:
        told = cleaned.get("name") or self.person or cleaned.get("anonymous") or cleaned.get("unnamed")
        return not told and not {"name", "consulter_name"} & set(self.errors)

    def _clean_next(self, cleaned):
        date, todo = cleaned.get("next_contact_date"), cleaned.get("next_contact_todo")
        taken = cleaned.get("intake_date")
        if date and not todo and "next_contact_todo" not in self.errors:
            self._complain("next_contact_todo", "required", _("Write what to do on that day."))
        if todo and not date and "next_contact_date" not in self.errors:
            self._complain("next_contact_date", "required", _("Write the day."))
        if date and taken and date < taken:
            self._complain("next_contact_date", "before", _("This lies before the day of the consultation."))

    def _complain(self, field, code, message):
        self.add_error(field, ValidationError(message, code=code))

    def _details(self) -> PersonDetails:
        values = self.cleaned_data
        name = values["name"]
        family_kana, given_kana = kana_parts(values["kana"], name)
        mine = values["phone"] or (values["consulter_phone"] if values["same"] == SAME else "")
        return PersonDetails(
            family_name=name.family,
            given_name=name.given,
            family_kana=family_kana,
            given_kana=given_kana,
            birth=values["birth"],
            place=None if values["place"] == OUTSIDE else values["place"],
            outside=values["place"] == OUTSIDE,
            block=values["block"],
            phone=mine,
        )

    def _consulter(self) -> dict:
        values = self.cleaned_data
        same = values["same"] == SAME
        return {
            "name": "" if same else values["consulter_name"],
            "phone": values["consulter_phone"],
            "relation": "" if same else values["relation"],
            "is_subject": same,
            "anonymous": values["anonymous"],
        }

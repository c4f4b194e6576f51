"""What is typed of a referral: what is asked of whom, the kind's few questions, and what each step says."""

from datetime import datetime, time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import PersonChoiceField
from casework.codes import Content, Purpose, TellingMeans, Urgency
from referrals.codes import ABUSE, Kind, Type
from referrals.forms.agencies import PicksAgency
from referrals.questions import CURRENT, WARDS, Question, questions_of
from referrals.transitions import STEPS
from ui.fields import GuessingForm, LongText, ShortText, TimeOfDayField, WrittenDateField, moment_of

LONG = 10_000
QUESTION = "q_"


class ReferralForm(PicksAgency):
    """Of one kind, by the version of its questions."""

    kind = forms.ChoiceField(choices=Kind.choices, widget=forms.HiddenInput)
    addressee = ShortText(label=_("To whom there"), limit=100)
    type = forms.ChoiceField(label=_("Type"), choices=Type.choices, initial=Type.OPEN, widget=forms.RadioSelect)
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Urgency.choices, initial=Urgency.NORMAL, widget=forms.RadioSelect)
    matter = LongText(label=_("What is asked of them, and why"), limit=LONG, rows=4)
    wish = LongText(
        label=_("The person's own view"), limit=LONG, rows=2, required=True,
        help_text=_("In their own words where you can. If they could not be asked: why."),
        error_messages={"required": _("Write what the person wants; if they could not be asked, why.")},
    )  # fmt: skip
    wish_unknown = forms.BooleanField(label=_("They could not be asked"), required=False)
    purpose = forms.ChoiceField(label=_("For what it is told"), choices=Purpose.choices, initial=Purpose.SUPPORT)
    contents = forms.MultipleChoiceField(
        label=_("What they are told"), choices=Content.choices, widget=forms.CheckboxSelectMultiple, required=False
    )

    agency_required = False

    def __init__(self, *args, kind, version=CURRENT, **kwargs):
        super().__init__(*args, **kwargs)
        self.version = version
        self.questions = questions_of(kind, version)
        self.fields["kind"].initial = kind
        self.fields["agency_name"].help_text = _("A draft may wait for it.")
        if kind not in WARDS:
            del self.fields["type"]
        if kind in ABUSE:
            self.fields["contents"].initial = [Content.EXISTENCE, Content.IDENTITY, Content.ABUSE]
            self.fields["purpose"].initial = Purpose.EMERGENCY
            self.fields["urgency"].initial = Urgency.TODAY
            self.fields["matter"].label = _("What is suspected, and what is asked of them")
        for question in self.questions:
            self.fields[QUESTION + question.code] = _field(question)

    @property
    def asked(self) -> list:
        return [self[QUESTION + question.code] for question in self.questions]

    @property
    def values(self) -> dict:
        """As the service takes them."""
        apart = {"agency_name", *(QUESTION + question.code for question in self.questions)}
        said = {name: value for name, value in self.cleaned_data.items() if name not in apart}
        answers = {question.code: self.cleaned_data[QUESTION + question.code] for question in self.questions}
        return {**said, "questions": self.version, "answers": {code: answer for code, answer in answers.items() if answer}}


def initial_of(referral) -> dict:
    names = ("kind", "addressee", "type", "urgency", "matter", "wish", "wish_unknown", "purpose", "contents")
    answers = {
        QUESTION + question.code: referral.answers.get(question.code, [] if question.many else "")
        for question in questions_of(referral.kind, referral.questions)
    }
    agency = (
        {"agency_name": referral.agency.name, "agency": str(referral.agency_id)} if referral.agency else {"agency_name": ""}
    )
    return {name: getattr(referral, name) for name in names} | agency | answers


def _field(question: Question):
    said = {"label": question.label, "required": False, "help_text": question.hint}
    if question.many:
        return forms.MultipleChoiceField(choices=question.choices, widget=forms.CheckboxSelectMultiple, **said)
    if question.choices:
        return forms.ChoiceField(choices=question.choices, widget=forms.RadioSelect, **said)
    return LongText(limit=LONG, rows=2, **said)


class StepForm(GuessingForm):
    """Asks for what the step needs and takes; the table says which."""

    on_date = WrittenDateField(label=_("Day"), assume="past", latest_today=True, help_text=_("Empty means today"))
    at_time = TimeOfDayField(label=_("Time"), limit=10)
    means = forms.ChoiceField(
        label=_("By what means"), choices=TellingMeans.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose by what means.")},
    )  # fmt: skip
    spoken_to = ShortText(label=_("Spoken to"), limit=200)
    receipt = ShortText(
        label=_("Number of the receipt"), limit=100, help_text=_("Where they gave none, write so: how they took it down.")
    )
    finding = LongText(label=_("What the agency found, in its own words"), limit=LONG, rows=3)
    text = LongText(label=_("In words"), limit=LONG, rows=3)

    def __init__(self, *args, step, **kwargs):
        super().__init__(*args, **kwargs)
        self.step = STEPS[step]
        has = {"on_date", "at_time"} if "at" in self.step.asks else set()
        for name in set(self.fields) - has - set(self.step.asks):
            del self.fields[name]
        for name in set(self.fields) & set(self.step.needs):
            self.fields[name].required = True
        if "text" in self.step.needs:
            self.fields["text"].label = _("Why")
        # Of a report the minute counts.
        if self.step.kinds and "receipt" in self.step.needs:
            self.fields["at_time"].required = True

    def clean(self):
        values = super().clean()
        now = timezone.now()
        day, clock = values.pop("on_date", None), values.pop("at_time", None)
        if "on_date" in self.fields and not self.errors:
            values["at"] = _moment(day, clock, now)
        return values


def _moment(day, clock, now) -> datetime:
    """Without a time: of today now, of another day noon."""
    if clock:
        return moment_of(day, clock, now)
    if day in (None, timezone.localdate(now)):
        return now
    return datetime.combine(day, time(12), tzinfo=timezone.get_current_timezone())


class OwnerForm(forms.Form):
    to = PersonChoiceField(label=_("Followed by"), queryset=None, error_messages={"required": _("Choose somebody.")})

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people


# Where a form shows what a service calls otherwise.
PLACES = {"at": "at_time"}

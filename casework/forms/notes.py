"""Writing down a contact: the quick box on the case page, the six parts of F-SOAIP, mending and correcting."""

from datetime import datetime, time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import PersonChoiceField
from casework.codes import SOAIP, Means, Source
from ui.fields import GuessingForm, LongText, ShortText, TimeOfDayField, WrittenDateField, moment_of

QUICK_MEANS = [
    (Means.PHONE, Means.PHONE.label),
    (Means.VISIT_IN, Means.VISIT_IN.label),
    (Means.VISIT, Means.VISIT.label),
    (Means.AGENCY, Means.AGENCY.label),
    (Means.MAIL, Means.MAIL.label),
    (Means.ACCOMPANY, Means.ACCOMPANY.label),
    (Means.MEETING, Means.MEETING.label),
    (Means.OTHER, pgettext_lazy("means", "Other")),
    (Means.MEMO, _("Memo (not counted)")),
]


class NoteForm(GuessingForm):
    """`soaip`: six parts instead of one text. `correcting`: asks for the reason. `readers`: colleagues who may be asked to read."""

    met_date = WrittenDateField(label=_("Day"), assume="past", latest_today=True)
    met_time = TimeOfDayField(label=_("Time"), limit=10)
    means = forms.ChoiceField(
        label=_("How"), choices=QUICK_MEANS, widget=forms.RadioSelect(attrs={"class": "choices--tight"}),
        error_messages={"required": _("Choose how contact was made.")},
    )  # fmt: skip
    minutes = forms.IntegerField(
        label=_("Minutes"), required=False, min_value=0, max_value=1440, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    with_whom = ShortText(label=_("With whom"), widget=forms.TextInput(attrs={"list": "receivers"}))
    text = LongText(label=_("What happened"), rows=4)
    source = forms.ChoiceField(label=_("Whose words"), choices=[("", _("Not said")), *Source.choices], required=False)
    third_party = forms.BooleanField(label=_("Holds something about somebody else"), required=False)
    next_contact_date = WrittenDateField(label=_("Next contact"), assume="future")
    next_contact_todo = ShortText(label=_("What to do"))

    def __init__(self, *args, soaip=False, correcting=False, people=None, note=None, **kwargs):
        if note is not None and "initial" not in kwargs:
            kwargs["initial"] = _initial(note)
        if kwargs.get("data"):
            kwargs["data"] = _in_this_kind(kwargs["data"], soaip)
        super().__init__(*args, **kwargs)
        self.soaip, self.note = soaip, note
        self.order_fields(["means", "met_date", "met_time", *self.fields])
        if soaip:
            del self.fields["text"]
            for name, label in SOAIP.items():
                self.fields[name] = LongText(label=label, rows=1 if name == "focus" else 2)
        if correcting:
            self.fields["reason"] = ShortText(
                label=_("Reason for the correction"), required=True, error_messages={"required": _("Say why it is corrected.")}
            )
        if people is not None:
            self.fields["readers"] = _Readers(
                label=_("Should read this (供覧)"), queryset=people, required=False, widget=forms.CheckboxSelectMultiple
            )

    def clean(self):
        values = super().clean()
        said = [values.get(name, "") for name in (SOAIP if self.soaip else ("text",))]
        if not any(part.strip() for part in said) and not any(name in self.errors for name in (*SOAIP, "text")):
            self.add_error("subjective" if self.soaip else "text", _("Write what happened."))
        if values.get("next_contact_todo") and not values.get("next_contact_date") and "next_contact_date" not in self.errors:
            self.add_error("next_contact_date", _("Say on which day."))
        met_at = self._met_at(values)
        if met_at and met_at > timezone.now() + timezone.timedelta(minutes=5):
            self.add_error("met_time", _("A contact cannot lie in the future."))
        values["met_at"] = met_at
        return values

    def contact(self) -> dict:
        """The fields of the service."""
        values = self.cleaned_data
        names = ("met_at", "means", "minutes", "with_whom", "source", "third_party", "next_contact_date", "next_contact_todo")
        found = {name: values[name] for name in names}
        if self.soaip:
            return found | {"text": "", "soaip": {name: values[name] for name in SOAIP if values[name].strip()}}
        return found | {"text": values["text"], "soaip": None}

    def _met_at(self, values):
        """Without a day it was just now; without a time on a past day, noon."""
        day, clock = values.get("met_date"), values.get("met_time")
        now = timezone.localtime()
        if day is None and clock is None:
            return self.note.met_at if self.note else now
        if clock is not None:
            return moment_of(day, clock, now)
        if self.note and timezone.localdate(self.note.met_at) == day:
            return self.note.met_at
        return now if day == now.date() else datetime.combine(day, time(12), tzinfo=now.tzinfo)


def _in_this_kind(data, soaip):
    """Of a draft of the other kind of form: one text as the words that were said, or the six parts one below the other."""
    found = data.copy()
    parts = {name: data[name] for name in SOAIP if data.get(name, "").strip()}
    if soaip and data.get("text") and not parts:
        found["subjective"] = data["text"]
    elif parts and not soaip and not data.get("text"):
        found["text"] = "\n".join(f"{SOAIP[name]} {text}" for name, text in parts.items())
    return found


class _Readers(forms.ModelMultipleChoiceField):
    label_from_instance = PersonChoiceField.label_from_instance


def _initial(note) -> dict:
    local = timezone.localtime(note.met_at)
    names = ("means", "minutes", "with_whom", "text", "source", "third_party", "next_contact_date", "next_contact_todo")
    return {name: getattr(note, name) for name in names} | (note.soaip or {}) | {
        "met_date": local.date(), "met_time": f"{local.hour}:{local.minute:02d}",
    }  # fmt: skip

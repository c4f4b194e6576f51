"""A file of an old ledger, and how it is to be read: what cannot be read is said at its place."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.codes import Content, Manner
from japan import fiscal
from moving.ledger.lines import CLOSE_ALL
from moving.lines import How, Reader
from moving.models import Move
from moving.plans import Plan
from moving.subjects import SUBJECTS
from programs.files.reading import Table, Unreadable, tables_of
from programs.forms import files
from ui import workbook
from ui.fields import ShortText
from visits.codes import Manner as VisitManner

LIMITS = workbook.Limits(bytes=60_000_000, elements=2_000_000, rows=10_000, columns=60)
LARGEST = 10_000_000
NEW = "new"
# People who may be known already, and are asked about at once.
AT_ONCE = 50
REFUSED = files.REFUSED | {
    workbook.LARGE: _(
        "This file is larger than a ledger: at most 10,000 rows and 60 columns in each sheet. Delete the empty rows below "
        "the last one, or bring the years one by one."
    ),
}


class MoveFileForm(forms.Form):
    subject = forms.ChoiceField(
        label=_("What stands in the file"), choices=Move.Subject.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose what stands in the file.")},
    )  # fmt: skip
    document = forms.FileField(
        label=_("File (.xlsx or .csv)"), help_text=_("As the office keeps it. What would be taken in is shown first."),
        error_messages={"required": _("Choose a file.")},
    )  # fmt: skip

    def __init__(self, *args, subjects: Sequence[str], **kwargs):
        """`subjects`: those that may be brought."""
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = [(code, label) for code, label in Move.Subject.choices if code in subjects]
        if len(subjects) == 1:
            self.fields["subject"].widget, self.initial["subject"] = forms.HiddenInput(), subjects[0]

    def clean_document(self) -> list[Table]:
        file = self.cleaned_data["document"]
        if file.size > LARGEST:
            raise forms.ValidationError(REFUSED[workbook.LARGE])
        try:
            tables = tables_of(file.read(), LIMITS)
        except Unreadable as error:
            raise forms.ValidationError(REFUSED[error.why]) from None
        return tables

    def clean(self):
        values = super().clean()
        subject, tables = SUBJECTS.get(values.get("subject")), values.get("document")
        if subject and tables and not any(map(subject.reader.find_heads, tables)):
            self.add_error("document", subject.headless)
        return values


class HowForm(forms.Form):
    sheets = forms.MultipleChoiceField(
        label=_("Sheets"), widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Choose a sheet.")}
    )
    hidden = forms.BooleanField(label=_("Take in the hidden rows too"), required=False)
    leave = forms.BooleanField(label=_("Leave the rows out that are to be mended, and bring them later"), required=False)
    corrects = forms.BooleanField(
        label=_("The final figures of closed months stay; what this adds stands beside them as a correction"), required=False
    )

    def __init__(self, *args, reader: Reader, asked: Sequence[Any] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.reader, self.labels, self.asked = reader, reader.labels, asked
        self.unknown = {kind: reader.unknown_words(kind) for kind in reader.kinds}
        self.fields["sheets"].choices = [(str(at), table.name) for at, table in enumerate(reader.tables) if reader.heads[at]]
        targets = [("", _("Not taken in")), *reader.targets.items()]
        for number, label in enumerate(self.labels):
            self.fields[f"column_{number}"] = forms.ChoiceField(label=label, required=False, choices=targets)
        for kind, listed in self.unknown.items():
            choices = reader.choices(kind)
            for number, (word, times) in enumerate(listed):
                label = f"{word[:60]} ({times})"
                self.fields[f"{kind}_{number}"] = forms.ChoiceField(label=label, required=False, choices=choices)
        for one in asked:
            self.fields[f"who_{one.key}"] = forms.ChoiceField(
                label=one.name, required=False, choices=[*one.choices, (NEW, one.nobody)],
                widget=forms.RadioSelect,
            )  # fmt: skip

    @property
    def columns(self):
        """(field, what stands below that head)"""
        samples = self.reader.samples
        return [(self[f"column_{number}"], samples.get(label, "")) for number, label in enumerate(self.labels)]

    @property
    def kinds(self):
        """(what they are, fields of the words that are not known)"""
        return [
            (self.reader.targets[kind], [self[f"{kind}_{number}"] for number in range(len(listed))])
            for kind, listed in self.unknown.items() if listed
        ]  # fmt: skip

    @property
    def whos(self):
        """(somebody of the file, the field of who that is)"""
        return [(one, self[f"who_{one.key}"]) for one in self.asked]

    def clean(self):
        values = super().clean()
        chosen = {label: values.get(f"column_{number}") for number, label in enumerate(self.labels)}
        for number, label in enumerate(self.labels):
            if other := self._taken(label, chosen):
                self.add_error(f"column_{number}", _("“%(other)s” is taken for this already.") % {"other": other})
        for target, words in self.reader.needed.items():
            if target not in chosen.values():
                self.add_error(None, words)
        return values

    @property
    def asked_of_all(self):
        """The fields of what holds for all rows."""
        return [self[name] for name in self.reader.options]

    def _taken(self, label: str, chosen: dict) -> str:
        """Another head of the same sheet, before this one, that was chosen for the same."""
        sheets = [heads.labels for heads in self.reader.heads if heads and label in heads.labels]
        before = (other for labels in sheets for other in labels[: labels.index(label)] if other != label)
        return next((other for other in before if chosen[label] and chosen.get(other) == chosen[label]), "")

    @property
    def how(self) -> How:
        values = self.cleaned_data
        chosen = {
            kind: {word: values[f"{kind}_{number}"] for number, (word, _times) in enumerate(listed)}
            for kind, listed in self.unknown.items()
        }
        before = self.reader.how.words
        return How(
            sheets=sorted(map(int, values["sheets"])),
            columns={label: values[f"column_{number}"] for number, label in enumerate(self.labels)},
            hidden=values["hidden"], options={name: values[name] for name in self.reader.options},
            words={kind: before.get(kind, {}) | chosen[kind] for kind in self.reader.kinds},
        )  # fmt: skip

    @property
    def decided(self) -> dict[str, str]:
        said = {one.key: self.cleaned_data.get(f"who_{one.key}") for one in self.asked}
        return {key: "" if value == NEW else value for key, value in said.items() if value}


class LedgerForm(HowForm):
    closes = forms.ChoiceField(label=_("Cases without a day of closing"), required=False)

    def __init__(self, *args, reader: Reader, **kwargs):
        super().__init__(*args, reader=reader, **kwargs)
        self.fields["closes"].choices = _closings(reader)


class EnrolmentsForm(HowForm):
    contents = forms.MultipleChoiceField(
        label=_("What all of them agreed may be told to the network of the district and its visitors"), choices=Content.choices,
        required=False, widget=forms.CheckboxSelectMultiple, help_text=_("As it stands on the forms that they signed"),
    )  # fmt: skip
    given = forms.ChoiceField(
        label=_("How the consent was given"), choices=Manner.choices, required=False, widget=forms.RadioSelect
    )
    manner = forms.ChoiceField(label=_("Manner of the visits, where the row does not say"), choices=VisitManner.choices)
    unready = forms.BooleanField(
        label=_("Whom to call and what to do when nobody answers is settled later, where the row does not say"), required=False
    )


class AgenciesForm(HowForm):
    kind = forms.ChoiceField(label=_("Kind of agency, where the row does not say"), required=False)
    desk = ShortText(
        label=_("Contact, where the row names none"), limit=80, help_text=_("Of new agencies: a desk or a task, like 窓口")
    )
    empties = forms.BooleanField(label=_("An empty cell empties what stands in the directory"), required=False)

    def __init__(self, *args, reader: Reader, **kwargs):
        super().__init__(*args, reader=reader, **kwargs)
        self.fields["kind"].choices = reader.choices("kinds")


FORMS = {Move.Subject.LEDGER: LedgerForm, Move.Subject.ENROLMENTS: EnrolmentsForm, Move.Subject.AGENCIES: AgenciesForm}


def shown_of(reader: Reader, decided: dict[str, str], asked: Sequence[Any]) -> dict:
    """What the form shows of it."""
    how = reader.how
    shown = {f"column_{number}": how.columns.get(label, "") for number, label in enumerate(reader.labels)}
    for kind in reader.kinds:
        for number, (word, _times) in enumerate(reader.unknown_words(kind)):
            shown[f"{kind}_{number}"] = reader.meaning[kind, word]
    shown |= {f"who_{one.key}": decided[one.key] or NEW for one in asked if one.key in decided}
    return {"sheets": list(map(str, how.sheets)), "hidden": how.hidden, **how.options, **shown}


def asked_now(plan: Plan) -> list[Any]:
    """Those about whom nobody has decided first, as many as a page can ask about."""
    return sorted(plan.asked, key=lambda one: one.key in plan.decided)[:AT_ONCE]


def _closings(reader: Reader) -> list:
    this_year = fiscal.fiscal_year(reader.today)
    years = range(this_year, this_year - 8, -1)
    before = _("closed on the day of the last contact, where that lies before %(year)s")
    return [
        ("", _("stay open")), *((str(year), before % {"year": fiscal.label(year)}) for year in years),
        (CLOSE_ALL, _("all of them closed on the day of the last contact")),
    ]  # fmt: skip

"""A file of an old ledger, and how it is to be read: what cannot be read is said at its place."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.codes import Means
from japan import fiscal
from moving import words
from moving.building import Ledger
from moving.heads import NAME, TARGETS, proposed
from moving.lines import CLOSE_ALL, KINDS, How, Reader
from moving.who import Somebody
from programs.files.heads import DATE, find_heads
from programs.files.reading import Table, Unreadable, tables_of
from programs.forms import files
from ui import workbook

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


class LedgerFileForm(forms.Form):
    document = forms.FileField(
        label=_("File (.xlsx or .csv)"), help_text=_("As the office keeps it. What would be taken in is shown first."),
        error_messages={"required": _("Choose a file.")},
    )  # fmt: skip

    def clean_document(self) -> list[Table]:
        file = self.cleaned_data["document"]
        if file.size > LARGEST:
            raise forms.ValidationError(REFUSED[workbook.LARGE])
        try:
            tables = tables_of(file.read(), LIMITS)
        except Unreadable as error:
            raise forms.ValidationError(REFUSED[error.why]) from None
        if not any(find_heads(table, proposed) for table in tables):
            raise forms.ValidationError(
                _(
                    "None of the first rows of a sheet names its columns in words: a day (相談日) and a name (氏名). "
                    "A picture in their place cannot be read."
                )
            )
        return tables


class HowForm(forms.Form):
    sheets = forms.MultipleChoiceField(
        label=_("Sheets"), widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Choose a sheet.")}
    )
    hidden = forms.BooleanField(label=_("Take in the hidden rows too"), required=False)
    closes = forms.ChoiceField(label=_("Cases without a day of closing"), required=False)
    leave = forms.BooleanField(label=_("Leave the rows out that are to be mended, and bring them later"), required=False)
    corrects = forms.BooleanField(
        label=_("The final figures of closed months stay; what this adds stands beside them as a correction"), required=False
    )

    def __init__(self, *args, reader: Reader, asked: Sequence[Somebody] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.reader, self.labels, self.asked = reader, reader.labels, asked
        self.unknown = {kind: reader.unknown_words(kind) for kind in KINDS}
        self.fields["sheets"].choices = [(str(at), table.name) for at, table in enumerate(reader.tables) if reader.heads[at]]
        self.fields["closes"].choices = _closings(reader)
        targets = [("", _("Not taken in")), *TARGETS.items()]
        for number, label in enumerate(self.labels):
            self.fields[f"column_{number}"] = forms.ChoiceField(label=label, required=False, choices=targets)
        for kind, listed in self.unknown.items():
            choices = _codes(kind, reader)
            for number, (word, times) in enumerate(listed):
                label = f"{word[:60]} ({times})"
                self.fields[f"{kind}_{number}"] = forms.ChoiceField(label=label, required=False, choices=choices)
        for one in asked:
            self.fields[f"who_{one.key}"] = forms.ChoiceField(
                label=one.name, required=False, choices=[*_people(one), (NEW, _("Nobody of these: a new record"))],
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
            (TARGETS[kind], [self[f"{kind}_{number}"] for number in range(len(listed))])
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
        if DATE not in chosen.values():
            self.add_error(None, _("Choose the column that holds the day."))
        if NAME not in chosen.values():
            self.add_error(None, _("Choose the column that holds the name."))
        return values

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
            hidden=values["hidden"], closes=values["closes"], words={kind: before.get(kind, {}) | chosen[kind] for kind in KINDS},
        )  # fmt: skip

    @property
    def decided(self) -> dict[str, str]:
        said = {one.key: self.cleaned_data.get(f"who_{one.key}") for one in self.asked}
        return {key: "" if value == NEW else value for key, value in said.items() if value}


def shown_of(reader: Reader, decided: dict[str, str], asked: Sequence[Somebody]) -> dict:
    """What the form shows of it."""
    how = reader.how
    shown = {f"column_{number}": how.columns.get(label, "") for number, label in enumerate(reader.labels)}
    for kind in KINDS:
        for number, (word, _times) in enumerate(reader.unknown_words(kind)):
            shown[f"{kind}_{number}"] = reader.meaning[kind, word]
    shown |= {f"who_{one.key}": decided[one.key] or NEW for one in asked if one.key in decided}
    return {"sheets": list(map(str, how.sheets)), "hidden": how.hidden, "closes": how.closes, **shown}


def asked_now(ledger: Ledger, decided: dict[str, str]) -> list[Somebody]:
    """Those about whom nobody has decided first, as many as a page can ask about."""
    return sorted(ledger.asked, key=lambda one: one.key in decided)[:AT_ONCE]


def _closings(reader: Reader) -> list:
    this_year = fiscal.fiscal_year(reader.today)
    years = range(this_year, this_year - 8, -1)
    before = _("closed on the day of the last contact, where that lies before %(year)s")
    return [
        ("", _("stay open")), *((str(year), before % {"year": fiscal.label(year)}) for year in years),
        (CLOSE_ALL, _("all of them closed on the day of the last contact")),
    ]  # fmt: skip


def _codes(kind: str, reader: Reader) -> list:
    if kind == "staff":
        return [("", _("nobody")), *((pk, one.display_name) for pk, one in reader.staff.items())]
    if kind == "district":
        return [("", _("not known")), *((str(area.pk), area.label) for area in reader.districts)]
    return [(code.value, code.label) for code in words.CODES[kind][0] if code != Means.MEMO]


def _people(one: Somebody) -> list:
    """As they are known already."""
    found = []
    for person in one.may_be:
        facts = [person.birth_words, *person.phones, person.dossier.area.label]
        found.append((str(person.pk), f"{person.name} {person.kana} ({'、'.join(filter(None, facts))})"))
    return found

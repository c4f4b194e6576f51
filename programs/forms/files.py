"""A file of records to take in, and what its heads mean: read at once, so that what cannot be read is said at its place."""

from django import forms
from django.utils.translation import gettext_lazy as _

from japan import fiscal
from programs.files.heads import COLUMNS, DATE, NUMBER
from programs.files.lines import How, Reader
from programs.files.reading import EMPTY, LARGEST, TEXT, Table, Unreadable, tables_of
from programs.forms.activities import WHOLE, districts_of
from ui import workbook

REFUSED = {
    workbook.MACROS: _(
        "This file holds macros, which are never opened here. Save it as an Excel workbook without macros (.xlsx)."
    ),
    workbook.LOCKED: _("This file is locked by a password. Save it without one, and choose it again."),
    workbook.OLD: _("This is a file of an old Excel (.xls). Save it as an Excel workbook (.xlsx), and choose it again."),
    workbook.LARGE: _("This file is larger than a list of records: at most 2,000 rows and 40 columns in each sheet."),
    TEXT: _("This file is neither an Excel workbook nor text with commas. Save it as .xlsx or .csv, and choose it again."),
    EMPTY: _("Nothing is written in this file."),
    "": _("This file cannot be read. Save it as an Excel workbook (.xlsx) and choose it again."),
}


class RecordsFileForm(forms.Form):
    program = forms.ChoiceField(label=_("Programme"), error_messages={"required": _("Choose a programme.")})
    document = forms.FileField(
        label=_("File (.xlsx or .csv)"), help_text=_("As the office keeps it. What would be taken in is shown first."),
        error_messages={"required": _("Choose a file.")},
    )  # fmt: skip

    def __init__(self, *args, programs, **kwargs):
        super().__init__(*args, **kwargs)
        self.programs = {str(one.pk): one for one in programs}
        self.fields["program"].choices = [("", "—"), *((key, one.name) for key, one in self.programs.items())]

    def clean_document(self) -> list[Table]:
        file = self.cleaned_data["document"]
        if file.size > LARGEST:
            raise forms.ValidationError(REFUSED[workbook.LARGE])
        try:
            return tables_of(file.read())
        except Unreadable as error:
            raise forms.ValidationError(REFUSED[error.why]) from None

    def clean(self):
        values = super().clean()
        program = self.programs.get(values.get("program", ""))
        if program and values.get("document") and not any(Reader(program, values["document"]).heads):
            self.add_error(
                "document", _("None of the first rows of a sheet names its columns: a day, and one thing more, like 参加者数.")
            )
        return values


class HowForm(forms.Form):
    """What each head means, and what counts where a row does not say. `meant`: what was asked about is right."""

    sheets = forms.MultipleChoiceField(
        label=_("Sheets"), widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Choose a sheet.")}
    )
    hidden = forms.BooleanField(label=_("Take in the hidden rows too"), required=False)
    measure = forms.ChoiceField(label=_("What it was, where the row does not say"), required=False)
    district = forms.ChoiceField(label=_("Where, where the row does not say"), required=False)
    year = forms.TypedChoiceField(label=_("Fiscal year of days without a year"), coerce=int)
    corrects = forms.BooleanField(
        label=_("A row that was taken in before and says something else today mends its record"), required=False,
        help_text=_("Known by its day and place. Without this it makes another record."),
    )  # fmt: skip
    meant = forms.BooleanField(label=_("What is asked about above is right as it stands"), required=False)

    def __init__(self, *args, reader: Reader, years, spellings, **kwargs):
        super().__init__(*args, **kwargs)
        self.labels, self.spellings, self.samples = reader.labels, spellings, reader.samples
        measures = reader.measures.items()
        self.fields["sheets"].choices = [(str(at), table.name) for at, table in enumerate(reader.tables) if reader.heads[at]]
        self.fields["measure"].choices = [("", "—"), *((pk, f"{one.name} ({one.unit})") for pk, one in measures)]
        self.fields["district"].choices = [
            (WHOLE, _("Whole council")),
            *((str(one.pk), one.label) for one in districts_of(reader.council)),
        ]
        self.fields["year"].choices = [(year, fiscal.label(year)) for year in years]
        own = [(f"value_{pk}", f"{one.name} ({one.unit})") for pk, one in measures]
        for number, label in enumerate(self.labels):
            choices = [("", _("Not taken in")), *COLUMNS.items(), (_("Counted on its own"), own)]
            self.fields[f"column_{number}"] = forms.ChoiceField(label=label, required=False, choices=choices)
        for number, (written, known) in enumerate(spellings.items()):
            choices = [("", _("as it is written: %(place)s") % {"place": written}), (known, known)]
            self.fields[f"place_{number}"] = forms.ChoiceField(label=written, required=False, choices=choices)

    @property
    def columns(self):
        """(field, what stands below that head)"""
        return [(self[f"column_{number}"], self.samples.get(label, "")) for number, label in enumerate(self.labels)]

    @property
    def places(self):
        return [self[f"place_{number}"] for number in range(len(self.spellings))]

    def clean(self):
        values = super().clean()
        chosen: dict[str, int] = {}
        for number in range(len(self.labels)):
            target = values.get(f"column_{number}")
            if target and target in chosen:
                self.add_error(
                    f"column_{number}", _("“%(other)s” is taken for this already.") % {"other": self.labels[chosen[target]]}
                )
            elif target:
                chosen[target] = number
        if DATE not in chosen:
            self.add_error(None, _("Choose the column that holds the day."))
        if NUMBER not in chosen and not any(target.startswith("value_") for target in chosen):
            self.add_error(None, _("Choose the column that says how many."))
        return values

    @property
    def how(self) -> How:
        values = self.cleaned_data
        return How(
            sheets=sorted(map(int, values["sheets"])),
            columns={label: values[f"column_{number}"] for number, label in enumerate(self.labels)},
            measure=values["measure"], district="" if values["district"] == WHOLE else values["district"], year=values["year"],
            hidden=values["hidden"], corrects=values["corrects"],
            places={
                written: values[f"place_{number}"] for number, written in enumerate(self.spellings) if values[f"place_{number}"]
            },
        )  # fmt: skip


def shown_of(how: How, reader: Reader, spellings) -> dict:
    """What the form shows of it."""
    columns = {f"column_{number}": how.columns.get(label, "") for number, label in enumerate(reader.labels)}
    places = {f"place_{number}": how.places.get(written, "") for number, written in enumerate(spellings)}
    return {
        "sheets": list(map(str, how.sheets)), "hidden": how.hidden, "corrects": how.corrects,
        "measure": how.measure, "district": how.district or WHOLE,
        "year": how.year, **columns, **places,
    }  # fmt: skip

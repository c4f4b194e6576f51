"""What a programme did: three fields on a telephone, and everything beside them on the record's own page."""

import re
import unicodedata
from itertools import groupby

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from privacy.models import Area
from programs.counting.places import meant
from programs.forms.numbers import NumberText
from programs.models import Activity, Measure
from programs.usual import is_unusual, known_places, recorded_before
from ui.fields import GuessingForm, LongText, ShortText, WrittenDateField

PHONE = re.compile(r"0\d{1,4}[-( ]?\d{1,4}[-) ]?\d{3,4}")
NAMED = re.compile(r"[一-龥々〆]{1,4}\s?(?:さん|様|氏|くん|君|ちゃん)")
WHOLE = "all"
BESIDE = ("residents", "volunteers", "staff", "children", "elderly", "cost")


class AskingForm(GuessingForm):
    """Asks once about what looks like a slip. Sent again with the same words, it is meant."""

    meant = ShortText(limit=200, widget=forms.HiddenInput)

    def questions(self, values) -> list[tuple[str, str, str]]:
        """(field, what is asked, what would be kept)"""
        return []

    def clean(self):
        values = super().clean()
        asked = self.questions(values)
        kept = "|".join(f"{field}={said}" for field, _words, said in asked)[:200]
        if asked and values.get("meant") != kept:
            for field, words, _said in asked:
                self.add_error(field, words)
            self.data = self.data.copy()
            self.data["meant"] = kept
        return values


def districts_of(council) -> list[Area]:
    return list(Area.objects.districts().filter(council=council, special="", closed_date=None))


def grouped(measures) -> list:
    """By programme, in the plan's order."""
    return [
        (program.name, [(str(one.pk), f"{one.name} ({one.unit})") for one in group])
        for program, group in groupby(measures, key=lambda one: one.program)
    ]


class QuickForm(AskingForm):
    """What, how many, where; the day is today's."""

    measure = forms.ChoiceField(label=_("What it was"))
    number = NumberText(label=_("How many"))
    district = forms.ChoiceField(label=_("Where"), error_messages={"required": _("Choose where it was.")})
    date = WrittenDateField(label=_("Day"), required=True, assume="past")
    place = ShortText(label=_("Place"), limit=80)
    partners = ShortText(label=_("Done together with"), limit=200, help_text=_("Several of them with 、 between."))

    def __init__(self, *args, measures, council, **kwargs):
        super().__init__(*args, **kwargs)
        self.measures = {str(one.pk): one for one in measures}
        self.districts = {str(one.pk): one for one in districts_of(council)}
        self.fields["measure"].choices = grouped(measures)
        districts = [(key, one.label) for key, one in self.districts.items()]
        self.fields["district"].choices = [("", "—"), *districts, (WHOLE, _("Whole council"))]

    def clean_measure(self):
        return self.measures[self.cleaned_data["measure"]]

    def clean(self):
        values = super().clean()
        measure = values.get("measure")
        if measure and values.get("number") is None and "number" not in self.errors:
            if measure.counts_names:
                values["number"] = 1
            else:
                self.add_error(
                    "number", _("Write how many: %(name)s in %(unit)s.") % {"name": measure.name, "unit": measure.unit}
                )
        return values

    def questions(self, values):
        return [
            *questions_about(values.get("measure"), values.get("number")),
            *questions_of_place(values.get("measure"), values.get("place")),
            *self._of_twice(values),
        ]

    def _of_twice(self, values):
        """Two who were there write the same evening down."""
        measure, day = values.get("measure"), values.get("date")
        before = recorded_before(measure, day, self._where(values)) if measure and day and "district" in values else None
        if before is None:
            return []
        words = _("This was recorded for that day already: %(number)s %(unit)s. If this is another one, press again.")
        said = {"number": f"{before.normalize():f}", "unit": measure.unit}
        return [("measure", words % said, f"{day}")]

    def _where(self, values) -> list[Area]:
        district = self.districts.get(values["district"])
        return [district] if district else []

    @property
    def said(self) -> dict:
        """As the service takes it."""
        values = self.cleaned_data
        kept = {name: values[name] for name in ("measure", "number", "date", "place", "partners")}
        return kept | {"districts": self._where(values)}


class ActivityForm(AskingForm):
    """Corrects a record, and writes what stands beside it. `values`: of each measure its number; `also`: one of another programme."""

    date = WrittenDateField(label=_("Day"), required=True, assume="past")
    end_date = WrittenDateField(label=_("Last day"))
    districts = forms.MultipleChoiceField(
        label=_("Where"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("None: the whole council.")
    )
    place = ShortText(label=_("Place"), limit=80)
    residents = NumberText(label=_("Residents"), whole=True)
    volunteers = NumberText(label=_("Volunteers"), whole=True)
    staff = NumberText(label=pgettext_lazy("activity", "Staff"), whole=True)
    children = NumberText(label=_("of them children"), whole=True)
    elderly = NumberText(label=_("of them elderly people"), whole=True)
    hours = NumberText(label=pgettext_lazy("activity", "Hours"))
    cost = NumberText(label=_("Cost (yen)"), whole=True)
    partners = ShortText(label=_("Done together with"), limit=200, help_text=_("Several of them with 、 between."))
    stage = forms.ChoiceField(label=_("Stage"), required=False, choices=[("", "—"), *Activity.Stage.choices])
    text = LongText(
        label=_("How it was"), limit=2000, rows=3, help_text=_("Nobody's name: who came stands in no record of a programme.")
    )
    evidence = ShortText(label=_("What shows it"), limit=200)
    also = forms.ChoiceField(label=_("Also counts for"), required=False)
    also_number = NumberText(label=_("How many there"))

    def __init__(self, *args, activity, measures, others, **kwargs):
        """`measures`: those it has a number of, and the rest of its programme. `others`: of other programmes."""
        super().__init__(*args, **kwargs)
        self.activity, self.measures = activity, measures
        self.others = {str(one.pk): one for one in others}
        self.fields["districts"].choices = [(str(one.pk), one.label) for one in districts_of(activity.council_id)]
        self.fields["also"].choices = [("", _("No other programme")), *grouped(others)]
        if activity.kind != Measure.Kind.AGREEMENT:
            del self.fields["stage"]
        for measure in measures:
            label = measure.name if measure.program_id == activity.program_id else f"{measure.program.name}: {measure.name}"
            self.fields[f"value_{measure.pk}"] = NumberText(label=f"{label} ({measure.unit})")

    @property
    def number_fields(self):
        return [self[f"value_{measure.pk}"] for measure in self.measures]

    def questions(self, values):
        found = []
        for measure in self.measures:
            found += questions_about(measure, values.get(f"value_{measure.pk}"), field=f"value_{measure.pk}", but=self.activity)
        found += questions_of_place(self.measures[0] if self.measures else None, values.get("place"))
        text = unicodedata.normalize("NFKC", values.get("text") or "")
        if PHONE.search(text) or NAMED.search(text):
            found.append(
                (
                    "text",
                    _("This reads like somebody's name or telephone number, which has no place here. Press again to keep it."),
                    "named",
                )
            )
        return found

    @property
    def said(self) -> dict:
        values = self.cleaned_data
        numbers = {measure: values[f"value_{measure.pk}"] for measure in self.measures}
        if other := self.others.get(values["also"]):
            numbers[other] = values["also_number"] or next((number for number in numbers.values() if number is not None), None)
        kept = {name: values[name] for name in values if name in self.columns()}
        kept |= {name: None if values[name] is None else int(values[name]) for name in BESIDE}
        return kept | {"numbers": numbers, "districts": [int(pk) for pk in values["districts"]]}

    @staticmethod
    def columns():
        return ("date", "end_date", "place", "hours", "partners", "stage", "text", "evidence")


def shown_of(activity, measures) -> dict:
    """What the form shows of a record."""
    numbers = {value.measure_id: value.number for value in activity.values.all()}
    columns = {name: getattr(activity, name) for name in (*ActivityForm.columns(), *BESIDE)}
    return (
        columns
        | {"districts": list(map(str, activity.districts))}
        | {f"value_{one.pk}": numbers.get(one.pk) for one in measures}
    )


def questions_about(measure, number, field="number", but=None):
    usual = is_unusual(measure, number, but=but) if measure and number else None
    if usual is None:
        return []
    words = _("%(number)s is far from what is usual here (%(usual)s). If it is meant, press again.")
    return [(field, words % {"number": f"{number:f}", "usual": f"{usual:g}"}, f"{number:f}")]


def questions_of_place(measure, place):
    if not measure or not place or not (known := meant(place, known_places(measure.program))):
        return []
    return [
        (
            "place",
            _("Written before as “%(known)s”. If it is the same place, choose that; if not, press again.") % {"known": known},
            place,
        )
    ]


class CancelForm(forms.Form):
    cancelled_reason = ShortText(
        label=_("Why it was called off"),
        limit=200,
        required=True,
        error_messages={"required": _("Write why it was called off.")},
    )

"""Two records that are one person's: which stands for both, what goes on; and what belongs to whom when they are two again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ui.fields import ShortText


class JoinForm(forms.Form):
    main = forms.TypedChoiceField(
        label=_("Which record stands for both"),
        help_text=_("Lists and new cases use its name. Both stay, with all that is in them, and are found by both names."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose which one.")},
    )
    goes_on = forms.TypedChoiceField(
        label=_("Which watch-over goes on"),
        help_text=_("One person has one. The other one ends today: its visitors go there no more, its visits stay."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose which one.")},
    )
    why = ShortText(
        label=_("How you know that it is one person"), limit=200, required=True,
        help_text=_("Stands on the person's page. Example: same insurance card, told by the family"),
    )  # fmt: skip

    def __init__(self, *args, people, running, **kwargs):
        super().__init__(*args, **kwargs)
        self._offer("main", {person.pk: person.name for person in people})
        if len(running) > 1:
            self._offer("goes_on", {one.pk: one.words for one in running})
        else:
            del self.fields["goes_on"]

    def _offer(self, name, found) -> None:
        self.fields[name].choices = list(found.items())
        self.fields[name].coerce = {str(pk): pk for pk in found}.__getitem__


class PartForm(forms.Form):
    """`cases` were taken while both were one, `rest` was written into one of them since."""

    placed = forms.BooleanField(label=_("I have looked: each of these belongs where it lies"), required=False)
    why = ShortText(label=_("How you know that they are two people"), limit=200, required=True)

    def __init__(self, *args, people, cases, rest, both_died, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.cases = {f"case_{case.pk}": case for case in cases}
        names = [(pk, person.name) for pk, person in self.people.items()]
        for field, case in self.cases.items():
            self.fields[field] = forms.ChoiceField(
                label=case.number or _("Enquiry"), choices=names, initial=str(case.subject_id), widget=forms.RadioSelect
            )
        if both_died:
            self.fields["died"] = forms.MultipleChoiceField(
                label=_("Who has died"), choices=names, widget=forms.CheckboxSelectMultiple,
                help_text=_("Told while both were one, a death stands on both. For the other one visits and contacts go on."),
                error_messages={"required": _("Say who of them has died.")},
            )  # fmt: skip
        if not rest:
            del self.fields["placed"]

    @property
    def asked_cases(self):
        return [self[name] for name in self.cases]

    def answers(self) -> dict:
        """What `person_part` takes."""
        values = self.cleaned_data
        died = {self.people[pk].pk for pk in values["died"]} if "died" in values else None
        return {
            "why": values["why"],
            "placed": values.get("placed", False),
            "died": died,
            "whose": {case: self.people[values[name]].pk for name, case in self.cases.items()},
        }

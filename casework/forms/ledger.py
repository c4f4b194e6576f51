"""What the page of the access ledger is narrowed to. It is sent as a POST: the address it leads to carries ids alone."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import PersonChoiceField
from accounts.ledger_words import BESIDE
from privacy import policy
from ui.fields import GuessingForm, ShortText, WrittenDateField


def _actions() -> list[tuple[str, str]]:
    words = {name: str(action.label) for name, action in policy.ACTIONS.items() if action.label is not None}
    words |= {name: str(label) for name, label in BESIDE.items()}
    return [("", str(_("All"))), *sorted(words.items(), key=lambda each: each[1])]


class LedgerForm(GuessingForm):
    who = PersonChoiceField(label=_("Who"), queryset=None, required=False, empty_label=_("Everybody"))
    day = WrittenDateField(label=_("Day"), assume="past", latest_today=True)
    action = forms.ChoiceField(label=_("Action"), choices=_actions, required=False)
    record = ShortText(label=_("Number of the record"), limit=20, help_text=_("As it stands in the list below, like 2023-0042"))
    denied = forms.BooleanField(label=_("Refused only"), required=False)

    def __init__(self, *args, people, find, **kwargs):
        """`find` turns a number into a record, or into None."""
        super().__init__(*args, **kwargs)
        self.fields["who"].queryset = people
        self._find = find

    def clean_record(self):
        number = self.cleaned_data["record"]
        found = self._find(number) if number else None
        if number and found is None:
            raise forms.ValidationError(_("No record that you may follow has this number."), code="unknown")
        return found

    def query(self) -> dict[str, str]:
        """As it stands in an address."""
        values = self.cleaned_data
        asked = {
            "who": values["who"] and values["who"].pk, "day": values["day"], "action": values["action"],
            "record": values["record"] and values["record"].pk, "kind": "denied" if values["denied"] else "",
        }  # fmt: skip
        return {name: str(value) for name, value in asked.items() if value}

"""What is typed of an item of an agenda."""

from django import forms
from django.utils.translation import gettext_lazy as _

from conferences.codes import Purpose, Shown
from ui.fields import LongText, ShortText

LONGEST = 480


class ItemForm(forms.Form):
    """`attendees`: those who come; the ticked ones take part in this item."""

    title = ShortText(label=_("Matter"), limit=120)
    question = LongText(label=_("What is to be decided"), limit=1000, rows=2)
    minutes = forms.IntegerField(
        label=_("Minutes"), min_value=1, max_value=LONGEST, initial=15, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"), choices=Purpose.choices, widget=forms.RadioSelect(attrs={"class": "choices--tight"})
    )
    presenter = forms.ChoiceField(label=_("Presenter"), required=False)
    shown = forms.ChoiceField(
        label=_("How outsiders see it"), required=False,
        choices=[("", _("Without the name, where something carries it")), *Shown.choices],
    )  # fmt: skip
    standing = forms.BooleanField(label=_("Stands on each agenda of the series"), required=False)
    present = forms.MultipleChoiceField(label=_("Who takes part"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, attendees, has_case, **kwargs):
        super().__init__(*args, **kwargs)
        people = [(str(one.pk), one.shown_name) for one in attendees]
        self.fields["presenter"].choices = [("", _("Not decided yet")), *people]
        self.fields["present"].choices = people
        for name in ("title", "standing") if has_case else ("shown", "present"):
            del self.fields[name]

    def values(self, attendees) -> dict:
        """As the service takes them."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "present"}
        said["presenter"] = next((one for one in attendees if str(one.pk) == said["presenter"]), None)
        return said


def initial_of(item) -> dict:
    shown = {name: getattr(item, name) for name in ("title", "question", "minutes", "purpose", "shown", "standing")}
    return shown | {"presenter": str(item.presenter_id or "")}


class MatterForm(forms.Form):
    title = ShortText(
        label=_("Matter"), limit=120, required=True, error_messages={"required": _("Write what it is about.")},
        help_text=_("For example: rollout of the watch-over"),
    )  # fmt: skip


class FindForm(forms.Form):
    called = ShortText(
        label=_("Another case, by its number, a name or its reading"), limit=60, required=True,
        error_messages={"required": _("Write a number or a name.")},
    )  # fmt: skip


class AskForm(forms.Form):
    why = ShortText(
        label=_("Why a conference"), limit=200, required=True, error_messages={"required": _("Write in a line why.")}
    )

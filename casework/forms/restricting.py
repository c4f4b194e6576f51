"""Restricting a case to those who are named to it, and why the restriction can be lifted."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.codes import RestrictionWhy
from ui.fields import LongText

GONE = _("One of these people cannot be named to this case any more.")


class HoldersField(forms.ModelMultipleChoiceField):
    """Offers people by name, and says who is a manager (`manages`, which the queryset gives)."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj):
        return _("%(name)s (manager)") % {"name": obj.display_name} if obj.manages else obj.display_name


class RestrictForm(forms.Form):
    why = forms.ChoiceField(
        label=_("Reason"), choices=RestrictionWhy.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason.")},
    )  # fmt: skip
    text = LongText(
        label=pgettext_lazy("restriction", "In words"),
        help_text=_("Needed with the last reason. Only those whom you name read it."),
        limit=2000,
    )
    holders = HoldersField(
        label=_("Who sees this case from now on"), queryset=None,
        help_text=_("At least two people, one of them a manager."),
        error_messages={"required": _("Name at least two people."), "invalid_choice": GONE},
    )  # fmt: skip
    hide_contact = forms.BooleanField(
        label=_("Hide address and telephone too"), required=False,
        help_text=_("Where other cases or the watch-over of this person go on: their record then says whom to ask."),
    )  # fmt: skip
    without_manager = forms.BooleanField(label=_("A manager is the reason: none need be among them"), required=False)
    without_me = forms.BooleanField(label=_("I am not among them, and cannot open this case any more"), required=False)

    def __init__(self, *args, people, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["holders"].queryset = people

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("why") == RestrictionWhy.OTHER and not cleaned.get("text"):
            self.add_error("text", _("Say in words what the reason is."))
        holders = cleaned.get("holders")
        if holders is not None and self.user not in holders and not cleaned.get("without_me"):
            self.add_error(
                "without_me", _("You are not among those whom you named. Say that you mean it, or tick your own name.")
            )
        return cleaned

    @property
    def wanted(self) -> dict:
        """What the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "without_me"}


class LiftForm(forms.Form):
    why = LongText(
        label=pgettext_lazy("restriction", "Why it can be lifted"), required=True, limit=2000,
        error_messages={"required": _("Say why it can be lifted.")},
    )  # fmt: skip

"""What was told about somebody who is watched over, to the network or to whoever else helps there."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.codes import Content, Recipient, TellingMeans
from casework.forms.disclosures import receiver_choices
from ui.fields import NAME_LENGTH, LongText, ShortText


class TellForm(forms.Form):
    to = forms.ChoiceField(label=_("To whom"), initial=Recipient.NETWORK)
    receiver_name = ShortText(
        label=_("Name of the receiver"),
        limit=NAME_LENGTH,
        required=True,
        help_text=_("Example: the network's leader, the commissioner"),
    )
    contents = forms.MultipleChoiceField(
        label=_("What was told"), choices=Content.choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what was told.")},
    )  # fmt: skip
    means = forms.ChoiceField(
        label=_("By what means"), choices=TellingMeans.choices, widget=forms.RadioSelect, initial=TellingMeans.PHONE
    )
    text = LongText(label=pgettext_lazy("telling", "In words"), limit=2000, rows=2)

    def __init__(self, *args, council_id, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = receiver_choices(council_id)

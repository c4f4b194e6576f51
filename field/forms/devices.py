"""What a council sets for its tablets, and what a tablet is called."""

from django import forms
from django.utils.translation import gettext_lazy as _

from field.models import Device, TabletSettings
from ui.fields import TypedText


class SettingsForm(forms.ModelForm):
    list_days = forms.IntegerField(
        label=_("Days a list lives on a tablet"), min_value=1, max_value=TabletSettings.MOST_DAYS,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip

    class Meta:
        model = TabletSettings
        fields = ("list_days", "map_link")


class NameForm(forms.ModelForm):
    class Meta:
        model = Device
        fields = ("name",)
        field_classes = {"name": TypedText}

"""What is asked about the papers of a meeting: which copies are back, and who is written to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ui.fields import GuessingForm, WrittenDateField


class CollectedForm(forms.Form):
    """`copies`: [(id, words)] as they stand now. What was ticked when the page was shown goes along, so that a page that lay open takes
    back nothing that somebody else ticked meanwhile."""

    back = forms.MultipleChoiceField(label=_("Collected again"), required=False, widget=forms.CheckboxSelectMultiple)
    was = forms.MultipleChoiceField(required=False, widget=forms.MultipleHiddenInput)

    def __init__(self, *args, copies, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("back", "was"):
            self.fields[name].choices = copies

    def changed(self) -> dict[str, bool]:
        """{copy: whether it is back}, of those whose tick was changed here."""
        back, was = set(self.cleaned_data["back"]), set(self.cleaned_data["was"])
        return {copy: copy in back for copy in back ^ was}


class InvitationForm(GuessingForm):
    attendees = forms.MultipleChoiceField(label=_("To whom"), widget=forms.CheckboxSelectMultiple)
    answer_by = WrittenDateField(label=_("Answer until"), assume="future")

    def __init__(self, *args, attendees, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["attendees"].choices = attendees
        self.fields["answer_by"].required = False

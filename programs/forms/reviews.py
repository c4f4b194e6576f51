"""What is written about a programme's quarter and year."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.forms.numbers import NumberText
from programs.models import Target
from ui.fields import LongText, ShortText


class ReviewForm(forms.Form):
    done = LongText(label=_("What was done"), rows=4, limit=4_000)
    learned = LongText(label=_("What was learned"), rows=4, limit=4_000)
    next = LongText(label=_("What comes next"), rows=4, limit=4_000)


class QuarterCommentForm(forms.Form):
    text = LongText(
        label=_("Comment"), rows=2, limit=2_000, required=True, error_messages={"required": _("Nothing is written yet.")}
    )


class MoneyForm(forms.Form):
    budget = NumberText(label=_("Budget (yen)"), whole=True)
    spent = NumberText(label=_("Spent (yen)"), whole=True)
    note = ShortText(label=pgettext_lazy("money", "Note"), limit=200)

    def said(self) -> dict:
        values = self.cleaned_data
        return values | {name: None if values[name] is None else int(values[name]) for name in ("budget", "spent")}


class EvaluationForm(forms.Form):
    judgement = forms.ChoiceField(label=_("Judgement"), required=False)
    comment = LongText(label=_("Comment"), rows=2, limit=2_000)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["judgement"].choices = [("", _("As the rule says")), *Target.Judgement.choices]

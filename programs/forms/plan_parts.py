"""The plan's own words on a page: its goals, policies, programmes, targets and their numbers."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from programs.forms.numbers import NumberText
from programs.models import Policy, Quantity, Target
from ui.fields import LongText, ShortText

NUMBERED = re.compile(r"(\d{1,2})-(\d{1,2})")


class PlanForm(forms.Form):
    title = ShortText(label=_("Title"), limit=200, required=True)
    philosophy = LongText(label=_("Philosophy"), rows=2, limit=1_000)


class NameForm(forms.Form):
    name = ShortText(label=_("Name"), limit=200, required=True)


class ProgramForm(NameForm):
    summary = LongText(label=_("What the programme does"), rows=3, limit=4_000)


class TargetTextForm(forms.Form):
    text = LongText(
        label=_("Target"), rows=2, limit=2_000, required=True, help_text=_("Numbers in it, like 年4回 or 25名/回, are read from the words.")
    )  # fmt: skip


class NewGoalForm(NameForm):
    field_order = ["number", "name"]
    number = NumberText(label=_("Number"), whole=True, required=True)

    def clean_number(self):
        number = self.cleaned_data["number"]
        if not number or not 1 <= number <= 99:
            raise ValidationError(_("Write a number, like 25."))
        return int(number)


class NewPolicyForm(NameForm):
    """Numbered like 2-1, below its goal."""

    field_order = ["number", "name"]
    number = ShortText(label=_("Number"), limit=10, required=True, help_text=_("Like 2-1."))

    def __init__(self, *args, goal, **kwargs):
        super().__init__(*args, **kwargs)
        self.goal = goal

    def clean_number(self):
        number = self.cleaned_data["number"].strip().translate(str.maketrans("０１２３４５６７８９－−ー", "0123456789---"))
        found = NUMBERED.fullmatch(number)
        if not found or int(found[1]) != self.goal.number:
            raise ValidationError(_("Write it like %(number)s-1.") % {"number": self.goal.number})
        return f"{int(found[1])}-{int(found[2])}"


class NewTargetForm(TargetTextForm):
    field_order = ["scope", "text"]
    scope = forms.ChoiceField(
        label=_("Of what"), choices=Target.Scope.choices, widget=forms.RadioSelect, initial=Target.Scope.YEAR
    )


class NumberForm(forms.Form):
    measure = ShortText(label=_("Of what"), limit=60)
    period = forms.ChoiceField(
        label=_("In what time"), required=False,
        choices=[
            ("", _("altogether")), ("year", _("each year")), ("month", _("each month")), ("week", _("each week")),
            ("session", _("each time")),
        ],
    )  # fmt: skip
    value = NumberText(label=_("How much"))
    unit = ShortText(label=_("Unit"), limit=20, required=True)
    comparator = forms.ChoiceField(label=_("Exactly or at least"), choices=Quantity.Comparator.choices)
    place = ShortText(label=_("Where"), limit=60)

    def said(self) -> dict:
        values = self.cleaned_data
        return values | {name: values[name] or None for name in ("measure", "period", "place")}


class WithdrawForm(forms.Form):
    why = ShortText(label=_("Why"), limit=200, required=True, error_messages={"required": _("Write why it is withdrawn.")})


class MoveForm(forms.Form):
    """Below which basic plan of the same plan a programme stands."""

    policy = forms.ChoiceField(label=_("Below the basic plan"))

    def __init__(self, *args, program, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Policy.objects.filter(goal__plan=program.policy.goal.plan_id, withdrawn_at=None, goal__withdrawn_at=None)
        self.policies = {str(one.pk): one for one in rows.order_by("goal__number", "position")}
        self.fields["policy"].choices = [(pk, f"{one.number}　{one.name}") for pk, one in self.policies.items()]

    def clean_policy(self):
        return self.policies[self.cleaned_data["policy"]]

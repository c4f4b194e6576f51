"""How a target stands: its judgement and comment, by what its numbers are counted, and its steps."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs import indicators
from programs.forms.numbers import NumberText
from programs.models import Measure, Quantity, Target
from ui.fields import LongText, ShortText, WrittenDateField

MEASURE, INDICATOR = "measure:", "indicator:"


class TargetForm(forms.ModelForm):
    """`counted`: whether something shows how it stands. Where nothing does, somebody says it."""

    class Meta:
        model = Target
        fields = ["status", "judgement", "comment"]
        widgets = {"status": forms.RadioSelect, "comment": forms.Textarea(attrs={"rows": 2})}
        field_classes = {"comment": LongText}
        labels = {"status": _("Status")}

    def __init__(self, *args, counted, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["judgement"].choices = [("", _("As the rule says")), *Target.Judgement.choices]
        self.fields["judgement"].required = False
        if counted:
            del self.fields["status"]


class BindForm(forms.Form):
    """`value`: only where the plan has no number of its own."""

    counted = forms.ChoiceField(label=_("Counted by"), required=False)
    rule = forms.ChoiceField(label=_("How it is counted"), choices=Quantity.Rule.choices, required=False)
    value = NumberText(label=_("Planned for a year, if anything"))

    def __init__(self, *args, program, quantity=None, **kwargs):
        super().__init__(*args, **kwargs)
        # A programme may be shown by what another one counts.
        council = program.policy.goal.plan.area_id
        measures = Measure.objects.filter(program__policy__goal__plan__area=council, retired_date=None).select_related(
            "program"
        )
        self.measures = {f"{MEASURE}{one.pk}": one for one in measures}
        own = [(key, f"{one.name} ({one.unit})") for key, one in self.measures.items() if one.program_id == program.pk]
        others = [
            (key, f"{one.program.name}: {one.name} ({one.unit})")
            for key, one in self.measures.items()
            if one.program_id != program.pk
        ]
        elsewhere = [(f"{INDICATOR}{one.code}", f"{one.label} ({one.unit})") for one in indicators.everything()]
        self.fields["counted"].choices = [
            ("", _("Nothing yet")), (_("This programme"), own), (_("From the records of the office"), elsewhere),
            (_("Other programmes"), others),
        ]  # fmt: skip
        if quantity is not None and not quantity.by_hand:
            del self.fields["value"]

    def said(self) -> dict:
        """As the service takes it."""
        chosen = self.cleaned_data["counted"]
        indicator = chosen.removeprefix(INDICATOR) if chosen.startswith(INDICATOR) else ""
        return {
            "measure": self.measures.get(chosen), "indicator": indicator, "rule": self.cleaned_data["rule"],
            "value": self.cleaned_data.get("value"),
        }  # fmt: skip


def bound_to(quantity) -> dict:
    """What the form shows of a number."""
    chosen = (
        f"{INDICATOR}{quantity.indicator}"
        if quantity.indicator
        else f"{MEASURE}{quantity.counted_id}"
        if quantity.counted_id
        else ""
    )
    return {"counted": chosen, "rule": quantity.rule, "value": quantity.value}


class StepForm(forms.Form):
    name = ShortText(label=pgettext_lazy("milestone", "Step"), limit=40, required=True)
    due_date = WrittenDateField(label=_("Due"))
    done_date = WrittenDateField(label=_("Done on"), latest_today=True)
    evidence = ShortText(label=_("What shows it"), limit=200)

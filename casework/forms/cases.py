"""What is changed on a case: its standing, its staff, its topics, who must not see it; and the filters of the list."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import PersonChoiceField
from casework.codes import OPEN_STATUSES, CaseStatus, ClosureReason, Route, Topic, Urgency
from japan.fiscal import fiscal_year, label
from privacy.models import Recusal
from programs import indicators
from publishing import periods
from ui.fields import GuessingForm, LongText, ShortText, WrittenDateField

# Of intakes, which the list of cases can be narrowed to.
YEARS = 10


class StatusForm(forms.Form):
    status = forms.ChoiceField(label=_("Status"), choices=[(status, CaseStatus(status).label) for status in OPEN_STATUSES])


class DeathForm(GuessingForm):
    """Of a form that can end something with 死亡: it asks once on which day they died, unless the record says so."""

    death_date = WrittenDateField(
        label=_("Date of death"), assume="past", latest_today=True,
        help_text=_("Where the reason is a death: the person's record will say so, and doors, contacts and reminders end."),
    )  # fmt: skip

    def __init__(self, *args, person=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_known = person is None or person.death_date is not None
        if self.is_known:
            del self.fields["death_date"]

    def clean(self):
        cleaned = super().clean()
        died = cleaned.get("reason_code") == ClosureReason.DIED
        if died and not self.is_known and not cleaned.get("death_date") and "death_date" not in self.errors:
            message = _(
                "Write on which day they died. The record will say so everywhere; it can be taken back on the person's page."
            )
            self.add_error("death_date", ValidationError(message, code="required"))
        if not died:
            cleaned.pop("death_date", None)
        return cleaned


class CloseForm(DeathForm):
    on_date = WrittenDateField(label=pgettext_lazy("case", "Closed on"), assume="past", latest_today=True, required=True)
    reason_code = forms.ChoiceField(
        label=_("Reason for closing"), choices=ClosureReason.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason.")},
    )  # fmt: skip
    text = LongText(label=_("What happens next"))
    field_order = ("on_date", "reason_code", "death_date", "text")


class MailStopForm(forms.Form):
    why = LongText(
        label=_("Reason"), required=True, limit=2000,
        help_text=_("Only those who read this case read the reason."), error_messages={"required": _("Write the reason.")},
    )  # fmt: skip


class ReopenForm(GuessingForm):
    on_date = WrittenDateField(label=_("Reopened on"), assume="past", latest_today=True, required=True)
    text = LongText(label=_("Why"))


class CorrectForm(forms.Form):
    topics = forms.MultipleChoiceField(label=_("Topics"), choices=Topic.choices, widget=forms.CheckboxSelectMultiple)
    main_topic = forms.ChoiceField(label=_("Main topic"), choices=Topic.choices, required=False)
    route = forms.ChoiceField(label=_("Route"), choices=Route.choices, widget=forms.RadioSelect)
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Urgency.choices, widget=forms.RadioSelect)
    words = LongText(label=_("In their own words"))
    reason = ShortText(
        label=_("Reason for the correction"), required=True, error_messages={"required": _("Say why it is corrected.")}
    )

    def clean(self):
        values = super().clean()
        topics = values.get("topics") or []
        if topics and values.get("main_topic") not in topics:
            values["main_topic"] = topics[0]
        return values


class StaffForm(forms.Form):
    user = PersonChoiceField(label=_("Who"), queryset=None, empty_label=_("Choose"))

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people


class RecuseForm(forms.Form):
    why = forms.ChoiceField(label=_("Tie"), choices=Recusal.Why, widget=forms.RadioSelect)


class ExcludeForm(RecuseForm, StaffForm):
    field_order = ["user", "why"]


OVER = [(code, label) for code, label in Recusal.Over.choices if code != Recusal.Over.NAMED]


class ReadmitForm(StaffForm):
    over = forms.ChoiceField(
        label=_("Reason"), choices=OVER, widget=forms.RadioSelect, error_messages={"required": _("Choose the reason.")}
    )


def figure_of(written: str):
    """(the indicator, its period), or nothing where it counts no cases."""
    code, _dot, key = written.rpartition(".")
    one, period = indicators.get(code), periods.read(key)
    return (one, period) if one and one.cases and period else None


class FilterForm(forms.Form):
    """Codes only: what stands in an address must say nothing about anybody."""

    STATUSES = [("open", _("All open")), *CaseStatus.choices, ("all", _("All"))]
    status = forms.ChoiceField(label=_("Status"), choices=STATUSES, required=False)
    staff = forms.ChoiceField(label=_("Staff"), required=False)
    area = forms.ChoiceField(label=_("School district"), required=False)
    topic = forms.ChoiceField(label=_("Topic"), choices=[("", _("All")), *Topic.choices], required=False)
    quiet = forms.ChoiceField(
        label=_("Last activity"),
        choices=[("", _("Any")), ("30", _("30 days ago or longer")), ("90", _("90 days ago or longer"))],
        required=False,
    )
    order = forms.ChoiceField(
        choices=[("", _("Newest activity")), ("kana", _("By kana")), ("next", _("By next contact"))],
        required=False,
        widget=forms.HiddenInput,
    )
    due = forms.ChoiceField(
        label=_("Next contact"),
        choices=[("", _("Any")), ("late", _("Overdue")), ("soon", _("Within 14 days")), ("none", _("No next contact"))],
        required=False,
    )
    year = forms.TypedChoiceField(label=_("Taken in"), coerce=int, empty_value=None, required=False)
    # Of a number of the plan or a report, those that it counted: rights.contacts.2025, rights.contacts.2025-06.
    figure = forms.CharField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Cases")), ("enquiry", _("Enquiries"))], required=False)

    def __init__(self, *args, areas=(), people=(), **kwargs):
        super().__init__(*args, **kwargs)
        this_year = fiscal_year(timezone.localdate())
        years = [(year, f"{label(year)}（{year}）") for year in range(this_year, this_year - YEARS, -1)]
        self.fields["year"].choices = [("", _("Any")), *years]
        by_name = [(str(pk), name) for pk, name in people]
        self.fields["staff"].choices = [("", _("Everybody")), ("me", _("Mine")), *by_name]
        self.fields["area"].choices = [("", _("All")), *((str(area.pk), area.label) for area in areas)]

    def clean_figure(self):
        written = self.cleaned_data["figure"]
        if written and not figure_of(written):
            raise forms.ValidationError(_("There is no such figure."))
        return written

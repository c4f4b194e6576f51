"""The forms of accounts. They offer only what the actor may administer, so that nothing posted reaches further."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import user_names
from accounts.models import Ending, Membership, Organisation, Pledge, User
from accounts.people import areas_within
from privacy.areas import Area
from privacy.roles import Role
from ui.fields import PhoneField, TypedEmail, TypedText, WrittenDateField


class PersonChoiceField(forms.ModelChoiceField):
    """Offers people by name. `str(user)` is an id, since it goes into logs."""

    def label_from_instance(self, obj):
        return obj.display_name


class PeopleChoiceField(forms.ModelMultipleChoiceField):
    """Several of them, each by a tick."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj):
        return obj.display_name


class AreaChoiceField(forms.ModelChoiceField):
    """Offers areas, indented as they lie in the tree."""

    def label_from_instance(self, obj):
        return "　" * (len(obj.path) - 1) + obj.name


class HandOverForm(forms.Form):
    """`rows`: (record, words) of what can be chosen one by one, each with a note."""

    ALL, CHOSEN = "all", "chosen"

    to = PersonChoiceField(
        label=_("Hand it over to"), queryset=None, required=False, empty_label=_("Nobody now"),
        help_text=_("What this person cannot have stays where it is."),
    )  # fmt: skip
    which = forms.ChoiceField(
        label=_("What to hand over"), required=False, initial=ALL, widget=forms.RadioSelect,
        choices=[(ALL, _("Everything")), (CHOSEN, _("Only the cases that are ticked"))],
    )  # fmt: skip
    chosen = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, people, rows=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people
        self.fields["chosen"].choices = [(str(record.pk), words) for record, words in rows]
        for record, words in rows:
            self.fields[f"note-{record.pk}"] = TypedText(
                label=_("Note for %(case)s") % {"case": words}, required=False, max_length=500
            )
        self.records = [record for record, _words in rows]

    def lines(self):
        """(tick, note, record) of each row, in their order."""
        ticks = {str(tick.data["value"]): tick for tick in self["chosen"]}
        return [(ticks[str(record.pk)], self[f"note-{record.pk}"], record) for record in self.records]

    def asked_for(self) -> dict:
        """As `handover.hand_over` takes it."""
        notes = {str(record.pk): self.cleaned_data[f"note-{record.pk}"] for record in self.records}
        only = self.cleaned_data["which"] == self.CHOSEN
        return {"chosen": set(self.cleaned_data["chosen"]) if only else None, "notes": notes}


class EndingForm(HandOverForm):
    why = forms.ChoiceField(
        label=_("Why"),
        choices=Ending.Why.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason.")},
    )


class SignInForm(LoginForm):
    """allauth's form with the words of our sign-in page, and without the box "remember me"."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name or e-mail")
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        for name in ("login", "password"):
            self.fields[name].widget.attrs = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        self.fields.pop("remember", None)

    def clean_login(self):
        return user_names.fold(super().clean_login())


def _code_field(field):
    field.widget.attrs = {"autocomplete": "off", "inputmode": "numeric", "spellcheck": "false"}
    return field


class CodeForm(AuthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _code_field(self.fields["code"]).label = _("Six-digit code, or a recovery code")


class AgainForm(ReauthenticateByCodeForm):
    """Password and code together, as at the sign-in. A code is not spent on a wrong password."""

    password = forms.CharField(label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"}))
    field_order = ["password", "code"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _code_field(self.fields["code"]).label = _("Six-digit code, or a recovery code")
        if not is_mfa_enabled(self.user):
            del self.fields["code"]

    def clean_password(self):
        if not get_adapter().reauthenticate(self.user, self.cleaned_data["password"]):
            raise forms.ValidationError(_("This is not the password."))
        return self.cleaned_data["password"]

    def clean_code(self):
        return super().clean_code() if "password" in self.cleaned_data else ""

    def save(self):
        reauthenticate_by_password(context.request)
        if "code" in self.fields:
            super().save()


class EnrolForm(ActivateTOTPForm):
    """Keeps the secret after a mistyped code, since otherwise the phone would have to scan again."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _code_field(self.fields["code"]).label = _("Six-digit code from the app")


class ChangeOwnPasswordForm(ChangePasswordForm):
    """Shows labels above the fields, and no grey words inside them."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        labels = (_("Password until now"), _("New password"), _("The same once more"))
        for field, label in zip(self.fields.values(), labels, strict=True):
            field.label, field.help_text, field.widget.attrs = label, "", {"autocomplete": "off"}


class PasskeyForm(forms.Form):
    name = TypedText(label=_("Name of the passkey"), max_length=40, help_text=_("Where it lies: the office PC, my phone"))


class NewPasswordForm(forms.Form):
    password = forms.CharField(label=_("New password"), widget=forms.PasswordInput, strip=False)
    again = forms.CharField(label=_("The same once more"), widget=forms.PasswordInput, strip=False)

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["password"].help_text = " ".join(password_validators_help_texts()[:1])

    def clean_password(self):
        validate_password(self.cleaned_data["password"], self.person)
        return self.cleaned_data["password"]

    def clean(self):
        if self.cleaned_data.get("password") and self.cleaned_data.get("again") != self.cleaned_data["password"]:
            self.add_error("again", _("The two passwords differ."))


class OldPasswordForm(forms.Form):
    """A link for a lost second factor still asks for the first one."""

    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput, strip=False)

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self):
        if not self.person.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError(_("This is not the password."))
        return self.cleaned_data["password"]


class LinkCodeForm(forms.Form):
    code = TypedText(
        label=_("The letters and digits on the paper"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false"}),
    )


class PersonForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["display_name", "kana", "email"]
        field_classes = {"display_name": TypedText, "kana": TypedText, "email": TypedEmail}

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def clean(self):
        found = User.objects.filter(email__iexact=self.cleaned_data.get("email") or "-").exclude(pk=self.instance.pk)
        if found.exists():
            self.add_error("email", _("Somebody else has this address."))


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role)
    area = AreaChoiceField(label=_("Area"), queryset=Area.objects.none())
    operating_org = forms.ModelChoiceField(
        label=_("Organisation they act for"), queryset=Organisation.objects.none(), required=False
    )
    from_date = WrittenDateField(label=_("First day"), initial=timezone.localdate, required=True)
    until_date = WrittenDateField(label=_("Last day (included)"))

    def __init__(self, *args, actor, action="role.grant", **kwargs):
        super().__init__(*args, **kwargs)
        areas = areas_within(actor, action).filter(special="")
        self.fields["area"].queryset = areas
        self.fields["operating_org"].queryset = Organisation.objects.filter(area__in=areas, closed_date=None)

    def clean(self):
        begins, ends = self.cleaned_data.get("from_date"), self.cleaned_data.get("until_date")
        if begins and ends and ends < begins:
            self.add_error("until_date", _("This day lies before the first one."))


class NewPersonForm(RoleForm):
    """A new person with their first role, since nobody can be outside of every area."""

    display_name = TypedText(label=_("Name"), max_length=80)
    kana = TypedText(label=_("Kana"), max_length=80)
    username = TypedText(
        label=_("User name"),
        max_length=60,
        help_text=_("For signing in: letters a to z and digits. It need not say who it is."),
    )
    email = TypedEmail(label=_("E-mail address (may stay empty)"), required=False)
    field_order = ["display_name", "kana", "username", "email"]

    def clean_username(self):
        username = user_names.fold(self.cleaned_data["username"])
        user_names.plain(username)
        if User.objects.looking_like(username):
            raise forms.ValidationError(_("This user name is taken, or looks like one that is."))
        return username

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        if email and User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(_("Somebody else has this address."))
        return email


class GrantForm(RoleForm):
    """A further role. The form refuses a role that the person already has from the same day, as the database would."""

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def clean(self):
        super().clean()
        wanted = {name: self.cleaned_data.get(name) for name in ("role", "area", "from_date")}
        if Membership.objects.filter(user=self.person, ended_at=None, **wanted).exists():
            self.add_error("role", _("They have this role there from this day already."))


class PledgeForm(forms.Form):
    signed_date = WrittenDateField(
        label=_("Signed on"), initial=timezone.localdate, assume="past", latest_today=True, required=True
    )
    valid_until = WrittenDateField(label=_("Valid until (that day included)"), required=True)

    def clean(self):
        signed, until = self.cleaned_data.get("signed_date"), self.cleaned_data.get("valid_until")
        if signed and until and not signed < until <= Pledge.longest_until(signed):
            self.add_error("valid_until", _("A pledge is valid for a year at most."))


class PledgesForm(PledgeForm):
    """One day of signing for several people, as after a meeting at which everybody signed."""

    people = PeopleChoiceField(
        label=_("Who signed"), queryset=None, error_messages={"required": _("Choose at least one person.")}
    )
    field_order = ["people"]

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people


class TrainingForm(forms.Form):
    trained_on = WrittenDateField(
        label=_("Visitors' training on"),
        assume="past",
        latest_today=True,
        help_text=_("Empty: not trained, and sent to no door"),
    )


class AreaForm(forms.ModelForm):
    class Meta:
        model = Area
        fields = ["name", "short_name", "code", "closed_date"]
        field_classes = {**dict.fromkeys(["name", "short_name", "code"], TypedText), "closed_date": WrittenDateField}
        labels = {
            "name": _("Name"),
            "short_name": _("Short name"),
            "code": _("Code"),
            "closed_date": _("Closed since"),
        }


class DistrictForm(forms.ModelForm):
    class Meta:
        model = Area
        fields = ["name", "short_name", "code"]
        field_classes = dict.fromkeys(fields, TypedText)
        labels = AreaForm.Meta.labels

    def __init__(self, *args, parent, **kwargs):
        super().__init__(*args, **kwargs)
        self.parent = parent

    def clean_name(self):
        if Area.objects.filter(parent=self.parent, name=self.cleaned_data["name"]).exists():
            raise forms.ValidationError(_("There is a district of this name."))
        return self.cleaned_data["name"]


class OrganisationForm(forms.ModelForm):
    area = AreaChoiceField(label=_("Area"), queryset=Area.objects.none())

    class Meta:
        model = Organisation
        fields = ["kind", "name", "area", "phone", "closed_date"]
        field_classes = {"name": TypedText, "closed_date": WrittenDateField, "phone": PhoneField}

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = areas_within(actor, "organisation.manage").filter(special="")


class SettingsForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["language", "calendar", "text_size"]
        widgets = dict.fromkeys(["language", "calendar", "text_size"], forms.RadioSelect)


class WorkingCouncilForm(forms.ModelForm):
    chosen_council = forms.ModelChoiceField(
        label=_("Council"), queryset=Area.objects.none(), widget=forms.RadioSelect, empty_label=None
    )

    class Meta:
        model = User
        fields = ["chosen_council"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        councils = {membership.area.council_id for membership in self.instance.memberships.everywhere()}
        self.fields["chosen_council"].queryset = Area.objects.filter(pk__in=councils - {None})

"""利害関係: taking oneself off a person, and, for managers, shutting somebody else out, seeing who is, and ending it.

The same from the person's page and from a case, which stands for its person.
"""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from casework import services
from casework.forms.cases import ExcludeForm, ReadmitForm, RecuseForm
from casework.models import Case, Person
from casework.pages.whom import whom_of
from casework.people_on_cases import excludable, recused_from
from casework.services.recusals import whom
from privacy.access import allow, get_or_404
from privacy.methods import require_http_methods
from privacy.models import AskedRecusal
from privacy.reach import can
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse

READMIT = "end"


@require_http_methods(["GET", "POST"])
@allow("person.recuse", about=Person)
def person_recuse(request, pk):
    return _recuse(request, Person, pk)


@require_http_methods(["GET", "POST"])
@allow("person.recuse", about=Case)
def case_recuse(request, pk):
    return _recuse(request, Case, pk)


@require_http_methods(["GET", "POST"])
@allow("person.exclude", about=Person)
def person_exclude(request, pk):
    return _exclude(request, Person, pk)


@require_http_methods(["GET", "POST"])
@allow("person.exclude", about=Case)
def case_exclude(request, pk):
    return _exclude(request, Case, pk)


def _recuse(request, model, pk):
    record = get_or_404(request, model.objects.select_related("dossier__subject"), pk, "person.recuse")
    form = page_form(request, RecuseForm)
    if request.method == "POST":
        if not _done(form, services.person_recuse, record, request.user):
            return redisplay(request, form)
        messages.success(request, _("From now on everything about this person is closed to you."))
        return redirect("home")
    context = _about(request, record) | {"form": form, "may_exclude": can(request.user, "person.exclude", record)}
    return render(request, "casework/recusal/recuse.html", context)


def _exclude(request, model, pk):
    """One form shuts somebody out, the other lets somebody in again."""
    record = get_or_404(request, model.objects.select_related("dossier__subject"), pk, "person.exclude")
    person = whom(record)
    recused = list(recused_from(person, record))
    shut_out = [row.user_id for row in recused if row.ended_at is None]
    form = page_form(request, ExcludeForm, people=excludable(person, request.user).exclude(pk=request.user.pk))
    end_form = page_form(
        request, ReadmitForm, READMIT, prefix=READMIT, people=User.objects.filter(pk__in=shut_out).order_by("kana", "id")
    )
    if request.method == "POST":
        if READMIT in request.POST:
            if not _done(end_form, services.person_readmit, record, request.user):
                return redisplay(request, end_form, READMIT)
            messages.success(request, _("From now on they can see it again, as far as their role reaches."))
        else:
            if not _done(form, services.person_exclude, record, request.user):
                return redisplay(request, form)
            asked = AskedRecusal.objects.waiting().filter(dossier=person, user=form.cleaned_data["user"]).exists()
            closed, waits = (
                _("From now on everything about this person is closed to them."),
                _("Asked for. It closes when somebody else has said yes: one manager alone does not shut out the others."),
            )
            messages.success(request, waits if asked else closed)
        return redirect(request.path)
    context = _about(request, record) | {"form": form, "end_form": end_form if shut_out else None, "recused": recused}
    return render(request, "casework/recusal/exclude.html", context)


def _about(request, record) -> dict:
    """Where the page leads, in the words of the record it was reached from."""
    kind = record._meta.model_name
    return {
        "whom": whom_of(request.user, record),
        "back": record.get_absolute_url(),
        "from_case": kind == "case",
        "exclude": reverse(f"{kind}_exclude", args=[record.pk]),
    }


def _done(form, service, record, user) -> bool:
    if form.is_valid():
        try:
            service(record, actor=user, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
    return form.is_valid()

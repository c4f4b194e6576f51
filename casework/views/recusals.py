"""利害関係: taking oneself off a case, and, for managers, shutting somebody else out and seeing who is."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.again import again, form_of
from accounts.models import User
from casework import services
from casework.forms.cases import ExcludeForm, RecuseForm
from casework.models import Case
from casework.people_on_cases import colleagues, named_to, recused_from
from privacy.methods import require_http_methods
from privacy.reach import can
from privacy.views import allow, get_or_404

CASES = Case.objects.select_related("area", "dossier", "subject__dossier")


@require_http_methods(["GET", "POST"])
@allow("case.recuse")
def case_recuse(request, pk):
    record = get_or_404(request, CASES.all(), pk, "case.recuse")
    form = form_of(request, RecuseForm)
    if request.method == "POST":
        if not _done(form, services.case_recuse, record, request.user):
            return again(request, form)
        messages.success(request, _("From now on this case is closed to you."))
        return redirect("home")
    context = {"case": record, "form": form, "may_exclude": can(request.user, "case.exclude", record)}
    return render(request, "casework/case/recuse.html", context)


@require_http_methods(["GET", "POST"])
@allow("case.exclude")
def case_exclude(request, pk):
    record = get_or_404(request, CASES.all(), pk, "case.exclude")
    recused = recused_from(record)
    people = User.objects.filter(Q(pk__in=colleagues(record)) | Q(pk__in=named_to(record))).order_by("kana", "id")
    people = people.exclude(Q(pk=request.user.pk) | Q(pk__in=[row.user_id for row in recused]))
    form = form_of(request, ExcludeForm, people=people)
    if request.method == "POST":
        if not _done(form, services.case_exclude, record, request.user):
            return again(request, form)
        messages.success(request, _("From now on this case is closed to them."))
        return redirect("case_exclude", record.pk)
    return render(request, "casework/case/exclude.html", {"case": record, "form": form, "recused": recused})


def _done(form, service, record, user) -> bool:
    if form.is_valid():
        try:
            service(record, actor=user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
    return form.is_valid()

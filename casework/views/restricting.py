"""閲覧制限: a case that from now on opens to those who are named to it alone; who confirms that, and how two lift it again."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from casework import services
from casework.forms.restricting import LiftForm, RestrictForm
from casework.models import Case
from casework.pages.restrictions import restriction_of
from casework.pages.whom import whom_of
from casework.people_on_cases import possible_holders
from privacy.access import allow, get_or_404
from privacy.methods import require_http_methods, require_POST
from privacy.reach import can
from ui.once import sent_once
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse

# What is asked of a case and its person before it is restricted.
WHOLE = ("area", "dossier__subject", "subject")


@require_http_methods(["GET", "POST"])
@allow("case.restrict", about=Case)
@sent_once
def case_restrict(request, pk):
    record = get_or_404(request, Case.objects.select_related(*WHOLE), pk, "case.restrict")
    if request.method == "GET" and record.restricted:
        return redirect(record)
    form = page_form(
        request, RestrictForm, people=possible_holders(record), user=request.user, initial={"holders": [request.user.pk]}
    )
    if request.method == "POST":
        if not _done(form, lambda: services.case_restrict(record, actor=request.user, **form.wanted)):
            return redisplay(request, form)
        messages.success(request, _("From now on this case opens to those whom you named, and to nobody else."))
        return redirect(record) if can(request.user, "case.read", record) else redirect("home")
    return render(
        request, "casework/restricting/restrict.html", {"case": record, "form": form, "whom": whom_of(request.user, record)}
    )


@require_POST
@allow("case.restrict", about=Case)
def restriction_confirm(request, pk):
    record = get_or_404(request, Case.objects.select_related(*WHOLE), pk, "case.restrict")
    _pressed(request, record, services.restriction_confirm, _("Confirmed."))
    return redirect(record)


@require_http_methods(["GET", "POST"])
@allow("case.unrestrict", about=Case)
@sent_once
def case_lift(request, pk):
    """One asks with a reason, another agrees or refuses."""
    record = get_or_404(request, Case.objects.select_related(*WHOLE), pk, "case.unrestrict")
    restriction = restriction_of(request.user, record)
    if request.method == "POST" and "answer" in request.POST:
        agrees = request.POST["answer"] == "agree"
        act, said = (
            (services.lift_agree, _("The restriction was lifted."))
            if agrees
            else (services.lift_refuse, _("It stays restricted."))
        )
        _pressed(request, record, act, said)
        return redirect(record)
    if restriction is None:
        return redirect(record)
    form = page_form(request, LiftForm)
    if request.method == "POST":
        if not _done(form, lambda: services.lift_ask(restriction, actor=request.user, why=form.cleaned_data["why"])):
            return redisplay(request, form)
        messages.success(request, _("Asked for. It opens when another one of those who see it agrees."))
        return redirect(record)
    context = {"case": record, "restriction": restriction, "form": form, "whom": whom_of(request.user, record)}
    return render(request, "casework/restricting/lift.html", context)


def _pressed(request, case, act, said) -> None:
    """One press about the restriction of this case, which another one may have answered meanwhile."""
    restriction = restriction_of(request.user, case)
    try:
        if restriction is None:
            raise ValidationError(_("This was answered or taken back in the meantime."))
        act(restriction, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, said)


def _done(form, act) -> bool:
    if form.is_valid():
        try:
            act()
        except ValidationError as error:
            refuse(form, error)
    return form.is_valid()

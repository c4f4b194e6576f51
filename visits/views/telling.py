"""What the network, or somebody else who helps there, was told about a person who is watched over: 提供の記録, as from a case."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from casework.codes import Purpose
from casework.models import Disclosure, Person
from casework.receivers import names_of
from casework.services import tell
from privacy.access import allow, get_or_404
from privacy.methods import require_http_methods
from privacy.reach import can
from ui.once import once_of, sent_once
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse
from visits.forms.telling import TellForm
from visits.models import Enrolment


@require_http_methods(["GET", "POST"])
@allow("disclosure.write", about=Enrolment)
@sent_once(makes=Disclosure)
def enrolment_tell(request, pk):
    record = get_or_404(request, Enrolment.objects.select_related("dossier", "area"), pk, "disclosure.write")
    form = page_form(request, TellForm, council_id=record.council_id)
    if request.method == "POST":
        try:
            if not form.is_valid():
                return redisplay(request, form)
            said = {name: form.cleaned_data[name] for name in ("receiver_name", "contents", "means", "text")}
            tell(
                record, actor=request.user, receiver=names_of(form.cleaned_data["to"]), purpose=Purpose.WATCH,
                id=once_of(request.POST), **said,
            )  # fmt: skip
        except ValidationError as error:
            refuse(form, error)
            return redisplay(request, form)
        messages.success(request, _("It stands among what was told about this person."))
        return redirect(record)
    person = get_or_404(request, Person.objects.select_related("dossier"), record.person_id, "person.find")
    context = {"enrolment": record, "person": person, "form": form, "may_consent": can(request.user, "consent.write", person)}
    return render(request, "visits/enrolment/tell.html", context)

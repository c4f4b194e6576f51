"""Recusals of a second manager that one manager asked for, and the yes or no of somebody else."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from casework import services
from casework.models import Person
from casework.pages.case_list import NAMES
from casework.services.asked_recusals import waiting_for
from casework.services.recusals import whom
from privacy import asked
from privacy.access import allow
from privacy.methods import require_http_methods


@require_http_methods(["GET", "POST"])
@allow("exclude.confirm")
def recusals_asked(request):
    waiting = waiting_for(request.user)
    if request.method == "POST":
        found = waiting.filter(pk=asked.id_of(request.POST.get("asked", ""))).first()
        _answer(request, found)
        return redirect("recusals_asked")
    rows = list(waiting)
    about = Person.objects.visible_to(request.user, "person.find").filter(dossier__in=[whom(row) for row in rows])
    people = {person.dossier_id: person for person in about.only(*NAMES)}
    shown = [(row, people.get(whom(row).pk)) for row in rows]
    return render(request, "casework/recusal/asked.html", {"rows": shown})


def _answer(request, found):
    agreed = request.POST.get("answer") == "confirm"
    try:
        if found is None:
            raise ValidationError(_("This was answered or taken back in the meantime."))
        (services.exclude_confirm if agreed else services.exclude_refuse)(found, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("From now on everything about this person is closed to them.") if agreed else _("Refused."))

"""閲覧履歴 and 変更履歴 of an enrolment, with its visits, welfare checks and alerts."""

from django.urls import reverse

from accounts.models import User
from casework.pages.access import access_page
from casework.pages.changes import changes_page, words_of
from privacy.access import allow, get_or_404
from privacy.methods import require_GET
from visits.codes import Caution, Check, Finding
from visits.models import Alert, Assignment, Enrolment, Pause, SafetyCheck, SafetyStep, Tie, Visit

# The newest visits: their versions are what people look for.
VISITS = 200


@require_GET
@allow("history.read", about=Enrolment)
def enrolment_access(request, pk):
    record = get_or_404(request, Enrolment.objects.select_related("dossier"), pk, "history.read")
    return access_page(request, record, reverse("enrolment_access", args=[record.pk]))


@require_GET
@allow("history.read", about=Enrolment)
def enrolment_changes(request, pk):
    record = get_or_404(request, Enrolment.objects.select_related("dossier"), pk, "history.read")
    records: list = [record]
    for model in (Pause, Assignment, SafetyCheck, Alert, SafetyStep, Tie):
        records += _of_enrolment(request, record, model)
    records += _of_enrolment(request, record, Visit).order_by("-visited_at", "-id")[:VISITS]
    return changes_page(request, record, records)


def _of_enrolment(request, record, model):
    """The rows of the enrolment's own dossier: the right to its history is the right to theirs."""
    return model.objects.in_dossier_of(record, request.user, "history.read")


@words_of("visits.enrolment", "cautions")
def cautions(value) -> str:
    return "、".join(str(Caution(code).label) for code in value)


@words_of("visits.visit", "checks")
def checks(value) -> str:
    return "\n".join(f"{Check(code).label}: {Finding(found).label}" for code, found in value.items())


@words_of("visits.visit", "companions")
def companions(value) -> str:
    return "、".join(User.objects.filter(pk__in=value).order_by("kana").values_list("display_name", flat=True))

"""閲覧履歴 and 変更履歴 of an enrolment, with its visits, welfare checks and alerts."""

from django.urls import reverse

from accounts.models import User
from casework.changes import words_of
from casework.views.history import access_page, changes_page
from privacy.methods import require_GET
from privacy.views import allow, get_or_404, read_list
from visits.codes import Caution, Check, Finding
from visits.models import Alert, Assignment, Enrolment, Pause, SafetyCheck, SafetyStep, Visit

# The newest visits: their versions are what people look for.
VISITS = 200


@require_GET
@allow("history.read")
def enrolment_access(request, pk):
    record = get_or_404(request, Enrolment.objects.select_related("dossier"), pk, "history.read")
    return access_page(request, record, reverse("enrolment_access", args=[record.pk]))


@require_GET
@allow("history.read")
def enrolment_changes(request, pk):
    record = get_or_404(request, Enrolment.objects.select_related("dossier"), pk, "history.read")
    records: list = [record]
    for model in (Pause, Assignment, SafetyCheck, Alert):
        records += _open(request, model.objects.filter(enrolment=record))
    records += _open(request, Visit.objects.filter(enrolment=record).order_by("-visited_at", "-id")[:VISITS])
    records += _open(request, SafetyStep.objects.filter(check_made__enrolment=record))
    return changes_page(request, record, records)


def _open(request, rows) -> list:
    """The rows of the enrolment's own dossier: the right to its history is the right to theirs."""
    return read_list(request, rows.opened_by_reach(), "history.read", kind="open")


@words_of("visits.enrolment", "cautions")
def cautions(value) -> str:
    return "、".join(str(Caution(code).label) for code in value)


@words_of("visits.visit", "checks")
def checks(value) -> str:
    return "\n".join(f"{Check(code).label}: {Finding(found).label}" for code, found in value.items())


@words_of("visits.visit", "companions")
def companions(value) -> str:
    return "、".join(User.objects.filter(pk__in=value).order_by("kana").values_list("display_name", flat=True))

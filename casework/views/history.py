"""閲覧履歴 and 変更履歴: who looked at this record, and what was changed."""

from django.urls import reverse

from casework.models import Case, Consent, Consulter, OtherName, Person, ProgressNote, Relative
from casework.pages.access import access_page
from casework.pages.changes import changes_page
from privacy.access import allow, get_or_404
from privacy.methods import require_GET


@require_GET
@allow("history.read", about=Case)
def case_access(request, pk):
    case = get_or_404(request, Case.objects.select_related("dossier"), pk, "history.read")
    return access_page(request, case, reverse("case_access", args=[case.pk]))


@require_GET
@allow("history.read", about=Case)
def case_changes(request, pk):
    """Every version of everything in this case, as what it said before and after."""
    case = get_or_404(request, Case.objects.select_related("dossier"), pk, "history.read")
    records = [case, *_open(request, ProgressNote, case=case), *_open(request, Consulter, case=case)]
    if case.subject_id:
        records += _open(request, Person, pk=case.subject_id)
        records += [
            *_open(request, OtherName, person=case.subject_id),
            *_open(request, Relative, person=case.subject_id),
            *_open(request, Consent, person=case.subject_id),
        ]
    return changes_page(request, case, records)


def _open(request, model, **about) -> list:
    return list(model.objects.visible_to(request.user, "history.read").filter(**about))

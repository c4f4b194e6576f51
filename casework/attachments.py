"""What of this app files can be attached to: a case, a note, a consent."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from attachments.parents import Parent, Whose, register
from casework.models import Case, Consent, ProgressNote
from casework.pages.whom import whom_of
from privacy.reading import show
from ui.dates import at_text, day_text


def _of(user, about, what: str, url: str) -> Whose:
    whom = whom_of(user, about)
    return Whose(f"{whom.name} {whom.number}".strip(), what, url)


def of_case(user, case) -> Whose:
    return _of(user, case, "", case.get_absolute_url())


def of_note(user, note) -> Whose:
    show([note.case])
    what = f"{note.get_means_display()} {at_text(note.met_at, calendar=user.calendar)}"
    return _of(user, note.case, what, f"{reverse('case', args=[note.case_id])}#note-{note.pk}")


def of_consent(user, consent) -> Whose:
    what = f"{consent.get_decision_display()} {day_text(consent.given_date, calendar=user.calendar)}"
    return _of(user, consent, what, reverse("person", args=[consent.person_id]))


CASE = register(Parent("case", Case, _("Case"), "case.read", "case.write", of_case))
NOTE = register(Parent("note", ProgressNote, _("Note"), "note.read", "note.write", of_note, related=("case",)))
CONSENT = register(Parent("consent", Consent, _("Consent"), "consent.read", "consent.write", of_consent))

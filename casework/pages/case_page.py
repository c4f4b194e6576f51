"""What the page of a case asks beside the case itself, in one statement: its course, what lies around it, and the boxes of other apps."""

from attachments.pages.listing import newest_of
from casework import case_parts, person_links, timeline
from casework.given import CASE, PEOPLE
from casework.models import Case, Consent, Consulter, Ground, Relative
from casework.people_on_cases import assigned
from privacy.together import RECORD, Question, question


@question
def case_itself(asker):
    """With what the head of its page shows."""
    return asker.sees(Case).filter(pk=RECORD).select_related("area", "dossier", "subject__dossier")


@question
def consulters(asker):
    return asker.sees(Consulter).filter(case=CASE)


@question
def grounds(asker):
    return asker.lies_in(Ground).filter(case=CASE)


@question
def consents(asker):
    return asker.sees(Consent).filter(person__in=PEOPLE)[:5]


@question
def relatives(asker):
    return asker.sees(Relative).filter(person__in=PEOPLE).present()


# One more than is shown tells whether there are more.
files = Question(lambda asker: newest_of(asker, CASE), looks_through=True)


def questions(kind: str, *, full: bool) -> list[Question]:
    """`full`: the subject's record is open too."""
    of_person = [consents, relatives, *person_links.questions()] if full else []
    return [assigned, consulters, grounds, files, *case_parts.questions(), *timeline.questions(kind), *of_person]


def questions_on_paper(size: int, *, full: bool) -> list[Question]:
    return [assigned, consulters, *timeline.questions(size=size), *([consents] if full else [])]

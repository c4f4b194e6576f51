"""What waits in the conferences."""

from collections import Counter
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.attention import Item, attention
from conferences.documents import READERS
from conferences.documents.words import title_of
from conferences.models import Conference, PaperPart
from documents.codes import Holding
from documents.models import Copy
from privacy.policy import roles_for
from ui.dates import day_text

NOT_BACK = (Holding.HERE, Holding.OUT)


@attention(*roles_for("conference.prepare"))
def not_collected(user, today):
    """From the day after a meeting: its papers that are not back, also those that were made anew and no longer counted."""
    meetings = Conference.objects.visible_to(user, "conference.prepare").filter(date__lt=today, papers_at__isnull=False)
    missing = Copy.objects.filter(holding__in=NOT_BACK).values("document")
    papers = PaperPart.objects.filter(place=0, document__kind=READERS.name, conference__in=meetings, document__in=missing)
    number = Counter(papers.order_by().values_list("conference", flat=True))
    for meeting in meetings.filter(pk__in=number).order_by("date", "id"):
        left = number[meeting.pk]
        yield Item(
            due_date=meeting.date + timedelta(days=1), title=title_of(meeting), facts=day_text(meeting.date, "week", user.calendar),
            why=ngettext("%(n)d copy of its papers is not back yet", "%(n)d copies of its papers are not back yet", left) % {"n": left},
            url=meeting.papers_url + "#copies", kind="paper", action=_("Tick what was collected"),
        )  # fmt: skip

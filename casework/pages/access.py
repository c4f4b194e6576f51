"""閲覧履歴: who looked at a record, from the access ledger."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from casework.joined import dossiers_of_people
from casework.pages.whom import whom_of
from privacy import asked
from privacy.ledger import forged
from privacy.models import AccessEvent, Dossier
from privacy.reach import within

# Events looked at for one page, whatever they fold into.
READ = 200


@dataclass
class Look:
    """What one person did to this case on one day, in one way. One press may write several events: it is one look."""

    who: User | None
    kind: str
    first: datetime
    last: datetime
    requests: set
    forged: bool = False

    @property
    def chip(self) -> tuple[str, str, str]:
        """(word, kind, icon)"""
        return {
            "print": (_("Printed"), "", "print"), "write": (_("Wrote"), "", "pen"), "denied": (_("Refused"), "warn", "lock"),
            "list": (_("In a list"), "", "list"), "search": (_("Found in a search"), "", "search"),
        }.get(self.kind, (_("Opened"), "", "eye"))  # fmt: skip

    @property
    def times(self) -> int:
        return len(self.requests)


def access_page(request, record, address):
    """閲覧履歴 of a record's dossier and its subject's: deliberate reads; appearances in lists on request."""
    events = _events(request.user, record.dossier)
    lists = request.GET.get("lists") == "1"
    if not lists:
        events = events.deliberate()
    if before := asked.moment(request.GET.get("before", "")):
        events = events.filter(at__lt=before)
    found = forged.marked(events.newest_first()[: READ + 1])
    people = User.objects.in_bulk({event.actor for event in found if event.actor})
    more = found[READ - 1].at.isoformat() if len(found) > READ else ""
    context = {"record": record, "address": address, "rows": _folded(found[:READ], people), "lists": lists, "before": more}
    if request.htmx:
        return render(request, "casework/history/_access.html", context)
    return render(request, "casework/history/access.html", context | {"whom": whom_of(request.user, record)})


def _events(user, dossier):
    """Those of the record, and of its subject where the history of that is open too.

    About the subject, only what is told by nobody who was in a restricted dossier that this reader may not read: they come to
    the person from there, and a name or a time here would say so.
    """
    opens = within(user, "history.read")
    subject = list(Dossier.objects.filter(pk__in=opens).filter(pk=dossier.subject_id).values_list("pk", flat=True))
    of_subject = Q(dossiers__overlap=subject) & ~Q(actor__in=insiders_beside(user, subject))
    return AccessEvent.objects.filter(Q(dossiers__overlap=[dossier.pk]) | of_subject)


def insiders_beside(user, subjects):
    """Who was in a restricted dossier about these people that this reader may not read, except themselves."""
    return AccessEvent.objects.filter(_inside(user, hidden_about(user, subjects))).values("actor")


def insiders_of_each(user, subjects) -> dict[UUID, set[UUID]]:
    """{a person's dossier: who was in a restricted one about that person}"""
    hidden = hidden_about(user, subjects)
    found: dict[UUID, set[UUID]] = defaultdict(set)
    events = AccessEvent.objects.filter(_inside(user, hidden)).order_by().values_list("actor", "dossiers").distinct()
    for actor, dossiers in events:
        for subject in {subject for pk in dossiers for subject in hidden.get(pk, ())}:
            if actor:
                found[subject].add(actor)
    return found


def hidden_about(user, subjects) -> dict[UUID, set[UUID]]:
    """{a restricted dossier that this reader may not read: those of these people that it is about}, by whichever of their records"""
    records = dossiers_of_people(subjects)
    everyone = {pk: {subject for subject in records if pk in records[subject]} for found in records.values() for pk in found}
    restricted = Dossier.objects.filter(Q(subject__in=everyone) | Q(pk__in=everyone), restricted=True)
    rows = restricted.exclude(pk__in=within(user, "history.read")).values_list("pk", "subject")
    return {pk: everyone[subject or pk] for pk, subject in rows}


def _inside(user, hidden) -> Q:
    return Q(dossiers__overlap=list(hidden), actor__isnull=False) & ~Q(kind="denied") & ~Q(actor=user.pk)


def _folded(events, people) -> list[Look]:
    """Newest first; a day and a person read better than every press. Whom a forged event names did nothing."""
    looks: dict = {}
    for event in events:
        actor = None if event.forged else event.actor
        key = (timezone.localdate(event.at), actor, event.kind, event.forged)
        look = looks.setdefault(key, Look(people.get(actor), event.kind, event.at, event.at, set(), event.forged))
        look.first = event.at
        look.requests.add(event.request or event.id)
    return list(looks.values())

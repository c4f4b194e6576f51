"""The access ledger as auditors and managers read it: who did what, when and to which record, by its number."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, User
from casework.forms.ledger import LedgerForm
from casework.pages.access import hidden_about, insiders_beside
from casework.pages.ledger_rows import ledger_rows, whom
from casework.pages.traced import closed_to, found_by, records_in, traced
from privacy import asked
from privacy.access import allow
from privacy.methods import require_http_methods
from privacy.models import AccessEvent, Area, Dossier, LedgerBlock
from privacy.reach import can, reach
from ui.redisplay import page_form, redisplay

# Events read for one page, whatever they fold into.
READ = 150
# An action has no index: so many of the newest events are looked through, and the page offers to look further back.
WINDOW = 5_000


@dataclass(frozen=True)
class Narrowed:
    who: User | None = None
    day: date | None = None
    action: str = ""
    record: Dossier | None = None
    denied: bool = False
    # An id was asked for that leads nowhere: nothing is shown, rather than everything.
    astray: bool = False


@require_http_methods(["GET", "POST"])
@allow("ledger.read")
def ledger(request):
    councils = _councils(request.user)
    people = _people(councils)
    narrowed = _narrowed(request, people, councils)
    form = page_form(
        request,
        LedgerForm,
        people=people,
        find=lambda number: found_by(request.user, councils, number),
        initial=_initial(request, narrowed),
    )
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        return redirect(_address(form.query()))
    events = _narrow(_within(councils), narrowed, request.user)
    if before := asked.moment(request.GET.get("before", "")):
        events = events.filter(at__lt=before)
    edge = _edge(events) if narrowed.action and not narrowed.record else None
    if narrowed.action:
        events = events.filter(action=narrowed.action, **({"at__gt": edge} if edge else {}))
    found = list(events.newest_first()[: READ + 1])
    more = found[READ - 1].at if len(found) > READ else edge
    query = {name: request.GET[name] for name in ("who", "day", "action", "record", "kind") if request.GET.get(name)}
    context = {
        "form": form, "rows": ledger_rows(found[:READ], request.user), "narrowed": bool(query),
        "looked_back_to": edge if len(found) <= READ else None,
        "earlier": _address(query | {"before": more.isoformat()}) if more else "",
        "sealed": LedgerBlock.objects.order_by("-number").first(),
    }  # fmt: skip
    return render(request, "casework/history/ledger.html", context)


def _councils(user) -> set[int | None]:
    """The councils that the role covers, at least in part; None for what lies above them, where a role stands there."""
    covered = Area.objects.filter(pk__in=reach(user, "ledger.read").areas).order_by()
    return set(covered.values_list("council_id", flat=True).distinct())


def _within(councils):
    here = Q(council__in=councils - {None})
    return AccessEvent.objects.filter(here | Q(council=None) if None in councils else here)


def _people(councils):
    """Whoever holds or ever held a role there."""
    held = Membership.objects.filter(user=OuterRef("pk"))
    here = Q(area__council__in=councils - {None}) | (Q(area__council=None) if None in councils else Q(pk__in=[]))
    return User.objects.filter(Exists(held.filter(here))).order_by("kana", "id")


def _narrowed(request, people, councils) -> Narrowed:
    who, record = asked.id_of(request.GET.get("who", "")), asked.id_of(request.GET.get("record", ""))
    person = people.filter(pk=who).first() if who else None
    dossier = Dossier.objects.filter(pk=record, council__in=councils - {None}).first() if record else None
    if dossier and closed_to(request.user, [dossier]):
        dossier = None
    return Narrowed(
        person, asked.day(request.GET.get("day", "")), request.GET.get("action", ""), dossier, request.GET.get("kind") == "denied",
        astray=bool(who) > bool(person) or bool(record) > bool(dossier),
    )  # fmt: skip


def _initial(request, narrowed) -> dict:
    record = traced(request.user, [narrowed.record])[narrowed.record.pk].number if narrowed.record else ""
    return {"who": narrowed.who, "day": narrowed.day, "action": narrowed.action, "record": record, "denied": narrowed.denied}


def _narrow(events, narrowed, user):
    if narrowed.astray:
        return events.none()
    if narrowed.who:
        events = events.filter(actor=narrowed.who.pk)
    if narrowed.denied:
        events = events.filter(kind="denied")
    if narrowed.day:
        begin = timezone.make_aware(datetime.combine(narrowed.day, time.min))
        events = events.filter(at__gte=begin, at__lt=begin + timedelta(days=1))
    return _about(events, narrowed.record, user) if narrowed.record else events


def _about(events, dossier, user):
    """A refusal names the record alone. What a line of the whole page would not call by this record is no line here (`ledger_rows`)."""
    events = events.filter(Q(dossiers__overlap=[dossier.pk]) | Q(records__overlap=records_in(dossier), kind="denied"))
    if not can(user, "case.read"):
        return events
    subject = whom(dossier)
    hidden = AccessEvent.objects.about(hidden_about(user, [subject]))
    events = events.exclude(request__in=hidden.exclude(request=None).values("request")).exclude(pk__in=hidden.values("pk"))
    if dossier.pk != subject:
        return events
    beside = list(Dossier.objects.filter(subject=subject).values_list("pk", flat=True))
    return events.filter(Q(dossiers__overlap=beside) | ~Q(actor__in=insiders_beside(user, [subject])))


def _edge(events) -> datetime | None:
    return events.newest_first().values_list("at", flat=True)[WINDOW : WINDOW + 1].first()


def _address(query) -> str:
    address = reverse("ledger")
    return f"{address}?{urlencode(query)}" if query else address

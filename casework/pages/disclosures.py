"""いま伝えてよいこと and 提供の記録: what may be told to whom, what each answer rests on, and what was told so far."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from casework.codes import Content, Decision, GroundKind
from casework.disclosure import Allowed, Denied, Reason
from casework.joined import one_with
from casework.models import Disclosure, Ground
from casework.pages.consents import content_words
from casework.receivers import names_of, words_of
from casework.said import what_may_be_told
from privacy.models import Dossier
from privacy.reach import within


@dataclass(frozen=True)
class Answer:
    content: Content
    may: bool
    why: str
    since: date | None

    @property
    def chip(self) -> tuple[str, str, str]:
        """(word, kind, icon)"""
        return (_("May be told"), "ok", "check") if self.may else (_("May not be told"), "bad", "oct")


def answers(user, person, receiver: str, purpose: str, today: date) -> list[Answer]:
    """`receiver`: a code that `casework.receivers` knows."""
    decided = what_may_be_told(user, person.pk, contents=list(Content), receiver=names_of(receiver), purpose=purpose, on=today)
    return answers_of(user, decided)


def answers_of(user, decided) -> list[Answer]:
    """In words. Of what stands in a record that this reader cannot see, no day and no breadth is told."""
    stands_on = {one.by.dossier for one in decided.values() if one.by}
    seen = set(
        Dossier.objects.filter(pk__in=stands_on).filter(pk__in=within(user, "consent.read")).values_list("pk", flat=True)
    )
    return [_answer(Content(content), one, bool(one.by) and one.by.dossier in seen) for content, one in decided.items()]


def _answer(content, decided, is_seen) -> Answer:
    if isinstance(decided, Allowed):
        if decided.by.kind == "ground":
            return Answer(content, True, str(GroundKind(decided.by.law).label), decided.by.from_date)
        return Answer(content, True, _("The person agreed"), decided.by.given_date if is_seen else None)
    if decided.by and not is_seen:
        return Answer(content, False, _hidden(decided), None)
    # Of what does not reach this far, no day says anything.
    since = decided.by.given_date if decided.by and decided.reason != Reason.NOT_COVERED else None
    return Answer(content, False, str(decided.reason.label), since)


def _hidden(denied: Denied) -> str:
    if denied.by.decision == Decision.REFUSED and denied.reason in (Reason.REFUSED, Reason.UNCLEAR):
        return _("A refusal is on record")
    return str(Reason.NOTHING.label)


@dataclass(frozen=True)
class ToldRow:
    """`rests_on`: in words, what each content rested on. `additions`: what was written behind it."""

    disclosure: Disclosure
    contents: str
    rests_on: list[str]
    additions: list[Disclosure]


def told_about(user, person, limit: int | None = None) -> list[ToldRow]:
    """What was told about this person, of what the reader may see of it, the newest first."""
    ones = one_with(person.pk)
    about = Q(case__subject__in=ones) | Q(case=None, person__in=ones)
    found = Disclosure.objects.visible_to(user).filter(about, adds_to=None).select_related("told_by")
    return told_rows(user, list(found.order_by("-told_at", "-created_at", "id")[:limit]))


def told_rows(user, disclosures: list[Disclosure]) -> list[ToldRow]:
    behind: dict[UUID, list[Disclosure]] = {}
    added = Disclosure.objects.visible_to(user).filter(adds_to__in=[one.pk for one in disclosures]).select_related("told_by")
    for addition in added.order_by("created_at", "id"):
        behind.setdefault(addition.adds_to_id, []).append(addition)
    laws = _laws(disclosures)
    return [ToldRow(one, content_words(one.contents), _rests_on(one, laws), behind.get(one.pk, [])) for one in disclosures]


def _laws(disclosures) -> dict[str, str]:
    """{ground's id: its law}: the kind alone, which stands on the record of telling for whoever reads that."""
    keys = {named.partition(":")[2] for one in disclosures for named in one.rests_on.values() if named.startswith("ground:")}
    rows = Ground.objects.filter(pk__in=keys).values_list("pk", "kind") if keys else ()
    return {str(pk): str(GroundKind(kind).label) for pk, kind in rows}


def _rests_on(disclosure, laws) -> list[str]:
    """Consent, or the law by its name; each once, with the contents it was for where there are several."""
    found: dict[str, list[str]] = {}
    for content, named in disclosure.rests_on.items():
        kind, _colon, key = named.partition(":")
        found.setdefault(_("The person's consent") if kind == "consent" else laws.get(key, ""), []).append(content)
    if len(found) == 1:
        return list(found)
    return [f"{words}（{content_words(contents)}）" for words, contents in found.items()]


@dataclass(frozen=True)
class GroundRow:
    ground: Ground
    receiver: str
    contents: str
    chip: tuple[str, str, str]


def ground_rows(grounds) -> list[GroundRow]:
    grounds = list(grounds)
    words = words_of({ground.receiver for ground in grounds})
    return [GroundRow(one, words[one.receiver], content_words(one.contents), _state(one)) for one in grounds]


def _state(ground) -> tuple[str, str, str]:
    """(word, kind, icon)"""
    if ground.agreed is False:
        return _("Not confirmed: it may not be used"), "bad", "oct"
    if ground.agreed:
        return _("Confirmed by a second person"), "ok", "check"
    if ground.cannot_wait:
        return _("In use, waits for a manager"), "warn", "clock"
    return _("Waits for a second person"), "off", "clock"

"""What an open referral tells may no longer be told: taken back, run out, or refused since. Whoever follows it hears of that."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from casework.codes import Decision
from casework.disclosure import Denied, Reason, may_disclose
from casework.models import Consent
from casework.said import grounds_of_each, of_same_person, said_about_each
from privacy.together import question
from referrals.models import Agency, Referral
from referrals.models.agencies import receiver_code

# What was never agreed to stops a letter, and is nobody's news.
LOST = (Reason.NOT_IN_FORCE, Reason.REFUSED, Reason.UNCLEAR)
ASKED = ("pk", "case", "case__subject", "agency", "contents", "purpose")


@question
def something_taken_back(asker):
    """Of those that one follows, whose person refused something, took it back, or let it run out: plain columns, opened by nobody."""
    ended = Q(withdrawn_date__lte=asker.today) | Q(until_date__lt=asker.today)
    against = Consent.objects.filter(Q(decision=Decision.REFUSED) | ended)
    own = Referral.objects.open().filter(owner=asker.user, dossier__in=asker.within("referral.read")).exclude(agency=None)
    return own.filter(of_same_person("case__subject", against)).order_by("created_at", "id").values_list(*ASKED)


def no_longer_agreed(user, rows, on: date) -> list[UUID]:
    """Of these, by the rule. The statements do not grow with the rows."""
    if not rows:
        return []
    said = said_about_each({person for _pk, _case, person, *_rest in rows})
    grounds, names = grounds_of_each(user, {case for _pk, case, *_rest in rows}), _names({row[3] for row in rows})
    return [
        pk
        for pk, case, person, agency, contents, purpose in rows
        if _is_lost(
            may_disclose(said[person], grounds[case], contents=contents, receiver=names[agency], purpose=purpose, on=on)
        )
    ]


def _is_lost(decided) -> bool:
    return any(isinstance(one, Denied) and one.reason in LOST for one in decided.values())


def _names(agencies: set[UUID]) -> dict[UUID, frozenset[str]]:
    """As `Agency.receiver` says, of many: the kinds of each, and whatever became part of it."""
    merged = dict(Agency.objects.exclude(merged_into=None).values_list("pk", "merged_into"))
    names = {
        agency.pk: {receiver_code(agency.pk), *(kind.recipient for kind in agency.kinds.all() if kind.recipient)}
        for agency in Agency.objects.with_kinds().filter(pk__in=agencies)
    }
    for one in merged:
        into = merged.get(one)
        while into:
            if into in names:
                names[into].add(receiver_code(one))
            into = merged.get(into)
    return {pk: frozenset(found) for pk, found in names.items()}

"""What may be told: a table of what people said, of who would be told what, and of the answer, written by hand.

`yes` and `no` are said on a day of April 2026 and written down in their order; the question is asked on the 20th where nothing else is said.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.codes import Content
from casework.disclosure import Allowed, Denied, may_disclose
from casework.said import Basis

EVERYTHING = tuple(Content.values)
# Agencies that a consent can mean by name, with their kinds.
KITA = frozenset({"comprehensive", "agency:kita"})
MINAMI = frozenset({"comprehensive", "agency:minami"})
CLINIC = frozenset({"medical", "agency:clinic"})
CITY = frozenset({"city"})
NETWORK = frozenset({"network"})
CARE_CONFERENCE = frozenset({"conference", "conference:care"})
OWN_CONFERENCE = frozenset({"conference", "conference:individual"})
# Those who sit in a conference: asked one by one.
KITA_THERE = KITA | CARE_CONFERENCE
CLINIC_THERE = CLINIC | CARE_CONFERENCE


@dataclass(frozen=True)
class Said:
    decision: str
    contents: tuple
    recipients: tuple
    given_date: date
    created_at: datetime = datetime(2026, 4, 1)
    purposes: tuple = ()
    until_date: date | None = None
    withdrawn_date: date | None = None


@dataclass(frozen=True)
class Duty:
    """A ground in force."""

    contents: tuple
    receiver: str
    purpose: str = "emergency"
    days: tuple = (date(2026, 4, 1), date(2026, 4, 30))
    confirmed: bool = True

    def carries(self, receiver, purpose, on):
        return self.confirmed and self.receiver in receiver and purpose == self.purpose and self.days[0] <= on <= self.days[1]


def _said(decision, contents, recipients, day, purposes="", until=None, withdrawn=None):
    return Said(
        decision=decision, contents=EVERYTHING if contents == "everything" else tuple(contents.split()),
        recipients=tuple(recipients.split()), given_date=date(2026, 4, day), purposes=tuple(purposes.split()),
        until_date=until and date(2026, 4, until), withdrawn_date=withdrawn and date(2026, 4, withdrawn),
    )  # fmt: skip


def yes(*args, **kwargs):
    return _said("granted", *args, **kwargs)


def no(*args, **kwargs):
    return _said("refused", *args, **kwargs)


def basis(contents, receiver, purpose="emergency", *, agreed=None, cannot_wait=False, days=(1, 30)):
    """A ground as it is kept, in any standing."""
    return Basis(
        pk=None, dossier=None, law="protection", receiver=receiver, contents=contents.split(), purpose=purpose,
        from_date=date(2026, 4, days[0]), until_date=date(2026, 4, days[1]), cannot_wait=cannot_wait, agreed=agreed,
    )  # fmt: skip


SILENCE = no("everything", "anybody", 10)


@dataclass(frozen=True)
class Case:
    said: list
    right: str
    content: str = "living"
    to: frozenset = CITY
    purpose: str = "support"
    on: int = 20
    grounds: list = field(default_factory=list)


ROWS = {
    # Nothing, and what does not reach this far.
    "nothing was ever said": Case([], "nothing"),
    "of something else": Case([yes("health", "city", 1)], "not_covered"),
    "to somebody else": Case([yes("living", "medical", 1)], "not_covered"),
    "for something else": Case([yes("living", "city", 1, purposes="watch")], "not_covered"),
    "a refusal of something else is no permission": Case([no("money", "city", 1)], "not_covered"),
    "a refusal to somebody else is no permission": Case([no("living", "medical", 1)], "not_covered"),
    # One permission.
    "a plain yes": Case([yes("living", "city", 1)], "allowed"),
    "a yes among others": Case([yes("identity living health", "city medical", 1)], "allowed"),
    "a yes for any purpose": Case([yes("living", "city", 1)], "allowed", purpose="watch"),
    "a yes for this purpose": Case([yes("living", "city", 1, purposes="support watch")], "allowed"),
    "a yes to anybody": Case([yes("living", "anybody", 1)], "allowed"),
    "a yes to the kind means the agency": Case([yes("living", "comprehensive", 1)], "allowed", to=KITA),
    "a yes to one agency means that one": Case([yes("living", "agency:kita", 1)], "allowed", to=KITA),
    "a yes to one agency means no other of its kind": Case([yes("living", "agency:kita", 1)], "not_covered", to=MINAMI),
    "a yes to one agency means not its whole kind": Case([yes("living", "agency:kita", 1)], "not_covered", to=frozenset({"comprehensive"})),
    "a yes to conferences": Case([yes("living", "conference", 1)], "allowed", to=CARE_CONFERENCE),
    "a yes to one kind of conference": Case([yes("living", "conference:care", 1)], "allowed", to=CARE_CONFERENCE),
    "a yes to one kind of conference means no other": Case([yes("living", "conference:care", 1)], "not_covered", to=OWN_CONFERENCE),
    "a yes to an agency is none to a conference where it sits": Case([yes("living", "comprehensive", 1)], "not_covered", to=CARE_CONFERENCE),
    "a yes to a conference is none to an agency": Case([yes("living", "conference", 1)], "not_covered", to=KITA),
    "abuse is a content of its own": Case([yes("living notes", "city", 1)], "not_covered", content="abuse"),
    "abuse where it was named": Case([yes("abuse", "city", 1)], "allowed", content="abuse"),
    # Days.
    "on the first day": Case([yes("living", "city", 20)], "allowed"),
    "the day before the first": Case([yes("living", "city", 21)], "not_in_force"),
    "on the last day": Case([yes("living", "city", 1, until=20)], "allowed"),
    "the day after the last": Case([yes("living", "city", 1, until=19)], "not_in_force"),
    "on the day of the withdrawal": Case([yes("living", "city", 1, withdrawn=20)], "not_in_force"),
    "the day before the withdrawal": Case([yes("living", "city", 1, withdrawn=21)], "allowed"),
    "withdrawn on its own day": Case([yes("living", "city", 20, withdrawn=20)], "not_in_force"),
    "withdrawn before its last day": Case([yes("living", "city", 1, until=30, withdrawn=12)], "not_in_force"),
    "an ended yes beside one that holds": Case([yes("living", "city", 1, until=5), yes("living", "city", 6)], "allowed"),
    "a refusal that has ended": Case([no("living", "city", 2, until=9), yes("living money", "city", 1)], "allowed"),
    "a refusal that was taken back": Case([no("living", "city", 2, withdrawn=9), yes("living money", "city", 1)], "allowed"),
    "a refusal of tomorrow": Case([yes("living", "city", 1), no("living", "city", 21)], "allowed"),
    "a refusal on its last day": Case([yes("living", "city", 1), no("living", "city", 2, until=20)], "refused"),
    # A refusal and a permission of the same breadth: the newer.
    "a plain no": Case([no("living", "city", 1)], "refused"),
    "no, then yes": Case([no("living", "city", 1), yes("living", "city", 2)], "allowed"),
    "yes, then no": Case([yes("living", "city", 1), no("living", "city", 2)], "refused"),
    "yes, no, yes": Case([yes("living", "city", 1), no("living", "city", 2), yes("living", "city", 3)], "allowed"),
    "no, yes, no": Case([no("living", "city", 1), yes("living", "city", 2), no("living", "city", 3)], "refused"),
    "no, then yes on the same day": Case([no("living", "city", 1), yes("living", "city", 1)], "allowed"),
    "yes, then no on the same day": Case([yes("living", "city", 1), no("living", "city", 1)], "refused"),
    "an old no that is written down late": Case([yes("living", "city", 5), no("living", "city", 1)], "allowed"),
    "an old yes that is written down late": Case([no("living", "city", 5), yes("living", "city", 1)], "refused"),
    # Tell nobody.
    "tell nobody, after a yes": Case([yes("living", "city", 1), SILENCE], "refused"),
    "tell nobody, after a narrow yes": Case([yes("living", "agency:kita", 1), SILENCE], "refused", to=KITA),
    "tell nobody, then let one know": Case([SILENCE, yes("living", "city", 11)], "allowed"),
    "tell nobody, then let one know one thing": Case([SILENCE, yes("living", "city", 11)], "refused", content="money"),
    "tell nobody, then let one know, and another asks": Case([SILENCE, yes("living", "city", 11)], "refused", to=CLINIC),
    "tell nobody, then one agency": Case([SILENCE, yes("living", "agency:kita", 11)], "allowed", to=KITA),
    "tell nobody, then one agency, and its neighbour asks": Case([SILENCE, yes("living", "agency:kita", 11)], "refused", to=MINAMI),
    "tell nobody, then everybody": Case([SILENCE, yes("everything", "anybody", 11)], "allowed"),
    "tell nobody, one, nobody again": Case([SILENCE, yes("living", "city", 11), replace(SILENCE, given_date=date(2026, 4, 12))], "refused"),
    # Whoever is told anything learns that there is a consultation.
    "all, then not even that there is one": Case([yes("everything", "city", 1), no("existence", "city", 2)], "refused"),
    "all, then not even that there is one: the others": Case(
        [yes("everything", "city medical", 1), no("existence", "city", 2)], "allowed", to=CLINIC
    ),
    "not even that there is one, then something of it": Case([no("existence", "city", 1), yes("living", "city", 2)], "unclear"),
    "not even that there is one, taken back": Case([yes("everything", "city", 1), no("existence", "city", 2, withdrawn=9)], "allowed"),
    "not even that there is one, and a duty": Case(
        [no("existence", "city", 2)], "allowed", purpose="emergency", grounds=[Duty(("living",), "city")]
    ),
    "a yes to that there is one is none to more": Case([yes("existence", "city", 1)], "not_covered"),
    # A narrow refusal stands against a wide permission, older or newer.
    "all but this, said before": Case([no("living", "city", 1), yes("everything", "anybody", 2)], "unclear"),
    "all but this, said after": Case([yes("everything", "anybody", 1), no("living", "city", 2)], "refused"),
    "all but this: the rest": Case([no("living", "city", 1), yes("everything", "anybody", 2)], "allowed", content="health"),
    "all but them: the others": Case([no("living", "city", 1), yes("everything", "anybody", 2)], "allowed", to=CLINIC),
    "the kind, but not that one, said before": Case([no("living", "agency:kita", 1), yes("living", "comprehensive", 2)], "unclear", to=KITA),
    "the kind, but not that one: its neighbour": Case([no("living", "agency:kita", 1), yes("living", "comprehensive", 2)], "allowed", to=MINAMI),
    "not the kind, then that one": Case([no("living", "comprehensive", 1), yes("living", "agency:kita", 2)], "allowed", to=KITA),
    "not the kind, then that one: its neighbour": Case([no("living", "comprehensive", 1), yes("living", "agency:kita", 2)], "refused", to=MINAMI),
    "no conference, then one kind": Case([no("living", "conference", 1), yes("living", "conference:care", 2)], "allowed", to=CARE_CONFERENCE),
    "one kind of conference not, then conferences": Case(
        [no("living", "conference:care", 1), yes("living", "conference", 2)], "unclear", to=CARE_CONFERENCE
    ),
    "not for this, then for anything": Case([no("living", "city", 1, purposes="support"), yes("living", "city", 2)], "unclear"),
    "for nothing, then for this": Case([no("living", "city", 1), yes("living", "city", 2, purposes="support")], "allowed"),
    "not for this, then for this and that": Case(
        [no("living", "city", 1, purposes="support"), yes("living", "city", 2, purposes="support watch")], "unclear"
    ),
    "not for this: for that": Case([no("living", "city", 1, purposes="support"), yes("living", "city", 2)], "allowed", purpose="watch"),
    # Breadths of which none holds the other.
    "more things to fewer": Case([no("living", "city medical", 1), yes("living health", "city", 2)], "unclear"),
    "fewer things to more": Case([no("living health", "city", 1), yes("living", "city medical", 2)], "unclear"),
    "one agency and a stranger's kind": Case([no("living", "comprehensive", 1), yes("living", "agency:kita medical", 2)], "unclear", to=KITA),
    "another agency of who knows which kind": Case([no("living", "comprehensive", 1), yes("living", "agency:kita agency:far", 2)], "unclear", to=KITA),
    # Three who do not agree: one permission must stand against every refusal.
    "a narrow no, a wide no, and a yes between": Case(
        [no("living", "city", 1), no("living health", "city", 2), yes("living health", "city", 3)], "unclear"
    ),
    "two noes and two narrow yeses": Case(
        [no("living", "city", 1), yes("living", "city", 2), SILENCE, yes("living health", "city", 11)], "unclear"
    ),
    "two noes and one yes inside both": Case([SILENCE, no("living health", "city medical", 11), yes("living", "city", 12)], "allowed"),
    # Those who sit in a conference.
    "a yes to conferences lets each who sits there know": Case([yes("living", "conference", 1)], "allowed", to=KITA_THERE),
    "a yes to one kind of conference lets each who sits there know": Case([yes("living", "conference:care", 1)], "allowed", to=CLINIC_THERE),
    "a yes to another kind of conference": Case([yes("living", "conference:individual", 1)], "not_covered", to=KITA_THERE),
    "a yes to an agency that sits there": Case([yes("living", "agency:kita", 1)], "allowed", to=KITA_THERE),
    "a yes to an agency, and another one sits there": Case([yes("living", "agency:kita", 1)], "not_covered", to=CLINIC_THERE),
    "a yes to an agency for other things than conferences": Case(
        [yes("living", "agency:kita", 1, purposes="support")], "not_covered", to=KITA_THERE, purpose="conference"
    ),
    "a yes to conferences, then not that one": Case([yes("living", "conference", 1), no("living", "agency:kita", 2)], "refused", to=KITA_THERE),
    "a yes to conferences, then not that one: the others there": Case(
        [yes("living", "conference", 1), no("living", "agency:kita", 2)], "allowed", to=CLINIC_THERE
    ),
    "not that one, then a yes to conferences": Case([no("living", "agency:kita", 1), yes("living", "conference", 2)], "unclear", to=KITA_THERE),
    "not their kind, then a yes to this kind of conference": Case(
        [no("living", "comprehensive", 1), yes("living", "conference:care", 2)], "unclear", to=KITA_THERE
    ),
    "no conference, then a yes to an agency that sits there": Case(
        [no("living", "conference", 1), yes("living", "agency:kita", 2)], "unclear", to=KITA_THERE
    ),
    "not this kind of conference, then a yes to an agency that sits there": Case(
        [no("living", "conference:care", 1), yes("living", "agency:kita", 2)], "unclear", to=KITA_THERE
    ),
    "no conference, then a yes to an agency: outside of it": Case([no("living", "conference", 1), yes("living", "agency:kita", 2)], "allowed", to=KITA),
    "no conference, then this kind, and one who sits there": Case(
        [no("living", "conference", 1), yes("living", "conference:care", 2)], "allowed", to=KITA_THERE
    ),
    "not their kind, then that one, there": Case(
        [no("living", "comprehensive", 1), yes("living", "agency:kita", 2)], "allowed", to=KITA_THERE
    ),
    "tell nobody, then this kind of conference": Case([SILENCE, yes("living", "conference:care", 11)], "allowed", to=KITA_THERE),
    "tell nobody, then this kind of conference: outside of it": Case([SILENCE, yes("living", "conference:care", 11)], "refused", to=KITA),
    "tell nobody, then this kind of conference: at another one": Case(
        [SILENCE, yes("living", "conference:care", 11)], "refused", to=KITA | OWN_CONFERENCE
    ),
    "neither that one nor conferences, then one yes to each": Case(
        [no("living", "comprehensive conference", 1), yes("living", "agency:kita conference:care", 2)], "allowed", to=KITA_THERE
    ),
    "a duty towards one who sits there": Case(
        [SILENCE], "allowed", purpose="emergency", to=KITA_THERE, grounds=[basis("living", "agency:kita", agreed=True)]
    ),
    "a duty towards this kind of conference": Case(
        [SILENCE], "allowed", purpose="emergency", to=KITA_THERE, grounds=[basis("living", "conference:care", agreed=True)]
    ),
    # Grounds.
    "a duty needs no consent": Case([], "allowed", purpose="emergency", grounds=[Duty(("living",), "city")]),
    "a duty goes before a refusal": Case([SILENCE], "allowed", purpose="emergency", grounds=[Duty(("living",), "city")]),
    "a duty of other things": Case([SILENCE], "refused", purpose="emergency", grounds=[Duty(("abuse",), "city")]),
    "a duty towards others": Case([], "nothing", purpose="emergency", grounds=[Duty(("living",), "medical")]),
    "a duty for something else": Case([], "nothing", grounds=[Duty(("living",), "city")]),
    "a duty that nobody confirmed": Case([], "nothing", purpose="emergency", grounds=[Duty(("living",), "city", confirmed=False)]),
    "a duty that could not wait": Case(
        [SILENCE], "allowed", purpose="emergency", grounds=[basis("living", "city", cannot_wait=True)]
    ),
    "a duty that could not wait and was refused": Case(
        [], "nothing", purpose="emergency", grounds=[basis("living", "city", cannot_wait=True, agreed=False)]
    ),
    "a duty that a second person confirmed": Case([], "allowed", purpose="emergency", grounds=[basis("living", "city", agreed=True)]),
    "a duty that waits for a second person": Case([], "nothing", purpose="emergency", grounds=[basis("living", "city")]),
    "a duty that a second person refused": Case([], "nothing", purpose="emergency", grounds=[basis("living", "city", agreed=False)]),
    "a duty before its first day": Case(
        [], "nothing", on=4, purpose="emergency", grounds=[basis("living", "city", agreed=True, days=(5, 10))]
    ),
    "a duty on its first day": Case([], "allowed", on=5, purpose="emergency", grounds=[basis("living", "city", agreed=True, days=(5, 10))]),
    "a duty on its last day": Case([], "allowed", on=10, purpose="emergency", grounds=[basis("living", "city", agreed=True, days=(5, 10))]),
    "a duty after its last day": Case(
        [], "nothing", on=11, purpose="emergency", grounds=[basis("living", "city", agreed=True, days=(5, 10))]
    ),
    "a duty towards one agency": Case(
        [], "allowed", to=KITA, purpose="emergency", grounds=[basis("living", "agency:kita", agreed=True)]
    ),
    "a duty towards another agency of the kind": Case(
        [], "nothing", to=KITA, purpose="emergency", grounds=[basis("living", "agency:minami", agreed=True)]
    ),
    "a duty beside an older yes": Case([yes("health", "city", 1)], "allowed", purpose="emergency", grounds=[Duty(("living",), "city")]),
}  # fmt: skip


def written_down(said):
    return [replace(each, created_at=datetime(2026, 4, 1) + timedelta(hours=hour)) for hour, each in enumerate(said)]


def answer(case, said=None) -> str:
    consents = written_down(case.said) if said is None else said
    decided = may_disclose(
        consents, case.grounds, contents=[case.content], receiver=case.to, purpose=case.purpose, on=date(2026, 4, case.on)
    )[case.content]
    return "allowed" if isinstance(decided, Allowed) else decided.reason


@pytest.mark.parametrize("case", ROWS.values(), ids=ROWS)
def test_what_was_said_decides(case):
    assert answer(case) == case.right


def test_there_are_enough_rows():
    assert len(ROWS) >= 60


def test_each_content_is_answered_by_what_it_rests_on():
    agreed, refused = written_down([yes("living health", "city", 1), no("health", "city", 2)])
    duty = Duty(("abuse",), "city")
    found = may_disclose(
        [agreed, refused], [duty], contents=["living", "health", "money", "abuse"], receiver=CITY, purpose="emergency",
        on=date(2026, 4, 20),
    )  # fmt: skip
    assert found["living"] == Allowed(agreed)
    assert found["health"] == Denied("refused", refused)
    assert found["money"] == Denied("not_covered", refused)
    assert found["abuse"] == Allowed(duty)


DAYS = st.integers(1, 28)
NAMES = ("city", "medical", "comprehensive", "agency:kita", "agency:minami", "conference", "conference:care", "anybody")
SAYINGS = st.lists(
    st.builds(
        Said,
        decision=st.sampled_from(["granted", "refused"]),
        contents=st.sets(st.sampled_from(EVERYTHING[:4]), min_size=1).map(tuple),
        recipients=st.sets(st.sampled_from(NAMES), min_size=1).map(tuple),
        given_date=DAYS.map(lambda day: date(2026, 4, day)),
        purposes=st.sets(st.sampled_from(["support", "watch"])).map(tuple),
        until_date=st.none() | DAYS.map(lambda day: date(2026, 5, day)),
        withdrawn_date=st.none() | DAYS.map(lambda day: date(2026, 5, day)),
    ),
    max_size=7,
).map(written_down)
QUESTIONS = st.builds(
    dict,
    receiver=st.sampled_from([KITA, MINAMI, CLINIC, CITY, NETWORK, CARE_CONFERENCE, KITA_THERE, CLINIC_THERE]),
    purpose=st.sampled_from(["support", "watch"]),
    on=st.integers(0, 60).map(lambda days: date(2026, 4, 1) + timedelta(days)),
)


BASES = st.lists(
    st.builds(
        lambda content, receiver, purpose, agreed, cannot_wait: basis(
            content, receiver, purpose, agreed=agreed, cannot_wait=cannot_wait
        ),
        st.sampled_from(EVERYTHING[:4]), st.sampled_from(NAMES), st.sampled_from(["support", "watch"]), st.sampled_from([None, True, False]),
        st.booleans(),
    ),
    max_size=5,
)  # fmt: skip


def allowed(said, question, grounds=()) -> set[str]:
    decided = may_disclose(said, grounds, contents=EVERYTHING, **question)
    return {content for content, one in decided.items() if isinstance(one, Allowed)}


@given(SAYINGS, QUESTIONS, st.data())
def test_another_refusal_never_allows_more(said, question, data):
    more = [replace(one, decision="refused") for one in data.draw(SAYINGS)]
    assert allowed(said + more, question) <= allowed(said, question)


@given(SAYINGS, QUESTIONS, st.data())
def test_a_withdrawn_permission_never_allows_more(said, question, data):
    taken = [
        replace(one, withdrawn_date=question["on"]) if one.decision == "granted" and data.draw(st.booleans()) else one
        for one in said
    ]
    assert allowed(taken, question) <= allowed(said, question)


@given(SAYINGS, QUESTIONS, st.randoms())
def test_the_order_in_which_they_are_read_says_nothing(said, question, shuffling):
    shuffled = [*said]
    shuffling.shuffle(shuffled)
    assert allowed(shuffled, question) == allowed(said, question)


@given(SAYINGS, QUESTIONS)
def test_nothing_is_allowed_that_nobody_agreed_to(said, question):
    agreed = {content for one in said if one.decision == "granted" for content in one.contents}
    assert allowed(said, question) <= agreed


@given(SAYINGS, QUESTIONS)
def test_after_tell_nobody_nothing_older_counts(said, question):
    silence = replace(SILENCE, given_date=date(2026, 4, 29), created_at=datetime(2026, 6, 1))
    later = question | {"on": date(2026, 5, 20)}
    assert allowed([*said, silence], later) == set()


@given(SAYINGS, BASES, QUESTIONS)
def test_a_ground_lets_tell_what_it_names_and_nothing_else(said, bases, question):
    more = allowed(said, question, bases) - allowed(said, question)
    usable = [one for one in bases if one.agreed or (one.cannot_wait and one.agreed is None)]
    assert more <= {content for one in usable for content in one.contents}


@given(SAYINGS, BASES, QUESTIONS)
def test_a_ground_that_was_refused_or_waits_changes_nothing(said, bases, question):
    idle = [replace(one, agreed=False) for one in bases] + [replace(one, agreed=None, cannot_wait=False) for one in bases]
    assert allowed(said, question, idle) == allowed(said, question)


@given(SAYINGS, BASES, QUESTIONS)
def test_a_no_to_a_ground_never_allows_more(said, bases, question):
    for number, one in enumerate(bases):
        refused = [*bases[:number], replace(one, agreed=False), *bases[number + 1 :]]
        assert allowed(said, question, refused) <= allowed(said, question, bases)


@given(SAYINGS, BASES, QUESTIONS, st.data())
def test_beside_grounds_too_another_refusal_never_allows_more(said, bases, question, data):
    more = [replace(one, decision="refused") for one in data.draw(SAYINGS)]
    assert allowed(said + more, question, bases) <= allowed(said, question, bases)

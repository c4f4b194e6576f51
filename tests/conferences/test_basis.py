"""The three answers, as a decision table written by hand: who, what, what was said, and what follows."""

from dataclasses import dataclass
from datetime import date, datetime

import pytest

from casework.codes import Content, Decision, Purpose
from casework.said import Basis as Ground
from casework.said import Said
from conferences.basis import CONTENTS, Remedy, Standing, What, Who, answer
from conferences.kinds import way_of

DAY = date(2023, 9, 21)
ALL = [one.value for one in Content]


def said(
    decision="granted",
    recipients=("conference",),
    contents=ALL,
    given=date(2023, 9, 1),
    until=None,
    withdrawn=None,
    purposes=(),
):
    return Said(
        pk=None, dossier=None, decision=Decision(decision), contents=list(contents), recipients=list(recipients), purposes=list(purposes),
        given_date=given, created_at=datetime(given.year, given.month, given.day), until_date=until, withdrawn_date=withdrawn,
    )  # fmt: skip


def ground(receiver="conference", contents=ALL, agreed=True, cannot_wait=False, purpose=Purpose.CONFERENCE, until=None):
    return Ground(
        pk=None, dossier=None, law="protection", receiver=receiver, contents=list(contents), purpose=purpose, from_date=date(2023, 9, 1),
        until_date=until, cannot_wait=cannot_wait, agreed=agreed,
    )  # fmt: skip


@dataclass(frozen=True)
class Row:
    says: str
    answer: str
    who: str = "nurse"
    way: tuple = ("regular", "ours", "consent")
    shown: str = ""
    said: tuple = ()
    grounds: tuple = ()
    left_out: bool = False
    pledged: bool = True
    has_case: bool = True
    remedy: Remedy | None = None
    holds: bool = False


PEOPLE = {
    "nurse": (frozenset({"conference", "conference:regular", "comprehensive", "agency:7"}), ""),
    "neighbour": (frozenset({"conference", "conference:regular"}), ""),
    "colleague": (frozenset(), Standing.OPEN),
    "recused": (frozenset(), Standing.RECUSED),
    "stranger": (frozenset(), Standing.RESTRICTED),
    "left": (frozenset(), Standing.GONE),
}
YES, NO = said(), said("refused")
ANON, LIFE, CARE = ("regular", "ours", "anonymised"), ("regular", "ours", "protection"), ("care", "city", "care_act")
LAW, OWN, STUDY = ("support", "city", "welfare_act"), ("individual", "ours", "consent"), ("study", "ours", "anonymised")
C, M, G, L = Remedy.CONSENT, Remedy.MASK, Remedy.GROUND, Remedy.LEAVE_OUT

# fmt: off
ROWS = [
    # The staff.
    Row("one of the staff sees the name", "real", "colleague"),
    Row("also in a meeting without names", "real", "colleague", way=ANON),
    Row("also where the person refused everybody outside", "real", "colleague", said=(said("refused", ("anybody",)),)),
    Row("not who is recused", "nothing", "recused", remedy=L),
    Row("not who is recused, also by law", "nothing", "recused", way=LAW, remedy=L),
    Row("not who does not hold a restricted case", "nothing", "stranger", remedy=Remedy.NAME),
    Row("not who has left", "nothing", "left", remedy=L),
    Row("not who is left out of the item", "nothing", "colleague", left_out=True, remedy=Remedy.LET_IN),
    # Outside, on consent.
    Row("nothing recorded: not at all", "nothing", remedy=C, holds=True),
    Row("nothing recorded: without the name would do", "nothing", remedy=M, holds=True),
    Row("nothing recorded: a ground would do", "nothing", remedy=G, holds=True),
    Row("nothing recorded: leaving them out would do", "nothing", remedy=L, holds=True),
    Row("a consent for conferences: without the name as long as nobody chose", "masked", said=(YES,)),
    Row("a consent for conferences: the name where it was chosen", "real", said=(YES,), shown="real"),
    Row("a consent for conferences: without the name where that was chosen", "masked", said=(YES,), shown="masked"),
    Row("a consent for their kind of agency", "real", said=(said(recipients=("comprehensive",)),), shown="real"),
    Row("a consent for this agency alone", "real", said=(said(recipients=("agency:7",)),), shown="real"),
    Row("a consent for another agency", "nothing", said=(said(recipients=("agency:8",)),), shown="real", remedy=C, holds=True),
    Row("a consent for an agency does not mean a neighbour", "nothing", "neighbour", said=(said(recipients=("comprehensive",)),), remedy=C, holds=True),
    Row("a consent for conferences means a neighbour at one", "real", "neighbour", said=(YES,), shown="real"),
    Row("a consent for this kind of conference", "real", said=(said(recipients=("conference:regular",)),), shown="real"),
    Row("a consent for another kind of conference", "nothing", said=(said(recipients=("conference:care",)),), shown="real", remedy=C, holds=True),
    Row("a consent without the name does not tell it", "nothing", said=(said(contents=("existence", "notes")),), shown="real", remedy=M, holds=True),
    Row("a consent for another purpose", "nothing", said=(said(purposes=("watch",)),), shown="real", remedy=C, holds=True),
    Row("a consent for the purpose", "real", said=(said(purposes=("conference",)),), shown="real"),
    Row("a consent that ended before the meeting", "nothing", said=(said(until=date(2023, 9, 20)),), shown="real", remedy=C, holds=True),
    Row("a consent that lasts through the day of the meeting", "real", said=(said(until=DAY),), shown="real"),
    Row("a consent withdrawn on the day of the meeting", "nothing", said=(said(withdrawn=DAY),), shown="real", remedy=C, holds=True),
    # No means no, also without the name.
    Row("a refusal stands against the name", "nothing", said=(NO,), shown="real", remedy=C, holds=True),
    Row("a refusal stands against the sheet without a name", "nothing", said=(NO,), shown="masked", remedy=L, holds=True),
    Row("a refusal stands in a meeting without names", "nothing", way=ANON, said=(NO,), remedy=G, holds=True),
    Row("a refusal of everybody, then a yes to this one agency, as narrow as it", "real", said=(said("refused", ("anybody",), given=date(2023, 8, 1)), said(recipients=("agency:7",))), shown="real"),
    Row("a yes, then a refusal", "nothing", said=(said(given=date(2023, 8, 1)), NO), shown="real", remedy=C, holds=True),
    # Other bases.
    Row("a meeting without names needs no consent", "masked", way=ANON),
    Row("a case study without names never shows one", "masked", way=STUDY, said=(YES,), shown="real"),
    Row("a confirmed ground tells the name without consent", "real", way=LIFE, grounds=(ground(),), shown="real"),
    Row("a confirmed ground goes before a refusal", "real", way=LIFE, said=(NO,), grounds=(ground(),), shown="real"),
    Row("a ground nobody confirmed carries nothing", "nothing", way=LIFE, grounds=(ground(agreed=None),), shown="real", remedy=G, holds=True),
    Row("a ground that could not wait carries at once", "real", way=LIFE, grounds=(ground(agreed=None, cannot_wait=True),), shown="real"),
    Row("the care act binds to secrecy and does not replace a consent", "nothing", way=CARE, shown="real", remedy=C, holds=True),
    Row("a conference about one person, by their consent", "real", way=OWN, said=(YES,), shown="real"),
    Row("article 106-6 tells the name without consent", "real", way=LAW),
    Row("article 106-6 opens nothing before everybody acknowledged secrecy", "nothing", way=LAW, pledged=False, remedy=Remedy.PLEDGE, holds=True),
    Row("nor to the staff", "nothing", "colleague", way=LAW, pledged=False, remedy=Remedy.PLEDGE, holds=True),
    # Matters.
    Row("a matter without a case is everybody's", "real", "neighbour", way=("committee", "ours", "no_cases"), has_case=False),
]
# fmt: on


def test_the_table_has_forty_rows_at_least():
    assert len(ROWS) >= 40


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.says)
def test_one_attendee_and_one_item(row):
    receiver, standing = PEOPLE[row.who]
    found = answer(
        Who(receiver, standing, row.left_out), What(row.has_case, row.shown), way_of(*row.way), list(row.said), list(row.grounds),
        on=DAY, all_pledged=row.pledged, contents=CONTENTS,
    )  # fmt: skip
    assert found.answer == row.answer
    assert str(found.why)
    assert found.holds_back is row.holds
    if row.remedy:
        assert row.remedy in found.remedies

"""The sync API against a plain model: calls that are dropped, repeated and reordered, two tablets, corrections, a tablet taken out of use.

It takes some seconds: a few hundred calls through the whole stack.
"""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from field.models import Arrival, Device, Held
from field.services import device_end
from tests.factories import visits as make
from tests.field.tablet import Tablet, at, record
from visits.models import Visit

pytestmark = pytest.mark.django_db


class Model:
    """What a person would say is right, without a database. An item is (id, content)."""

    def __init__(self):
        self.known, self.visits, self.held, self.early, self.newest, self.receipts = {}, {}, set(), {}, {}, {}

    def arrives(self, tablet, revoked, items) -> None:
        for id, said in sorted(
            items, key=lambda item: (item[1]["enrolment"], bool(item[1]["corrects"]), item[1]["recorded_at"])
        ):
            self.receipts.setdefault(tablet, set()).add((id, said["note"]))
            before = self.known.setdefault(id, [])
            if said in before:
                continue
            is_other = bool(before)
            before.append(said)
            if is_other or revoked or said.get("unfinished"):
                self.held.add((id, said["note"]))
            elif said["corrects"]:
                self._correct(id, said)
            else:
                self.visits[id] = said
                for correction, words in sorted(self.early.pop(id, {}).items(), key=lambda one: one[1]["recorded_at"]):
                    self.held.discard((correction, words["note"]))
                    self._correct(correction, words)

    def _correct(self, id, said) -> None:
        first = said["corrects"]
        if first in self.visits and said["recorded_at"] > self.newest.get(first, ""):
            self.visits[first], self.newest[first] = said, said["recorded_at"]
            return
        self.held.add((id, said["note"]))
        if first not in self.visits:
            self.early.setdefault(first, {})[id] = said


class Sync(RuleBasedStateMachine):
    """The test below gives it two doors, and two tablets of one visitor."""

    doors: list
    tablets: list

    def __init__(self):
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.model, self.items, self.revoked = Model(), [], set()
        self.clock = timezone.now() - timedelta(hours=5)

    @initialize()
    def begin(self):
        """A record at each door, and two corrections of the first, so that their order is tried from the beginning."""
        first, _said = self._write(record(self.doors[0], when=self.clock))
        self._write(record(self.doors[1], when=self.clock))
        for outcome in ("concern", "well"):
            self._write({**self.items[0][1], "outcome": outcome, "corrects": first})

    def teardown(self):
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    def _write(self, said, id=None) -> tuple:
        self.clock += timedelta(minutes=1)
        said |= {"note": f"{len(self.items)}番", "recorded_at": at(self.clock)}
        item = self.tablets[0].item(said, id=id)
        self.items.append((item["id"], said))
        return self.items[-1]

    @rule(
        door=st.sampled_from([0, 1]),
        outcome=st.sampled_from(["well", "concern"]),
        more=st.sampled_from([{}, {}, {"unfinished": True}]),
    )
    def record(self, door, outcome, more):
        self._write(record(self.doors[door], outcome, when=self.clock, **more))

    @precondition(lambda self: any(not said["corrects"] for _id, said in self.items))
    @rule(data=st.data())
    def correct(self, data):
        id, said = data.draw(st.sampled_from([item for item in self.items if not item[1]["corrects"]]))
        self._write({**said, "outcome": "concern", "corrects": id})

    @precondition(lambda self: self.items)
    @rule(data=st.data())
    def other_content(self, data):
        id, said = data.draw(st.sampled_from(self.items))
        self._write({**said}, id=id)

    @rule(
        data=st.data(),
        tablet=st.sampled_from([0, 1]),
        lost=st.sampled_from(["nothing", "nothing", "the answer", "the call"]),
    )
    def bring(self, data, tablet, lost):
        """Some of them in some order, sealed anew."""
        chosen = data.draw(st.permutations(self.items))[: data.draw(st.integers(1, 3))]
        if lost == "the call":
            return
        answer = self.tablets[tablet].bring(*(self.tablets[tablet].item(said, id=id) for id, said in chosen))
        assert answer.status_code == 200
        if lost == "nothing":
            assert [row["id"] for row in answer.json()["items"]] == [id for id, _said in chosen]
            assert answer.json()["revoked"] == (tablet in self.revoked)
        self.model.arrives(tablet, tablet in self.revoked, chosen)

    # Most of what happens.
    bring_more, bring_again, bring_once_more = bring, bring, bring

    @precondition(lambda self: not self.revoked)
    @rule()
    def take_out_of_use(self):
        self.revoked.add(1)
        device_end(Device.objects.get(pk=self.tablets[1].pk), actor=self.tablets[1].visitor)

    @invariant()
    def nothing_is_lost_and_nothing_stands_twice(self):
        found = {str(visit.pk): visit for visit in Visit.objects.all()}
        assert {pk: visit.outcome for pk, visit in found.items()} == {
            pk: said["outcome"] for pk, said in self.model.visits.items()
        }
        assert Held.objects.waiting().count() == len(self.model.held)
        for number, tablet in enumerate(self.tablets):
            numbers = list(Arrival.objects.filter(device=tablet.pk).values_list("number", flat=True))
            assert numbers == list(range(1, len(self.model.receipts.get(number, ())) + 1))


def test_whatever_the_network_does_each_visit_stands_once(door, visitor, coordinator, areas):
    second = make.enrol(coordinator, areas.dai)
    make.assign(coordinator, second, visitor)
    tablets = [Tablet(visitor, name=name) for name in ("青", "赤")]
    tablets[0].load()
    tablets[1].key = tablets[0].key
    run_state_machine_as_test(
        type("Both", (Sync,), {"doors": [door, second], "tablets": tablets}),
        settings=settings(
            max_examples=14,
            stateful_step_count=10,
            phases=[Phase.generate],
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )

"""The steps of a referral: driven at random against a model written by hand; what is stale, foreign or one's own is refused."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from privacy import context
from privacy.errors import Denied, NotWithinReach
from privacy.roles import Role
from referrals import services
from referrals.codes import Kind
from referrals.models import Referral, ReferralStep
from referrals.services.steps import NotFromHere
from tests.cast import make_member, make_user
from tests.factories.rights import SAID, make_agency, make_referral, newest, take

pytestmark = pytest.mark.django_db

# By hand, in the words of the office: from where each step leads where. A draft that waits is written "waiting" here.
OPEN = ("draft", "waiting", "approved", "sent", "acknowledged", "accepted", "returned", "in_progress")
LEADS = {
    "submit": {"draft": "waiting"},
    "approve": {"waiting": "approved"},
    "not_yet": {"waiting": "draft"},
    "reported": {"draft": "sent", "waiting": "sent"},
    "send": {"approved": "sent"},
    "acknowledge": {"sent": "acknowledged"},
    "accept": {"acknowledged": "accepted"},
    "return": {"acknowledged": "returned"},
    "decline": {"acknowledged": "declined"},
    "rewrite": {"returned": "draft"},
    "work": {"accepted": "in_progress"},
    "finding": {place: place for place in ("acknowledged", "accepted", "in_progress")},
    "end": {"in_progress": "ended"},
    "withdraw": dict.fromkeys(OPEN, "withdrawn"),
}
ONLY_OF_ABUSE = {"reported", "finding"}
CANNOT_BE_TAKEN_BACK = {"begin", "write", "submit", "not_yet", "reported", "send", "undo"}
DECIDED_BY_ANOTHER = {"approve", "not_yet"}
APPROVERS = {"coordinator", "manager"}


class Model:
    """What the office would say, without a line of the program."""

    def __init__(self, kind, maker):
        self.of_abuse = kind == "elder_abuse"
        self.place, self.past, self.hands = "draft", [("begin", None)], {maker}

    def may(self, step, who):
        if step == "undo":
            return self.past[-1][0] not in CANNOT_BE_TAKEN_BACK
        there = self.place in LEADS[step] and (self.of_abuse or step not in ONLY_OF_ABUSE)
        return there and not (step in DECIDED_BY_ANOTHER and (who in self.hands or who not in APPROVERS))

    def take(self, step, who):
        before = self.place
        self.place = self.past[-1][1] if step == "undo" else LEADS[step][before]
        self.past.append((step, before))
        if step == "submit":
            self.hands.add(who)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=some.sampled_from(["guardian", "elder_abuse"]),
    tried=some.lists(
        some.tuples(some.sampled_from(sorted([*LEADS, "undo"])), some.sampled_from(["advocate", "coordinator", "manager"])),
        min_size=10,
        max_size=30,
    ),
)
def test_any_way_through_it_is_the_way_of_the_model(scene, kind, tried):
    referral, model = make_referral(scene.advocate, scene.case, scene.agency, kind=kind), Model(kind, "advocate")
    for step, who in tried:
        before = Referral.objects.filter(pk=referral.pk).values().get()
        if model.may(step, who):
            take(getattr(scene, who), referral, step)
            model.take(step, who)
        else:
            with pytest.raises((ValidationError, Denied)):
                take(getattr(scene, who), referral, step)
            assert Referral.objects.filter(pk=referral.pk).values().get() == before
        now = Referral.objects.get(pk=referral.pk)
        place = "waiting" if now.state == "draft" and now.submitted_at else now.state
        assert place == model.place
    assert ReferralStep.objects.filter(referral=referral).count() == len(model.past)


def test_every_step_can_be_reached(scene):
    """The random walks prove nothing about a step that they never took."""
    referral = make_referral(scene.advocate, scene.case, scene.agency, kind=Kind.ELDER_ABUSE)
    referral = take(scene.advocate, referral, "submit")
    referral = take(scene.manager, referral, "not_yet")
    referral = take(scene.advocate, referral, "submit")
    referral = take(scene.manager, referral, "approve", "send", "acknowledge", "return", "rewrite")
    referral = take(scene.advocate, referral, "submit")
    referral = take(
        scene.manager, referral, "approve", "undo", "approve", "send", "acknowledge", "accept", "finding", "work", "end"
    )
    assert referral.state == "ended"
    walked = set(ReferralStep.objects.filter(referral=referral).values_list("step", flat=True))
    assert walked == {"begin", *LEADS, "undo"} - {"reported", "decline", "withdraw"}


def test_a_report_by_telephone_needs_no_approval_and_no_second_person(scene):
    referral = make_referral(scene.advocate, scene.case, scene.agency, kind=Kind.ELDER_ABUSE)
    at = timezone.now() - timedelta(minutes=20)
    take(scene.advocate, referral, "reported", at=at)
    row = ReferralStep.objects.filter(referral=referral).last()
    assert (row.step, row.from_state, row.to_state, row.at, row.actor) == ("reported", "draft", "sent", at, scene.advocate)
    with context.on_behalf_of(scene.advocate):
        row = ReferralStep.objects.visible_to(scene.advocate).get(pk=row.pk)
        assert (row.spoken_to, row.receipt) == ("市の高齢者支援課 植松", "番号なし")


@pytest.mark.parametrize("missing", ["spoken_to", "receipt", "means"])
def test_a_report_by_telephone_says_who_and_under_which_number(scene, missing):
    referral = make_referral(scene.advocate, scene.case, scene.agency, kind=Kind.DV)
    with pytest.raises(ValidationError) as refused:
        take(scene.advocate, referral, "reported", **{missing: ""})
    assert set(refused.value.message_dict) == {missing}
    assert Referral.objects.get(pk=referral.pk).state == "draft"


def test_whoever_made_it_does_not_approve_it_under_a_second_role(scene, areas):
    """An advocate who is a manager as well, of the same council."""
    both = make_member(make_member(make_user("both"), Role.ADVOCATE, areas.council), Role.MANAGER, areas.council)
    referral = make_referral(both, scene.case, scene.agency)
    take(scene.advocate, referral, "submit")
    with pytest.raises(ValidationError, match="二つめの役割"):
        take(both, referral, "approve")
    assert Referral.objects.get(pk=referral.pk).state == "draft"
    assert take(scene.coordinator, referral, "approve").state == "approved"


def test_nor_does_whoever_asked_for_the_approval_or_wrote_in_it(scene):
    referral = make_referral(scene.advocate, scene.case, scene.agency)
    with context.on_behalf_of(scene.coordinator):
        services.referral_write(referral, actor=scene.coordinator, matter="通帳と印鑑をなくす")
    take(scene.manager, referral, "submit")
    for hand in (scene.coordinator, scene.manager):
        with pytest.raises(ValidationError):
            take(hand, referral, "approve")
    assert take(scene.second_manager, referral, "approve").state == "approved"


def test_a_coordinator_approves_a_managers(scene):
    referral = take(scene.manager, make_referral(scene.manager, scene.case, scene.agency), "submit")
    assert take(scene.coordinator, referral, "approve").state == "approved"


def test_an_advocate_takes_steps_and_approves_nothing(scene):
    referral = take(scene.manager, make_referral(scene.manager, scene.case, scene.agency), "submit")
    with pytest.raises(Denied):
        take(scene.advocate, referral, "approve")


def test_what_is_written_again_must_be_asked_for_again(scene):
    referral = take(scene.advocate, make_referral(scene.advocate, scene.case, scene.agency), "submit")
    with context.on_behalf_of(scene.advocate):
        services.referral_write(referral, actor=scene.advocate, matter="べつの言葉")
    with pytest.raises(NotFromHere):
        take(scene.manager, referral, "approve")


def test_a_page_that_is_older_than_the_newest_step_changes_nothing(scene):
    """Somebody sent it back and it was asked for again: the state is the same, the page is not."""
    referral = take(scene.advocate, make_referral(scene.advocate, scene.case, scene.agency), "submit")
    shown = newest(referral)
    take(scene.coordinator, referral, "not_yet")
    take(scene.advocate, referral, "submit")
    with pytest.raises(NotFromHere, match="この間に"), context.on_behalf_of(scene.manager):
        services.referral_step(referral, actor=scene.manager, step="approve", shown=shown)
    assert Referral.objects.get(pk=referral.pk).state == "draft"


def test_the_newest_step_of_another_referral_is_a_stale_page(scene):
    first, second = (make_referral(scene.advocate, scene.case, scene.agency) for _ in range(2))
    with pytest.raises(NotFromHere), context.on_behalf_of(scene.advocate):
        services.referral_step(first, actor=scene.advocate, step="submit", shown=newest(second))


def test_somebody_elses_referral_is_as_if_it_were_not_there(scene):
    referral = make_referral(scene.advocate, scene.case, scene.agency)
    for stranger in (scene.caseworker, scene.other_caseworker):
        with pytest.raises(NotWithinReach):
            take(stranger, referral, "submit")


def test_a_draft_alone_is_written(scene):
    referral = take(scene.advocate, make_referral(scene.advocate, scene.case, scene.agency), "submit")
    take(scene.manager, referral, "approve")
    with pytest.raises(ValidationError, match="下書き"), context.on_behalf_of(scene.advocate):
        services.referral_write(referral, actor=scene.advocate, matter="べつの言葉")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"agency": None}, "機関を選んでください"), ({"matter": ""}, "何を頼むのか"), ({"contents": []}, "何を伝えるのか"),
    ],
)  # fmt: skip
def test_nobody_is_asked_to_approve_what_lacks_something(scene, changes, said):
    referral = make_referral(scene.advocate, scene.case, **{"agency": scene.agency, **changes})
    with pytest.raises(ValidationError, match=said):
        take(scene.advocate, referral, "submit")


def test_the_persons_own_view_is_written_or_why_it_could_not_be_asked(scene):
    with pytest.raises(ValidationError) as refused:
        make_referral(scene.advocate, scene.case, scene.agency, wish=" ", wish_unknown=True)
    assert set(refused.value.message_dict) == {"wish"}


@pytest.mark.parametrize("column", ["closed_date", "merged_into", "phone"])
def test_an_agency_that_was_closed_meanwhile_or_cannot_be_reached_gets_nothing(scene, areas, column):
    referral = take(scene.advocate, make_referral(scene.advocate, scene.case, scene.agency), "submit")
    referral = take(scene.manager, referral, "approve")
    other = make_agency(scene.coordinator, areas.council, "植栽の相談所")
    value = {"closed_date": timezone.localdate(), "merged_into": other, "phone": ""}[column]
    setattr(scene.agency, column, value)
    scene.agency.save()
    with pytest.raises(ValidationError):
        take(scene.advocate, referral, "send")
    assert Referral.objects.get(pk=referral.pk).state == "approved"
    assert take(scene.advocate, referral, "withdraw").state == "withdrawn"


def test_of_somebody_who_died_nothing_is_handed_over_and_what_runs_can_be_ended(scene, areas):
    from casework.services.people import tell_of

    waits, runs = (make_referral(scene.manager, scene.case, scene.agency) for _ in range(2))
    for referral in (waits, runs):
        take(scene.advocate, referral, "submit")
        take(scene.coordinator, referral, "approve")
    take(scene.advocate, runs, "send", "acknowledge", "accept", "work")
    with context.on_behalf_of(scene.coordinator):
        person = type(scene.case.subject).objects.visible_to(scene.coordinator).get(pk=scene.case.subject_id)
        tell_of(person, timezone.localdate())
    with pytest.raises(ValidationError, match="亡くなって"):
        take(scene.advocate, waits, "send")
    assert take(scene.advocate, runs, "end").state == "ended"
    assert take(scene.advocate, waits, "withdraw").state == "withdrawn"


def test_a_step_never_lies_in_the_future_nor_before_the_one_before_it(scene):
    referral = take(scene.advocate, make_referral(scene.advocate, scene.case, scene.agency), "submit")
    take(scene.manager, referral, "approve", "send")
    for at in (timezone.now() + timedelta(hours=1), timezone.now() - timedelta(days=2)):
        with pytest.raises(ValidationError) as refused:
            take(scene.advocate, referral, "acknowledge", at=at)
        assert set(refused.value.message_dict) == {"at"}


def test_a_step_that_was_taken_back_leaves_the_days_as_they_were(scene):
    """The answer that was entered by mistake does not begin the silence anew."""
    referral = take(scene.advocate, make_referral(scene.advocate, scene.case, scene.agency), "submit")
    referral = take(scene.manager, referral, "approve", "send")
    since, due = referral.since, referral.due_date
    referral = take(scene.advocate, referral, "acknowledge", "undo")
    assert (referral.state, referral.since, referral.due_date) == ("sent", since, due)


def test_begun_twice_under_one_key_it_is_begun_once(scene):
    values = {"kind": Kind.DEBT, "agency": scene.agency, "wish": "返したい", "matter": "三社から借りている"}
    key = uuid.uuid4()
    with context.on_behalf_of(scene.advocate):
        made = [services.referral_begin(scene.case, actor=scene.advocate, id=key, **values).pk for _ in range(2)]
    assert made == [key, key]
    assert Referral.objects.count() == 1
    assert SAID.keys() == {*LEADS, "undo"}

"""依頼: proposed by what, where and when; its steps, taken back; help that was given; death, joining, reach and recusal."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework import services as casework
from privacy import context
from privacy.errors import NotWithinReach
from privacy.models import Recusal
from supporters import services
from supporters.matching import proposals
from supporters.models import HelpRequest, HelpStep, Supporter
from supporters.pages import proposals_for
from tests.cast import login
from tests.factories.casework import make_person
from tests.factories.support import ask, make_host, register

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def asked(coordinator, areas):
    return ask(coordinator, make_person(coordinator, areas.dai))


@pytest.fixture
def helper(coordinator, areas):
    return register(coordinator, make_person(coordinator, areas.higashi, family_name="星野", family_kana="ほしの"))


def step(actor, request, name, **said):
    with context.on_behalf_of(actor):
        return services.request_step(request, actor=actor, step=name, **said)


def give(actor, request, **said):
    values = {"date": TODAY(), "hours": 2} | said
    with context.on_behalf_of(actor):
        return services.deed_record(request, actor=actor, **values)


def test_who_could_do_it_is_ordered_by_what_where_and_when_and_says_why(coordinator, areas, asked, helper):
    def person(name, area=areas.dai):
        return make_person(coordinator, area, family_name=name, family_kana=name)

    best = register(coordinator, person("あお"), districts=[areas.dai.pk])
    elsewhere = register(coordinator, person("いと"), districts=[areas.nishi.pk])
    other_days = register(coordinator, person("うえ"), weekdays=[5], bands=["evening"])
    unpledged = register(coordinator, person("えの"), pledge_date=TODAY() - timedelta(days=366))
    register(coordinator, person("おか"), tasks=["cooking"])
    register(coordinator, person("かわ"), kinds=["participation"])
    garden = make_host(coordinator, areas.dai)
    make_host(coordinator, areas.dai, "花の家", tasks=["cooking"])
    with context.on_behalf_of(coordinator):
        found = proposals_for(coordinator, HelpRequest.objects.visible_to(coordinator).get())
        assert [one.who for one in found] == [best, helper, garden, elsewhere, other_days, unpledged]
        by = {one.who: one for one in found}
        assert (by[best].fits, by[best].misses) == (["草取り・庭", "台小区", "月", "午前"], [])
        assert by[elsewhere].misses == ["台小区は範囲の外"]
        assert by[other_days].misses == ["月は合わない", "午前は合わない"]
        assert by[unpledged].hinders == "有効な誓約がない"


def test_of_two_who_fit_alike_the_one_with_less_in_hand_comes_first(coordinator, areas, asked, helper):
    other = register(coordinator, make_person(coordinator, areas.dai, family_name="ああ", family_kana="ああ"))
    with context.on_behalf_of(coordinator):
        people = list(Supporter.objects.visible_to(coordinator).select_related("person", "dossier"))
        assert [one.who for one in proposals(asked, people, [], {}, TODAY())] == [other, helper]
        assert [one.who for one in proposals(asked, people, [], {other.pk: 1}, TODAY())] == [helper, other]


def test_from_asking_to_its_end_and_each_step_back(coordinator, asked, helper):
    step(coordinator, asked, "arrange")
    step(coordinator, asked, "match", supporter=helper)
    assert (asked.state, asked.supporter) == ("arranging", helper)
    give(coordinator, asked)
    assert asked.state == "doing"
    step(coordinator, asked, "end")
    with context.on_behalf_of(coordinator):
        services.step_undo(asked, actor=coordinator)
        assert asked.state == "doing"
        with pytest.raises(ValidationError, match="先にそれを取り除いて"):
            services.step_undo(asked, actor=coordinator)
        services.deed_remove(
            asked.deeds.select_related("request__dossier", "supporter__dossier", "dossier").get(), actor=coordinator
        )
        services.step_undo(asked, actor=coordinator)
        services.step_undo(asked, actor=coordinator)
        assert (asked.state, asked.supporter) == ("arranging", None)
        services.step_undo(asked, actor=coordinator)
        assert (asked.state, asked.since) == ("asked", asked.asked_date)
        with pytest.raises(ValidationError):
            services.step_undo(asked, actor=coordinator)
        steps = HelpStep.objects.visible_to(coordinator).filter(request=asked)
        assert [one.step for one in steps] == ["asked", "arrange", "match", "begin", "end"]
        assert [one.undone_at is None for one in steps] == [True, False, False, False, False]
    assert asked.history.count() == 9


def test_a_step_that_another_one_took_meanwhile_is_not_taken_again(coordinator, asked):
    stale = HelpRequest.objects.select_related("dossier", "district").get(pk=asked.pk)
    step(coordinator, asked, "cancel", text="家族がすることになった")
    with pytest.raises(ValidationError, match="ほかの人が"):
        step(coordinator, stale, "arrange")


def test_whoever_was_found_meanwhile_is_not_lost(coordinator, areas, asked, helper):
    step(coordinator, asked, "arrange")
    other = register(coordinator, make_person(coordinator, areas.dai, family_name="空野"))
    stale = [HelpRequest.objects.select_related("dossier", "district").get(pk=asked.pk) for _each in range(3)]
    step(coordinator, asked, "match", supporter=helper)
    with pytest.raises(ValidationError, match="ほかの人が"):
        step(coordinator, stale[0], "match", supporter=other)
    with pytest.raises(ValidationError, match="ほかの人が"):
        step(coordinator, stale[1], "cancel", text="いらなくなった")
    with context.on_behalf_of(coordinator), pytest.raises(ValidationError, match="ほかの人が"):
        services.request_correct(stale[2], actor=coordinator, text="草がもっと伸びた")
    assert HelpRequest.objects.get(pk=asked.pk).supporter == helper


def test_nobody_helps_themselves_under_their_other_record(coordinator, areas, asked):
    other = make_person(coordinator, areas.dai, given_name="よし子")
    own = register(coordinator, other)
    with context.on_behalf_of(coordinator):
        casework.person_join(asked.person, actor=coordinator, other=other, main=asked.person.pk, why="同じ人", goes_on=own.pk)
        assert proposals_for(coordinator, HelpRequest.objects.visible_to(coordinator).get()) == []
    own = Supporter.objects.select_related("person", "dossier").get(pk=own.pk)
    with pytest.raises(ValidationError, match="お願いできません"):
        step(coordinator, asked, "match", supporter=own)


def test_what_is_in_hand_of_somebody_out_of_reach_is_not_counted(coordinator, caseworker, areas, asked, helper):
    """Whoever is recused from the one who asks does not learn from the helper's number that they ask."""
    hidden = ask(coordinator, make_person(coordinator, areas.dai, family_name="空野"))
    step(coordinator, hidden, "match", supporter=helper)
    with context.on_behalf_of(caseworker):
        casework.person_recuse(hidden.person, actor=caseworker, why="neighbour")
    for who, number in ((coordinator, 1), (caseworker, 0)):
        with context.on_behalf_of(who):
            [proposal] = proposals_for(who, HelpRequest.objects.visible_to(who).get(pk=asked.pk))
            assert proposal.busy == number


def test_cancelling_wants_a_reason_and_matching_somebody_who_can(coordinator, areas, asked, helper):
    with pytest.raises(ValidationError, match="理由"):
        step(coordinator, asked, "cancel", text=" ")
    with pytest.raises(ValidationError, match="担い手か受け入れ先"):
        step(coordinator, asked, "match")
    own = register(coordinator, asked.person)
    with pytest.raises(ValidationError, match="お願いできません"):
        step(coordinator, asked, "match", supporter=own)
    with context.on_behalf_of(coordinator):
        services.supporter_correct(helper, actor=coordinator, pledge_date=None)
    with pytest.raises(ValidationError, match="誓約"):
        step(coordinator, asked, "match", supporter=helper)
    with pytest.raises(ValidationError, match="先に担い手"):
        give(coordinator, asked)


def test_the_first_help_is_the_debut_and_taken_back_it_is_none(coordinator, asked, helper):
    step(coordinator, asked, "match", supporter=helper)
    give(coordinator, asked, date=TODAY() - timedelta(days=1))
    deed = give(coordinator, asked, date=TODAY() - timedelta(days=3))
    assert Supporter.objects.get(pk=helper.pk).debut_date == TODAY() - timedelta(days=3)
    with context.on_behalf_of(coordinator):
        services.deed_remove(deed, actor=coordinator)
    assert (Supporter.objects.get(pk=helper.pk).debut_date, HelpRequest.objects.get(pk=asked.pk).met_date) == (
        TODAY() - timedelta(days=1),
    ) * 2


def test_a_death_ends_the_registration_and_cancels_what_was_asked_until_it_is_taken_back(coordinator, areas):
    person = make_person(coordinator, areas.dai)
    one, request = register(coordinator, person), ask(coordinator, person)
    for died in (TODAY(), None):
        with context.on_behalf_of(coordinator):
            details = casework.PersonDetails(family_name="髙橋", given_name="ヨシ子", death_date=died)
            person = type(person).objects.visible_to(coordinator).select_related("dossier__area").get(pk=person.pk)
            casework.person_correct(person, actor=coordinator, details=details, reason="聞いた")
        stands = Supporter.objects.get(pk=one.pk).end_reason, HelpRequest.objects.get(pk=request.pk).state
        assert stands == (("died", "cancelled") if died else ("", "asked"))


def test_a_correction_does_not_bring_back_what_ended_meanwhile(coordinator, helper):
    stale = Supporter.objects.select_related("dossier", "person").get(pk=helper.pk)
    with context.on_behalf_of(coordinator):
        services.supporter_end(helper, actor=coordinator, on_date=TODAY(), reason_code="wish")
        with pytest.raises(ValidationError, match="ほかの人が"):
            services.supporter_correct(stale, actor=coordinator, remarks="腰に気をつける")
    assert Supporter.objects.get(pk=helper.pk).ended_date == TODAY()


def test_what_somebody_who_left_did_waits_on_home_for_somebody_else(client, coordinator, areas, asked, helper):
    step(coordinator, asked, "match", supporter=helper)
    give(coordinator, asked)
    assert "担い手の登録が終わりました" not in login(client, coordinator).get(reverse("home")).content.decode()
    with context.on_behalf_of(coordinator):
        services.supporter_end(helper, actor=coordinator, on_date=TODAY(), reason_code="wish")
    assert "担い手の登録が終わりました" in client.get(reverse("home")).content.decode()


def test_home_and_the_persons_page_say_what_waits(client, coordinator, visitor, asked):
    page = login(client, coordinator).get(reverse("home")).content.decode()
    assert "まだはじまっていません（依頼から7日）" in page
    assert asked.get_absolute_url() in page
    person = client.get(asked.person.get_absolute_url()).content.decode()
    assert "依頼: 草取り・庭（依頼）" in person
    assert asked.get_absolute_url() not in login(client, visitor).get(reverse("home")).content.decode()


def test_lists_ask_as_much_for_one_as_for_many(client, coordinator, areas, asked, helper):
    step(coordinator, asked, "match", supporter=helper)
    client = login(client, coordinator)

    def asked_for(name):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(reverse(name)).status_code == 200
        return len(queries)

    before = {name: asked_for(name) for name in ("help_requests", "supporters")}
    for number in range(4):
        person = make_person(coordinator, areas.dai, family_name=f"星{number}")
        step(
            coordinator, ask(coordinator, make_person(coordinator, areas.dai)), "match", supporter=register(coordinator, person)
        )
    assert {name: asked_for(name) for name in before} == before


def test_another_council_and_who_is_recused_see_nothing(client, coordinator, other_manager, caseworker, asked, helper):
    assert login(client, other_manager).get(asked.get_absolute_url()).status_code == 404
    with pytest.raises(NotWithinReach):
        step(other_manager, asked, "arrange")
    with context.on_behalf_of(caseworker):
        casework.person_recuse(asked.person, actor=caseworker, why="neighbour")
    page = login(client, caseworker)
    assert page.get(asked.get_absolute_url()).status_code == 404
    assert asked.get_absolute_url() not in page.get(reverse("help_requests")).content.decode()


def test_a_supporter_outside_ones_reach_has_no_name_on_the_request(client, coordinator, caseworker, asked, helper):
    step(coordinator, asked, "match", supporter=helper)
    client = login(client, caseworker)
    assert "星野" in client.get(asked.get_absolute_url()).content.decode()
    with context.on_behalf_of(caseworker):
        casework.person_recuse(helper.person, actor=caseworker, why="neighbour")
    page = client.get(asked.get_absolute_url()).content.decode()
    assert "星野" not in page
    assert "見られる範囲の外の人" in page
    assert "星野" not in client.get(reverse("help_requests")).content.decode()


def test_on_its_page_a_request_goes_from_a_proposal_to_help_that_was_given(client, coordinator, asked, helper):
    client = login(client, coordinator)
    page = client.get(asked.get_absolute_url()).content.decode()
    assert f'value="supporter {helper.pk}"' in page
    client.post(
        reverse("help_step", args=[asked.pk]), {"step": "match", "who": f"supporter {helper.pk}", "once": str(uuid.uuid4())}
    )
    fields = {"date": str(TODAY()), "hours": "１．５時間", "text": "草を抜いた", "once": str(uuid.uuid4())}
    for _twice in range(2):
        client.post(reverse("help_deed", args=[asked.pk]), fields)
    page = client.get(asked.get_absolute_url()).content.decode()
    assert page.count("草を抜いた") == 1
    assert "1回 ・ 1.5 時間" in page
    client.post(reverse("help_step", args=[asked.pk]), {"step": "undo", "once": str(uuid.uuid4())})
    assert "先にそれを取り除いてください" in client.get(asked.get_absolute_url()).content.decode()


def test_a_request_of_somebody_new_is_taken_down_with_their_record(client, coordinator, areas):
    client = login(client, coordinator)
    address = f"{reverse('help_request_new')}?person=new"
    fields = {
        "family_name": "空野", "given_name": "花", "family_kana": "そらの", "given_kana": "はな", "sex": "female", "kind": "participation",
        "task": "joining", "district": str(areas.dai.pk), "asked_date": str(TODAY()), "text": "人と話したい", "once": str(uuid.uuid4()),
    }  # fmt: skip
    answer = client.post(address, fields)
    made = HelpRequest.objects.get()
    assert answer.url == made.get_absolute_url()
    assert "空野 花" in client.get(answer.url).content.decode()


def test_somebody_is_registered_once_also_under_two_records(coordinator, areas):
    main, other = make_person(coordinator, areas.dai), make_person(coordinator, areas.dai, given_name="よし子")
    first, second = (
        register(coordinator, main),
        register(coordinator, other, registered_date=date(2024, 4, 1), pledge_date=None),
    )
    with pytest.raises(ValidationError, match="登録されています"):
        register(coordinator, main)
    with context.on_behalf_of(coordinator):
        casework.person_join(main, actor=coordinator, other=other, main=main.pk, why="同じ人", goes_on=first.pk)
    second = Supporter.objects.get(pk=second.pk)
    assert (second.end_reason, second.ended_date) == ("joined", TODAY())


def test_whoever_is_registered_again_learns_nothing_of_a_record_out_of_reach(coordinator, caseworker, areas):
    """The other record runs: who sees it is told so, and who does not is told nothing."""
    main, other = make_person(coordinator, areas.dai), make_person(coordinator, areas.dai, given_name="よし子")
    first, second = register(coordinator, main), register(coordinator, other)
    with context.on_behalf_of(coordinator):
        casework.person_join(main, actor=coordinator, other=other, main=main.pk, why="同じ人", goes_on=first.pk)
    second = Supporter.objects.select_related("person", "dossier").get(pk=second.pk)
    with context.on_behalf_of(coordinator), pytest.raises(ValidationError, match="登録されています"):
        services.supporter_resume(second, actor=coordinator)
    Recusal.objects.create(user=caseworker, dossier=main.dossier, why="neighbour", created_by=caseworker)
    with context.on_behalf_of(caseworker):
        services.supporter_resume(second, actor=caseworker)
    assert Supporter.objects.get(pk=second.pk).ended_date is None


def test_no_help_is_recorded_after_the_supporters_last_day(coordinator, asked, helper):
    step(coordinator, asked, "match", supporter=helper)
    with context.on_behalf_of(coordinator):
        services.supporter_end(helper, actor=coordinator, on_date=TODAY() - timedelta(days=2), reason_code="other")
    asked = HelpRequest.objects.select_related("person", "dossier").get(pk=asked.pk)
    with pytest.raises(ValidationError, match="登録が終わっています") as refused:
        give(coordinator, asked, date=TODAY() - timedelta(days=1))
    assert list(refused.value.message_dict) == ["date"]
    assert give(coordinator, asked, date=TODAY() - timedelta(days=2)).pk

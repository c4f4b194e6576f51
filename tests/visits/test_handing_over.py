"""Whoever ends an account or a role sees what is left, as far as they may know, and gives it to somebody in one step, or does not."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from casework.people_on_cases import staff_by_case
from privacy import context
from privacy.models import Dossier, Grant, Recusal
from privacy.roles import Role
from tests.cast import login, make_member, make_user
from tests.factories import visits as watch
from tests.factories.casework import make_case
from visits import services
from visits.models import Alert, Assignment, SafetyCheck

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def misaki(areas):
    return make_member(make_user("misaki", name="三﨑 直子"), Role.CASEWORKER, areas.dai)


@pytest.fixture
def other(areas):
    return make_member(
        make_user("other", name="田村 誠", trained_on=timezone.localdate() - 90 * DAY), Role.CASEWORKER, areas.dai, areas.nishi
    )


@pytest.fixture
def both(areas):
    """Administers accounts and coordinates."""
    return make_member(make_member(make_user("both"), Role.ADMINISTRATOR, areas.council), Role.COORDINATOR, areas.council)


@pytest.fixture
def left(misaki, coordinator, manager, areas):
    """Two cases, a third that is restricted, a door and an alert of its."""
    cases = [make_case(misaki, areas.dai), make_case(misaki, areas.dai)]
    restricted = make_case(misaki, areas.dai)
    Dossier.objects.filter(pk=restricted.dossier_id).update(restricted=True)
    door = watch.enrol(coordinator, areas.dai)
    watch.assign(coordinator, door, misaki)
    watch.visit(misaki, door, "concern")
    with context.on_behalf_of(misaki):
        services.alert_take(Alert.objects.visible_to(misaki).get(), actor=misaki)
    return cases, restricted, door


def hand_over(person) -> str:
    return reverse("hand_over") + f"?of={person.pk}"


def counts(answer) -> dict:
    return {found.label: len(found.records) for found in answer.context["in_hand"]}


def test_it_is_listed_and_handed_over_in_one_step(client, both, misaki, other, left):
    cases, restricted, door = left
    url = reverse("person_disable", args=[misaki.pk])
    answer = login(client, both).get(url)
    assert sorted(counts(answer).values()) == [1, 1, 2], "the restricted case is nothing this coordinator may know of"
    assert "三﨑 直子" in answer.content.decode()
    assert User.objects.get(pk=misaki.pk).is_active, "looking ends nothing"
    page = client.post(url, {"to": other.pk, "why": "left"}, follow=True).content.decode()
    assert "4件を引き継ぎました。" in page
    assert not User.objects.get(pk=misaki.pk).is_active
    assert staff_by_case(cases) == {case.pk: [(other.pk, other.display_name)] for case in cases}
    assert Grant.objects.filter(content_object=restricted.dossier, user=misaki).exists()
    assert not Grant.objects.filter(content_object=restricted.dossier, user=other).exists()
    assert list(Assignment.objects.walked(timezone.localdate()).values_list("user__username", flat=True)) == ["other"]
    assert Alert.objects.get().owner == other
    home = login(client, both).get("/").content.decode()
    assert not [case for case in cases if reverse("case_staff", args=[case.pk]) in home]
    assert login(client, other).get(reverse("visit_new", args=[door.pk])).status_code == 200


def test_it_can_be_done_without(client, both, misaki, left):
    cases, _restricted, _door = left
    login(client, both).post(reverse("person_disable", args=[misaki.pk]), {"to": "", "why": "left"})
    assert not User.objects.get(pk=misaki.pk).is_active
    assert staff_by_case(cases) == {case.pk: [] for case in cases}
    home = client.get("/").content.decode()
    assert [case for case in cases if reverse("case_staff", args=[case.pk]) in home] == cases


def test_an_administrator_is_told_of_no_record(client, administrator, misaki, left):
    answer = login(client, administrator).get(reverse("person_disable", args=[misaki.pk]))
    assert counts(answer) == {}
    assert "あなたが知ってよいものは、ありません。" in answer.content.decode()


def test_the_end_of_a_role_asks_the_same(client, both, misaki, other, left):
    cases, _restricted, _door = left
    url = reverse("role_end", args=[misaki.memberships.get().pk])
    assert sorted(counts(login(client, both).get(url)).values()) == [1, 1, 2]
    client.post(url, {"to": other.pk, "why": "left"})
    assert misaki.memberships.get().ended_at
    assert staff_by_case(cases) == {case.pk: [(other.pk, other.display_name)] for case in cases}


def test_a_coordinator_hands_over_what_a_pledge_left_behind(client, coordinator, misaki, other, left):
    cases, _restricted, _door = left
    misaki.pledges.update(valid_until=timezone.localdate() - DAY)
    url = hand_over(misaki)
    assert url in login(client, coordinator).get(reverse("case_staff", args=[cases[0].pk])).content.decode()
    client.post(url, {"to": other.pk})
    assert staff_by_case(cases) == {case.pk: [(other.pk, other.display_name)] for case in cases}
    assert Alert.objects.get().owner == other


def test_what_somebody_cannot_have_stays_where_it_is(client, coordinator, misaki, areas, left):
    """Somebody without the visitors' training takes the cases and the alert, and no door."""
    untrained = make_member(make_user("untrained"), Role.CASEWORKER, areas.dai)
    page = login(client, coordinator).post(hand_over(misaki), {"to": untrained.pk}, follow=True)
    assert "3件を引き継ぎました。" in page.content.decode()
    assert "1件は引き継げませんでした。" in page.content.decode()
    assert Assignment.objects.valid(timezone.localdate()).get().user == misaki
    recused = make_member(make_user("advocate-only"), Role.ADVOCATE, areas.council)
    assert client.post(hand_over(misaki), {"to": recused.pk}).status_code == 303
    assert Assignment.objects.valid(timezone.localdate()).get().user == misaki


def test_a_next_step_is_handed_to_nobody_who_is_kept_from_the_person(client, coordinator, manager, misaki, other, areas):
    door = watch.enrol(coordinator, areas.dai)
    watch.assign(coordinator, door, misaki)
    watch.visit(misaki, door, "absent")
    with context.on_behalf_of(coordinator):
        check = SafetyCheck.objects.visible_to(coordinator).select_related("dossier").get()
        services.safety_next(check, actor=coordinator, step="revisit", by=timezone.now() + DAY, who=misaki)
    Recusal.objects.create(user=other, dossier=door.dossier.subject, why="family", created_by=manager)
    page = login(client, coordinator).post(hand_over(misaki), {"to": other.pk}, follow=True)
    assert "2件は引き継げませんでした。" in page.content.decode()
    assert SafetyCheck.objects.get().next_who == misaki


def test_somebody_of_another_council_is_not_there(client, coordinator, other_caseworker, misaki):
    assert login(client, coordinator).get(hand_over(other_caseworker)).status_code == 404
    assert login(client, other_caseworker).get(hand_over(misaki)).status_code == 404


def test_only_what_was_ticked_goes_each_with_its_note(client, coordinator, misaki, other, left, areas):
    (first, second), _restricted, _door = left
    url = hand_over(misaki)
    page = login(client, coordinator).get(url)
    assert {record.pk for _tick, _note, record in page.context["form"].lines()} == {first.pk, second.pk}
    assert first.number in page.content.decode()
    note = "長女が来月帰ってくる"
    sent = {"to": other.pk, "which": "chosen", "chosen": [second.pk], f"note-{second.pk}": note, f"note-{first.pk}": "渡さない"}
    assert "1件を引き継ぎました。" in client.post(url, sent, follow=True).content.decode()
    assert staff_by_case([first, second]) == {
        first.pk: [(misaki.pk, misaki.display_name)], second.pk: [(other.pk, other.display_name)],
    }  # fmt: skip
    assert Alert.objects.get().owner == misaki
    assert note in login(client, other).get(second.get_absolute_url()).content.decode()
    assert "渡さない" not in login(client, other).get(first.get_absolute_url()).content.decode()


def test_a_case_that_may_not_be_known_of_cannot_be_ticked(client, coordinator, misaki, other, left):
    _cases, restricted, _door = left
    url = hand_over(misaki)
    login(client, coordinator).post(url, {"to": other.pk, "which": "chosen", "chosen": [restricted.pk]})
    assert "chosen" in client.get(url).context["form"].errors
    assert not Grant.objects.filter(content_object=restricted.dossier, user=other).exists()


def test_everything_with_a_note_and_the_old_ones_access_ends_the_same_moment(client, coordinator, misaki, other, left):
    (first, second), _restricted, _door = left
    login(client, coordinator).post(hand_over(misaki), {"to": other.pk, "which": "all", f"note-{first.pk}": "鍵は隣の家にある"})
    assert staff_by_case([first, second]) == {case.pk: [(other.pk, other.display_name)] for case in (first, second)}
    assert "鍵は隣の家にある" in login(client, other).get(first.get_absolute_url()).content.decode()
    assert (
        not Grant.objects.valid(timezone.localdate())
        .filter(user=misaki, content_object__in=[first.dossier, second.dossier])
        .exists()
    )

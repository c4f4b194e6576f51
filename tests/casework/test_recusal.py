"""利害関係: who takes whom off a person, who sees it, that a manager always remains, and how it ends."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from casework import services
from casework.models import Case, CaseStep, Consulter
from casework.services.recusals import LastManager
from privacy import context, granting
from privacy.dossiers import READ, WORK
from privacy.errors import Denied, NotWithinReach
from privacy.models import AccessEvent, Dossier, Grant, Recusal
from privacy.roles import Role
from tests.cast import login, make_member, make_user
from tests.factories.casework import details, make_case, make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(caseworker, areas):
    return make_case(caseworker, areas.dai)


def opened(user, case):
    return Case.objects.visible_to(user).select_related("subject__dossier").get(pk=case.pk)


def step_aside(user, case):
    with context.on_behalf_of(user):
        services.person_recuse(opened(user, case), actor=user, why="neighbour")


def shut_out(by, user, case):
    with context.on_behalf_of(by):
        services.person_exclude(opened(by, case), actor=by, user=user, why="family")


def is_shut_out(user, case):
    """From the person; from the case alone only while it has none."""
    return Recusal.objects.lasting().filter(user=user, dossier=case.dossier.subject_id or case.dossier_id).exists()


@pytest.mark.parametrize("who", ["caseworker", "coordinator"])
def test_only_a_manager_shuts_somebody_else_out(cast, who, case):
    user = getattr(cast, who)
    for other in (cast.manager, cast.advocate):
        with pytest.raises(Denied):
            shut_out(user, other, case)
        assert not is_shut_out(other, case)


@pytest.mark.parametrize("who", ["caseworker", "coordinator"])
def test_a_posted_name_shuts_nobody_else_out(client, cast, who, case):
    login(client, getattr(cast, who))
    data = {"user": str(cast.manager.pk), "why": "family"}
    assert client.post(reverse("case_exclude", args=[case.pk]), data).status_code == 403
    client.post(reverse("case_recuse", args=[case.pk]), data)
    assert not is_shut_out(cast.manager, case)


def test_a_manager_shuts_out_whoever_works_on_it_and_another_manager(case, caseworker, manager, second_manager):
    shut_out(manager, caseworker, case)
    shut_out(manager, second_manager, case)
    assert is_shut_out(caseworker, case)
    assert is_shut_out(second_manager, case)


def test_everybody_steps_aside_alone(case, caseworker, advocate, manager, second_manager):
    """By area, by name, and a manager while another one remains."""
    granting.grant(advocate, case.dossier, Grant.Kind.ASSIGNED, level=WORK, from_date=case.intake_date)
    for user in (caseworker, advocate, manager):
        step_aside(user, case)
        assert is_shut_out(user, case)


def test_the_last_manager_stays(client, case, manager, second_manager):
    shut_out(second_manager, manager, case)
    with pytest.raises(LastManager):
        step_aside(second_manager, case)
    login(client, second_manager)
    url = reverse("case_recuse", args=[case.pk])
    client.post(url, {"why": "family"})
    assert "見られる責任者がいなくなります" in client.get(url).content.decode()
    assert not is_shut_out(second_manager, case)
    assert CaseStep.objects.filter(case=case, kind="recused").count() == 1


@pytest.mark.parametrize("other", ["gone", "without a pledge", "of another council", "above the council"])
def test_who_cannot_read_it_is_no_manager_of_it(case, manager, second_manager, areas, other):
    if other == "gone":
        second_manager.memberships.update(ended_at=second_manager.created_at)
    elif other == "without a pledge":
        second_manager.pledges.update(revoked_at=second_manager.created_at)
    else:
        second_manager.memberships.update(area=areas.other if other == "of another council" else areas.city)
    with pytest.raises(LastManager):
        step_aside(manager, case)


def test_a_manager_who_works_elsewhere_today_counts(case, manager, areas):
    both = make_member(make_user("both"), Role.MANAGER, areas.council, areas.other)
    both.chosen_council = areas.other
    both.save()
    step_aside(manager, case)
    assert is_shut_out(manager, case)


def test_a_restricted_case_of_the_same_person_keeps_its_only_manager(case, caseworker, manager, second_manager, areas):
    """They cannot step aside. Who cannot read it is not refused, or the refusal would tell of it (`test_recusal_tells_nothing.py`)."""
    with context.on_behalf_of(manager):
        subject = opened(manager, case).subject
    other = make_case(manager, areas.dai, subject=subject)
    Dossier.objects.filter(pk=other.dossier_id).update(restricted=True)
    with pytest.raises(LastManager):
        step_aside(manager, case)
    granting.grant(second_manager, other.dossier, Grant.Kind.ASSIGNED, level=WORK, from_date=case.intake_date)
    step_aside(manager, case)
    assert is_shut_out(manager, case)


def test_naming_the_person_takes_no_last_manager_away(caseworker, manager, second_manager, areas):
    unnamed = make_case(caseworker, areas.dai, new_subject=None)
    hers = make_case(caseworker, areas.dai, new_subject=details(make_place(areas.dai)))
    shut_out(second_manager, manager, unnamed)
    shut_out(manager, second_manager, hers)
    with context.on_behalf_of(caseworker), pytest.raises(LastManager):
        subject = opened(caseworker, hers).subject
        services.subject_name(opened(caseworker, unnamed), actor=caseworker, subject=subject)


def test_the_managers_who_remain_see_it(client, case, caseworker, manager, second_manager, areas):
    """Who, why and since when; on a later case of the same person too; and on the course of the case."""
    with context.on_behalf_of(caseworker):
        later = make_case(caseworker, areas.dai, subject=opened(caseworker, case).subject)
    caseworker.display_name, manager.display_name = "退いた 相談員", "退いた 責任者"
    for user in (caseworker, manager):
        user.save()
    step_aside(caseworker, case)
    step_aside(manager, case)
    login(client, second_manager)
    for one in (case, later):
        page = client.get(reverse("case_exclude", args=[one.pk])).content.decode()
        table = page.split("<tbody>")[1].split("</tbody>")[0]
        assert table.count("退いた 相談員") == table.count("退いた 責任者") == 1
        assert "近所" in page
    assert client.get(case.get_absolute_url()).content.decode().count("利害関係による除外") == 2
    assert AccessEvent.objects.filter(kind="write", action="person.recuse", actor=manager.pk).exists()


def test_the_pages_state_the_rule(client, case, manager, caseworker):
    rule = "責任者を外せるのは、別の責任者だけです。"
    login(client, caseworker)
    page = client.get(reverse("case_recuse", args=[case.pk])).content.decode()
    assert rule in page
    assert reverse("case_exclude", args=[case.pk]) not in page
    login(client, manager)
    assert reverse("case_exclude", args=[case.pk]) in client.get(reverse("case_recuse", args=[case.pk])).content.decode()
    assert rule in client.get(reverse("case_exclude", args=[case.pk])).content.decode()


def test_it_is_from_the_person_whatever_it_began_with(client, case, caseworker, coordinator, manager, second_manager, areas):
    """One row a person; a case of nobody known keeps its own until it is named."""
    unnamed = make_case(coordinator, areas.dai, new_subject=None)
    step_aside(caseworker, case)
    step_aside(caseworker, unnamed)
    assert set(Recusal.objects.values_list("dossier", flat=True)) == {case.dossier.subject_id, unnamed.dossier_id}
    with context.on_behalf_of(coordinator):
        subject = opened(coordinator, case).subject
        services.subject_name(opened(coordinator, unnamed), actor=coordinator, subject=subject)
    assert Recusal.objects.lasting().get().dossier_id == case.dossier.subject_id
    listed = login(client, manager).get(reverse("case_exclude", args=[case.pk])).content.decode()
    assert listed.count(caseworker.display_name) >= 1
    assert "named" not in listed.lower().split("<tbody>")[-1].split("</tbody>")[0], "nobody was let in"
    with context.on_behalf_of(caseworker):
        assert not Case.objects.visible_to(caseworker).exists()
        assert not Consulter.objects.visible_to(caseworker).exists()


def test_naming_the_person_of_one_case_moves_no_other_recusal(case, caseworker, coordinator, areas):
    unnamed, other = (make_case(coordinator, areas.dai, new_subject=None) for _each in range(2))
    step_aside(caseworker, case)
    step_aside(caseworker, other)
    with context.on_behalf_of(coordinator):
        somebody = details(make_place(areas.dai), family_name="露﨑")
        services.subject_name(opened(coordinator, unnamed), actor=coordinator, new_subject=somebody)
    assert set(Recusal.objects.lasting().values_list("dossier", flat=True)) == {case.dossier.subject_id, other.dossier_id}
    assert Dossier.objects.get(pk=other.dossier_id).subject is None


def test_who_came_about_a_case_named_later_is_closed_too(caseworker, coordinator, areas):
    """The consulter's dossier lies below the case, which was about nobody when it was made."""
    unnamed = make_case(coordinator, areas.dai, new_subject=None)
    with context.on_behalf_of(coordinator):
        named = services.subject_name(
            opened(coordinator, unnamed), actor=coordinator, new_subject=details(make_place(areas.dai))
        )
    step_aside(caseworker, named)
    with context.on_behalf_of(caseworker):
        assert not Consulter.objects.visible_to(caseworker).exists()


def test_whoever_was_named_is_taken_off(client, case, caseworker, coordinator):
    """So that an open case without anybody stands on the coordinator's home page again."""
    step_aside(caseworker, case)
    assert not Grant.objects.filter(user=caseworker).valid(timezone.localdate()).exists()
    assert reverse("case_staff", args=[case.pk]) in login(client, coordinator).get(reverse("home")).content.decode()
    client.post(reverse("case_staff", args=[case.pk]), {"user": str(caseworker.pk)})
    assert not Grant.objects.filter(user=caseworker).valid(timezone.localdate()).exists()


def test_a_recusal_takes_off_one_person_from_one_person(case, caseworker, coordinator, areas):
    other = make_case(caseworker, areas.dai, new_subject=details(make_place(areas.dai), family_name="露﨑"))
    granting.grant(coordinator, case.dossier, Grant.Kind.ASSIGNED, level=WORK, from_date=timezone.localdate())
    step_aside(caseworker, case)
    named = Grant.objects.valid(timezone.localdate()).values_list("user", "content_object")
    assert set(named) == {(coordinator.pk, case.dossier_id), (caseworker.pk, other.dossier_id)}


def test_what_had_ended_before_keeps_its_last_day(case, advocate, coordinator):
    last = timezone.localdate() - timedelta(days=40)
    granting.grant(
        advocate,
        case.dossier,
        Grant.Kind.SHARED,
        level=READ,
        from_date=last - timedelta(days=9),
        until_date=last,
        given_by=coordinator,
    )
    granting.grant(advocate, case.dossier, Grant.Kind.ASSIGNED, level=WORK, from_date=last, given_by=coordinator)
    step_aside(advocate, case)
    ends = Grant.objects.filter(user=advocate).order_by("from_date").values_list("until_date", flat=True)
    assert list(ends) == [last, timezone.localdate() - timedelta(days=1)]


def test_nobody_lets_themselves_in(case, manager, second_manager):
    step_aside(manager, case)
    recusal = Recusal.objects.get()
    with context.on_behalf_of(manager), pytest.raises(NotWithinReach):
        services.person_readmit(case, actor=manager, user=manager, over="mistake")
    recusal.ended_at, recusal.ended_by, recusal.over = recusal.created_at, manager, "mistake"
    with pytest.raises(IntegrityError), transaction.atomic():
        recusal.save()
    with context.on_behalf_of(second_manager):
        services.person_readmit(opened(second_manager, case), actor=second_manager, user=manager, over="mistake")
    assert not is_shut_out(manager, case)
    assert list(CaseStep.objects.filter(case=case, kind__in=["recused", "let_in"]).order_by("kind").values_list("kind", "actor")) == [
        ("let_in", second_manager.pk), ("recused", manager.pk),
    ]  # fmt: skip

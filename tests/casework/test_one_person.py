"""One person from two records, by a pointer: both stay, stand together, are counted once, and can be made two again."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from casework import services
from casework.indicators import PEOPLE
from casework.joined import records_of
from casework.models import Case, Joining, Person
from casework.services.joinings import AlreadyOne, Unplaced
from japan.wareki import PartialDate
from privacy import context
from privacy.errors import Denied, NotWithinReach
from privacy.models import AccessEvent, Dossier, Grant, Recusal
from privacy.reach import can
from programs.dimensions import AREA, BAND, MONTH, TOPIC
from tests.cast import login
from tests.factories.casework import details, make_case, make_note, make_place

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def one_with(pk) -> set:
    return records_of([pk])[pk]


@pytest.fixture
def first(coordinator, areas):
    return make_case(coordinator, areas.dai).subject


@pytest.fixture
def second(coordinator, areas):
    """The same neighbour as somebody misheard her."""
    heard = details(
        make_place(areas.dai),
        family_name="高梁",
        given_name="好子",
        birth=PartialDate(1944, 5, 7),
        phone="0436-00-9999",
        mobile="",
    )
    return make_case(coordinator, areas.dai, new_subject=heard).subject


def opened(user, person):
    return Person.objects.visible_to(user).select_related("dossier").get(pk=person.pk)


def join(user, one, other, *, main=None, **more):
    with context.on_behalf_of(user):
        return services.person_join(one, actor=user, other=other, main=(main or one).pk, why="保険証で確かめた", **more)


def part(user, joining, **more):
    with context.on_behalf_of(user):
        again = (
            Joining.objects.visible_to(user).select_related("person__dossier", "into__dossier", "dossier").get(pk=joining.pk)
        )
        return services.person_part(again, actor=user, why="別の人だった", **more)


def press(client, one, other, **changes):
    return client.post(
        reverse("person_join", args=[one.pk, other.pk]), {"main": str(one.pk), "why": "保険証で確かめた", **changes}
    )


def page_of(client, person):
    return client.get(reverse("person", args=[person.pk])).content.decode()


def test_two_records_become_one_person_and_both_stay(client, coordinator, first, second):
    login(client, coordinator)
    found = client.get(reverse("person_same", args=[first.pk]))
    client.post(reverse("person_same", args=[first.pk]), {"q": "0436-00-9999"})
    found = client.get(reverse("person_same", args=[first.pk])).content.decode()
    assert reverse("person_join", args=[first.pk, second.pk]) in found
    preview = client.get(reverse("person_join", args=[first.pk, second.pk])).content.decode()
    for words in ("髙橋 ヨシ子", "高梁 好子", "昭和18年5月7日", "昭和19年5月7日", "0436-00-9999", "2023-0001", "2023-0002"):
        assert words in preview, words
    assert press(client, first, second).url == first.get_absolute_url()
    assert Person.objects.get(pk=second.pk).canonical_id == first.pk
    for one, other, number in ((first, "高梁 好子", "2023-0002"), (second, "髙橋 ヨシ子", "2023-0001")):
        page = page_of(client, one)
        assert other in page
        assert number in page
        assert "保険証で確かめた" in page


def test_it_is_found_under_both_names(client, coordinator, first, second):
    join(coordinator, first, second)
    login(client, coordinator)
    for name in ("髙橋 ヨシ子", "高梁 好子"):
        page = client.post("/search/", {"q": name}, headers={"HX-Request": "true"}).content.decode()
        assert [words for words in ("髙橋 ヨシ子", "高梁 好子", "2023-0001", "2023-0002") if words not in page] == [], name


def test_nothing_is_written_anew(coordinator, first, second):
    """Neither ciphertext nor dossier: the pointer and its version are all that changes."""
    columns = ("family_name", "phone", "tokens", "dossier_id")
    before = list(Person.objects.order_by("pk").values_list(*columns))
    join(coordinator, first, second)
    assert list(Person.objects.order_by("pk").values_list(*columns)) == before
    assert Person.history.filter(id=second.pk).count() == 2


def test_who_may(client, cast, first, second):
    url = reverse("person_join", args=[first.pk, second.pk])
    seen = {name: login(client, user).get(url).status_code for name, user in vars(cast).items()}
    assert {name for name, status in seen.items() if status == 200} == {"coordinator", "manager", "second_manager"}
    assert (seen["caseworker"], seen["visitor"], seen["other_caseworker"]) == (403, 404, 404)
    for name in ("caseworker", "visitor", "administrator"):
        assert press(login(client, getattr(cast, name)), first, second).status_code in (403, 404)
    assert Joining.objects.count() == 0


class TestCounts:
    def contact(self, user, subject):
        make_note(user, Case.objects.visible_to(user).select_related("dossier").get(subject=subject))

    @pytest.fixture
    def met(self, coordinator, first, second):
        with context.on_behalf_of(coordinator):
            for subject in (first, second):
                self.contact(coordinator, subject)

    def test_once_from_then_on_and_closed_months_as_before(self, coordinator, areas, met, first, second):
        """Both were taken in September 2023, and met this month."""
        year, month = TODAY().year - (TODAY().month < 4), (TODAY().month - 4) % 12
        assert PEOPLE.count(areas.council, year, TODAY(), MONTH)[month] == 2
        join(coordinator, first, second)
        assert PEOPLE.count(areas.council, year, TODAY(), MONTH)[month] == 1
        assert PEOPLE.count(areas.council, year, TODAY(), None) == {None: 1}
        assert PEOPLE.count(areas.council, year, TODAY(), AREA) == {areas.dai.pk: 1}
        assert set(PEOPLE.count(areas.council, year, TODAY(), TOPIC).values()) == {1}
        assert sum(PEOPLE.count(areas.council, year, TODAY(), BAND).values()) == 1
        assert PEOPLE.count(areas.council, 2023, date(2024, 3, 31), MONTH) == {5: 2}, "a month that had ended"
        assert PEOPLE.count(areas.council, 2023, date(2024, 3, 31), None) == {None: 2}

    def test_a_month_that_ended_meanwhile_stays_when_they_are_two_again(self, coordinator, areas, first, second):
        joining = join(coordinator, first, second, now=timezone.make_aware(timezone.datetime(2023, 9, 20)))
        part(coordinator, joining, whose={})
        assert PEOPLE.count(areas.council, 2023, date(2024, 3, 31), MONTH) == {5: 1}
        year = TODAY().year - (TODAY().month < 4)
        with context.on_behalf_of(coordinator):
            for subject in (first, second):
                self.contact(coordinator, subject)
        assert PEOPLE.count(areas.council, year, TODAY(), None) == {None: 2}


class TestReach:
    """Nobody sees more by it than before."""

    @pytest.fixture
    def far(self, coordinator, areas):
        """In a district that the caseworker does not serve."""
        return make_case(
            coordinator, areas.nishi, new_subject=details(make_place(areas.nishi, "西町"), family_name="鷲尾", phone="")
        ).subject

    def test_another_districts_record_stays_closed_and_unnamed(self, client, coordinator, caseworker, first, far):
        join(coordinator, first, far)
        login(client, caseworker)
        page = page_of(client, first)
        assert "鷲尾" not in page
        assert "同じ人のほかの記録" not in page
        assert "2023-0002" not in page
        assert client.get(reverse("person", args=[far.pk])).status_code == 404

    def test_who_is_named_to_a_case_of_one_reaches_the_other_no_more_than_before(self, coordinator, advocate, first, second):
        with context.on_behalf_of(coordinator):
            case = Case.objects.visible_to(coordinator).select_related("dossier").get(subject=first)
            services.case_assign(case, actor=coordinator, user=advocate)
        join(coordinator, first, second)
        with context.on_behalf_of(advocate):
            assert can(advocate, "person.read", opened(advocate, first))
            assert not Person.objects.visible_to(advocate).filter(pk=second.pk).exists()

    def test_another_council_is_no_choice(self, client, coordinator, other_caseworker, areas, first):
        foreign = make_case(
            other_caseworker, areas.other_north, new_subject=details(make_place(areas.other_north, "他所町"))
        ).subject
        assert press(login(client, coordinator), first, foreign).status_code == 404
        with pytest.raises(NotWithinReach):
            join(coordinator, first, foreign)

    def test_a_restricted_one_is_its_holders_alone(self, client, coordinator, manager, second_manager, first, second):
        restrict(second, coordinator, manager)
        login(client, second_manager)
        for url in (reverse("person_join", args=[first.pk, second.pk]), reverse("person_join", args=[second.pk, first.pk])):
            assert client.get(url).status_code == 404
            assert client.post(url, {"main": str(first.pk), "why": "当てた"}, headers={"HX-Request": "true"}).status_code == 404
        login(client, manager)
        assert press(client, first, second, main=str(second.pk)).status_code == 303
        assert Person.objects.get(pk=first.pk).canonical_id is None, "the pointer lies in the restricted record"
        assert "高梁" in page_of(client, first)
        login(client, second_manager)
        assert "高梁" not in page_of(client, first)
        assert "同じ人のほかの記録" not in page_of(client, first)
        assert client.get(reverse("person_part", args=[Joining.objects.get().pk])).status_code == 404
        event = AccessEvent.objects.filter(action="person.merge", kind="write").get()
        assert first.dossier_id not in event.dossiers

    def test_whoever_must_not_see_one_is_shut_out_of_both(self, coordinator, caseworker, manager, first, second):
        with context.on_behalf_of(manager):
            services.person_exclude(opened(manager, first), actor=manager, user=caseworker, why="family")
        joining = join(coordinator, first, second)
        assert Recusal.objects.lasting().filter(user=caseworker).count() == 2
        with context.on_behalf_of(caseworker):
            assert not Person.objects.visible_to(caseworker).exists()
        part(coordinator, joining)
        with context.on_behalf_of(caseworker):
            assert [person.pk for person in Person.objects.visible_to(caseworker)] == [second.pk]

    def test_a_recusal_while_they_are_one_is_from_both_and_so_is_its_end(self, coordinator, caseworker, manager, first, second):
        join(coordinator, first, second)
        with context.on_behalf_of(caseworker):
            services.person_recuse(opened(caseworker, second), actor=caseworker, why="neighbour")
        assert set(Recusal.objects.lasting().values_list("dossier", flat=True)) == {first.dossier_id, second.dossier_id}
        with context.on_behalf_of(manager):
            services.person_readmit(opened(manager, first), actor=manager, user=caseworker, over="past")
        assert not Recusal.objects.lasting().exists()

    def test_the_event_names_both(self, coordinator, first, second):
        join(coordinator, first, second)
        event = AccessEvent.objects.get(action="person.merge", kind="write")
        assert {first.dossier_id, second.dossier_id} <= set(event.dossiers)

    def test_two_that_become_one_share_no_recusal_from_somebody_else(self, coordinator, caseworker, areas, first, second):
        neighbour = make_case(coordinator, areas.dai, new_subject=details(make_place(areas.dai), family_name="露﨑")).subject
        with context.on_behalf_of(caseworker):
            services.person_recuse(opened(caseworker, neighbour), actor=caseworker, why="neighbour")
        joining = join(coordinator, first, second)
        assert joining.recusals == []
        assert Recusal.objects.get().dossier_id == neighbour.dossier_id

    def test_a_recused_manager_joins_nothing(self, client, manager, second_manager, first, second):
        with context.on_behalf_of(manager):
            services.person_exclude(opened(manager, first), actor=manager, user=second_manager, why="family")
        assert press(login(client, second_manager), second, first).status_code == 404


def restrict(person, *holders):
    Dossier.objects.filter(pk=person.dossier_id).update(restricted=True)
    for holder in holders:
        from privacy import granting
        from privacy.dossiers import WORK

        granting.grant(holder, person.dossier, Grant.Kind.SHARED, level=WORK, from_date=TODAY(), given_by=holder)


class TestDeaths:
    def died(self, user, person):
        with context.on_behalf_of(user):
            return opened(user, person).death_date

    def tell(self, user, person, day):
        with context.on_behalf_of(user):
            record = opened(user, person)
            changed = details(make_place(record.dossier.area), death_date=day)
            services.person_correct(record, actor=user, details=changed)

    def test_a_death_on_one_is_written_on_the_other_and_one_told_since_too(self, coordinator, first, second):
        self.tell(coordinator, first, date(2026, 1, 2))
        join(coordinator, first, second)
        assert self.died(coordinator, second) == date(2026, 1, 2)
        self.tell(coordinator, first, None)
        assert self.died(coordinator, second) is None
        self.tell(coordinator, second, date(2026, 2, 3))
        assert self.died(coordinator, first) == date(2026, 2, 3)

    def test_two_again_somebody_says_who_has_died(self, coordinator, first, second):
        joining = join(coordinator, first, second)
        self.tell(coordinator, first, date(2026, 1, 2))
        with pytest.raises(Unplaced):
            part(coordinator, joining)
        part(coordinator, joining, died={first.pk})
        assert (self.died(coordinator, first), self.died(coordinator, second)) == (date(2026, 1, 2), None)

    def test_nobody_makes_two_one_without_saying_why(self, coordinator, first, second):
        with context.on_behalf_of(coordinator), pytest.raises(ValidationError):
            services.person_join(
                opened(coordinator, first), actor=coordinator, other=opened(coordinator, second), main=first.pk, why=""
            )
        assert one_with(first.pk) == {first.pk}

    def test_two_dates_are_not_decided_by_the_program(self, coordinator, first, second):
        self.tell(coordinator, first, date(2026, 1, 2))
        self.tell(coordinator, second, date(2026, 1, 3))
        with pytest.raises(ValidationError):
            join(coordinator, first, second)


class TestTwoAgain:
    def test_it_is_undone_on_a_page(self, client, coordinator, first, second):
        joining = join(coordinator, first, second)
        login(client, coordinator)
        url = reverse("person_part", args=[joining.pk])
        assert url in page_of(client, first)
        assert "保険証で確かめた" in client.get(url).content.decode()
        client.post(url, {"why": "別の人だった"})
        client.post(url, {"why": "別の人だった"})
        assert "高梁" not in page_of(client, first)
        assert one_with(first.pk) == {first.pk}
        assert Joining.objects.get().parted_on == TODAY()

    def test_a_case_taken_since_goes_to_whom_it_belongs(self, client, coordinator, areas, first, second):
        joining = join(coordinator, first, second)
        with context.on_behalf_of(coordinator):
            since = make_case(coordinator, areas.dai, subject=opened(coordinator, first))
        login(client, coordinator)
        url = reverse("person_part", args=[joining.pk])
        assert since.number in client.get(url).content.decode()
        client.post(url, {"why": "別の人だった", f"case_{since.pk}": str(second.pk)})
        since = Case.objects.select_related("dossier").get(pk=since.pk)
        assert (since.subject_id, since.dossier.subject_id) == (second.pk, second.dossier_id)

    def test_what_cannot_be_placed_is_said(self, client, coordinator, first, second):
        joining = join(coordinator, first, second)
        with context.on_behalf_of(coordinator):
            services.relative_save(opened(coordinator, first), actor=coordinator, relation="長女")
        login(client, coordinator)
        url = reverse("person_part", args=[joining.pk])
        client.post(url, {"why": "別の人だった"})
        page = client.get(url).content.decode()
        assert "あるべき記録にあることを確かめて" in page
        assert one_with(first.pk) == {first.pk, second.pk}
        client.post(url, {"why": "別の人だった", "placed": "on"})
        assert one_with(first.pk) == {first.pk}

    def test_it_is_not_undone_before_somebody_has_looked(self, coordinator, first, second):
        joining = join(coordinator, first, second)
        with context.on_behalf_of(coordinator):
            services.relative_save(opened(coordinator, first), actor=coordinator, relation="長女")
        with pytest.raises(Unplaced):
            part(coordinator, joining)
        assert one_with(first.pk) == {first.pk, second.pk}

    def test_what_was_there_before_and_what_is_somebody_elses_is_not_asked_about(self, coordinator, areas, first, second):
        neighbour = make_case(coordinator, areas.dai, new_subject=details(make_place(areas.dai), family_name="露﨑")).subject
        with context.on_behalf_of(coordinator):
            services.relative_save(opened(coordinator, first), actor=coordinator, relation="長女")
        joining = join(coordinator, first, second)
        with context.on_behalf_of(coordinator):
            services.relative_save(opened(coordinator, neighbour), actor=coordinator, relation="次男")
        part(coordinator, joining)
        assert one_with(first.pk) == {first.pk}


class TestChains:
    @pytest.fixture
    def third(self, coordinator, areas):
        return make_case(coordinator, areas.dai, new_subject=details(make_place(areas.dai), family_name="高端")).subject

    def test_who_leads_to_a_third_already_is_led_to(self, coordinator, first, second, third):
        join(coordinator, second, third, main=third)
        join(coordinator, first, second, main=first)
        leads = dict(Person.objects.values_list("pk", "canonical"))
        assert leads == {first.pk: second.pk, second.pk: third.pk, third.pk: None}

    def test_three_are_one_and_the_middle_can_be_taken_out(self, coordinator, areas, first, second, third):
        middle = join(coordinator, second, third, main=second)
        top = join(coordinator, first, second, main=first)
        assert one_with(third.pk) == {first.pk, second.pk, third.pk}
        assert len(PEOPLE.count(areas.council, TODAY().year, TODAY(), MONTH)) <= 1
        part(coordinator, top)
        assert one_with(third.pk) == {second.pk, third.pk}
        part(coordinator, middle)
        assert one_with(third.pk) == {third.pk}

    def test_no_ring_is_closed(self, coordinator, first, second, third):
        join(coordinator, first, second)
        join(coordinator, third, first, main=third)
        for one, other in ((second, third), (third, second), (second, first)):
            with pytest.raises(AlreadyOne):
                join(coordinator, one, other)

    def test_nobody_is_joined_to_themselves(self, client, coordinator, first):
        assert press(login(client, coordinator), first, first).status_code in (302, 303, 404)
        with pytest.raises(NotWithinReach):
            join(coordinator, first, first)
        assert Joining.objects.count() == 0

    def test_pressed_twice_it_is_one(self, client, coordinator, first, second):
        login(client, coordinator)
        assert press(client, first, second).url == press(client, first, second).url == first.get_absolute_url()
        assert press(client, second, first).url == second.get_absolute_url()
        assert Joining.objects.count() == 1


def test_a_caseworker_is_denied_by_the_service_too(caseworker, first, second):
    with pytest.raises(Denied):
        join(caseworker, first, second)


def test_a_month_later_nothing_of_the_past_has_moved(coordinator, areas, first, second):
    join(coordinator, first, second, now=timezone.now() - timedelta(days=40))
    assert PEOPLE.count(areas.council, 2023, date(2024, 3, 31), BAND) == {"75-84": 2}

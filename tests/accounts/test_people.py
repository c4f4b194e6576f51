"""Administering people: below one's own membership, a role by two persons, and nothing for oneself."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.models import Membership, User
from privacy.errors import Denied, NotWithinReach
from privacy.roles import Role
from tests.accounts.pages import without_keys
from tests.cast import login, make_member, make_pledge, make_user

pytestmark = pytest.mark.django_db
NOBODY = "11111111-1111-4111-8111-111111111111"


def url(name, *args):
    return reverse(name, args=args)


def new_person(areas, **changes):
    return {
        "display_name": "試験 次郎",
        "kana": "しけん じろう",
        "username": "Jiro",
        "email": "",
        "role": "visitor",
        "area": areas.dai.pk,
        "operating_org": "",
        "from_date": "令和5年4月1日",
        "until_date": "R6.3.31",
        **changes,
    }


@pytest.mark.parametrize("path", ["/staff/", "/staff/new/", "/staff/confirmations/", "/areas/", "/organisations/", "/pledges/"])
def test_who_sees_the_pages(client, cast, path):
    administrators, managers = {"administrator", "second_administrator"}, {"manager", "second_manager"}
    allowed = {"/pledges/": managers, "/staff/confirmations/": administrators | managers}.get(path, administrators)
    seen = {name for name, user in vars(cast).items() if login(client, user).get(path).status_code == 200}
    assert seen == allowed
    assert login(client, cast.caseworker).get(path).status_code == 403


def test_a_new_person_waits_for_a_second_one(client, areas, administrator, manager):
    login(client, administrator)
    answer = client.post("/staff/new/", new_person(areas))
    jiro = User.objects.get(username="jiro")
    assert (answer.status_code, answer.url) == (303, url("person_account", jiro.pk))
    membership = jiro.memberships.get()
    assert (membership.from_date.isoformat(), membership.until_date.isoformat()) == ("2023-04-01", "2024-03-31")
    assert membership.is_requested
    assert not jiro.has_usable_password()
    page = client.get("/staff/confirmations/").content.decode()
    assert "試験 次郎" in page
    assert url("role_confirm", membership.pk) not in page, "whoever asked is not offered to confirm"
    client.post(url("role_confirm", membership.pk))
    membership.refresh_from_db()
    assert membership.is_requested
    login(client, manager)
    assert url("role_confirm", membership.pk) in client.get("/staff/confirmations/").content.decode()
    assert client.post(url("role_confirm", membership.pk)).status_code == 303
    membership.refresh_from_db()
    assert (membership.granted_by, membership.confirmed_by) == (administrator, manager)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"username": "ADMIN"}, "username"),
        ({"until_date": "2023-03-31"}, "until_date"),
        ({"from_date": "2023-02-30"}, "from_date"),
        ({"display_name": ""}, "display_name"),
        ({"role": "superuser"}, "role"),
    ],
)
def test_a_faulty_form_comes_back_as_typed(client, areas, administrator, change, field):
    login(client, administrator)
    before = User.objects.count()
    answer = client.post("/staff/new/", new_person(areas, **change))
    assert (answer.status_code, answer.url) == (303, "/staff/new/")
    page = client.get("/staff/new/")
    assert field in page.context["form"].errors
    assert "しけん じろう" in page.content.decode()
    assert not client.get("/staff/new/").context["form"].is_bound, "it comes back once"
    assert User.objects.count() == before


def test_areas_of_another_council_cannot_be_chosen(client, areas, administrator):
    login(client, administrator)
    client.post("/staff/new/", new_person(areas, area=areas.other_north.pk))
    assert "area" in client.get("/staff/new/").context["form"].errors
    with pytest.raises(Denied):
        services.role_grant(
            areas.other, actor=administrator, person=make_user("x"), role="visitor", from_date=timezone.localdate()
        )


class TestTwoPersons:
    @pytest.fixture
    def asked(self, areas, administrator):
        return services.role_grant(
            areas.dai, actor=administrator, person=make_user("new"), role="caseworker", from_date=timezone.localdate()
        )

    def test_a_manager_may_confirm(self, asked, manager):
        assert services.role_confirm(asked, actor=manager).confirmed_by == manager

    def test_somebody_one_area_up_may_confirm(self, asked, areas):
        above = make_member(make_user("city"), Role.MANAGER, areas.city)
        assert services.role_confirm(asked, actor=above).confirmed_by == above

    def test_the_same_person_may_not(self, areas, administrator, manager):
        """Not the one who asked, though they became a manager since."""
        make_member(administrator, Role.MANAGER, areas.council)
        make_pledge(administrator)
        asked = services.role_grant(
            areas.dai, actor=administrator, person=make_user("new"), role="caseworker", from_date=timezone.localdate()
        )
        with pytest.raises(services.SamePerson):
            services.role_confirm(asked, actor=administrator)

    def test_nobody_for_themselves(self, areas, administrator, manager):
        with pytest.raises(services.SamePerson):
            services.role_grant(
                areas.dai, actor=administrator, person=administrator, role="manager", from_date=timezone.localdate()
            )
        asked = services.role_grant(
            areas.dai, actor=administrator, person=manager, role="caseworker", from_date=timezone.localdate()
        )
        with pytest.raises(services.SamePerson):
            services.role_confirm(asked, actor=manager)

    def test_another_council_may_not(self, asked, other_manager, client):
        with pytest.raises(Denied):
            services.role_confirm(asked, actor=other_manager)
        assert login(client, other_manager).post(url("role_confirm", asked.pk)).status_code == 404

    @pytest.mark.parametrize("who", ["caseworker", "visitor", "coordinator", "advocate", "auditor"])
    def test_other_roles_may_not(self, asked, cast, who):
        with pytest.raises(Denied):
            services.role_confirm(asked, actor=getattr(cast, who))

    def test_a_manager_without_a_pledge_may_not(self, asked, manager):
        manager.pledges.update(revoked_at=timezone.now())
        with pytest.raises(Denied):
            services.role_confirm(asked, actor=manager)

    def test_refused_it_never_counts(self, asked, manager):
        services.role_refuse(asked, actor=manager)
        services.role_confirm(Membership.objects.get(pk=asked.pk), actor=manager)
        assert asked.user.memberships.current() == []


def test_a_role_asked_for_brings_nobody_under_ones_hand(areas, administrator, other_caseworker, client):
    services.role_grant(areas.dai, actor=administrator, person=other_caseworker, role="visitor", from_date=timezone.localdate())
    with pytest.raises(NotWithinReach):
        services.person_disable(other_caseworker, actor=administrator, why="left")
    login(client, administrator)
    assert client.get(url("person_account", other_caseworker.pk)).status_code == 404


def test_somebody_above_the_councils_is_not_administered_from_below(areas, administrator):
    above = make_member(make_user("city", pledge=False), Role.ADMINISTRATOR, areas.city, areas.dai)
    with pytest.raises(NotWithinReach):
        services.person_disable(above, actor=administrator, why="left")


def test_outside_and_absent_answer_alike(client, administrator, other_caseworker):
    login(client, administrator)
    answers = [client.get(url("person_account", pk)) for pk in (other_caseworker.pk, NOBODY)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert without_keys(answers[0].content.decode()) == without_keys(answers[1].content.decode())


def test_nobody_disables_themselves(administrator):
    with pytest.raises(services.SamePerson):
        services.person_disable(administrator, actor=administrator, why="left")


def test_disabled_and_enabled_again(client, administrator, caseworker):
    login(client, administrator)
    assert client.post(url("person_disable", caseworker.pk), {"why": "left"}).status_code == 303
    caseworker.refresh_from_db()
    assert not caseworker.is_active
    client.post(url("person_enable", caseworker.pk))
    caseworker.refresh_from_db()
    assert caseworker.is_active


def test_a_name_is_corrected(client, administrator, caseworker):
    login(client, administrator)
    page = url("person_account", caseworker.pk)
    changes = {
        "display_name": "髙橋 花子",
        "kana": "たかはし はなこ",
        "email": "Hana@Example.jp",
        "is_active": "",
        "is_demo": "1",
    }
    assert client.post(page, changes).url == page
    caseworker.refresh_from_db()
    assert (caseworker.display_name, caseworker.email) == ("髙橋 花子", "hana@example.jp")
    assert caseworker.is_active
    assert not caseworker.is_demo


def test_the_page_shows_only_what_is_done_in_ones_own_areas(client, areas, administrator, caseworker):
    make_member(caseworker, Role.VISITOR, areas.other_north)
    login(client, administrator)
    page = client.get(url("person_account", caseworker.pk)).content.decode()
    assert "台小区" in page
    assert "北小区" not in page
    assert "北小区" not in client.get("/staff/").content.decode()


def test_the_list_takes_as_many_queries_for_many_people(client, areas, administrator, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    login(client, administrator)
    client.get("/staff/")
    counts = []
    for names in (range(5), range(5, 50)):
        for name in names:
            make_member(make_user(f"p{name}"), Role.VISITOR, areas.dai)
        with CaptureQueriesContext(connection) as queries:
            shown = client.get("/staff/").content.decode()
        counts.append(len(queries))
    assert shown.count("/staff/") > 50
    assert counts[0] == counts[1] > 0


class TestAreasAndOrganisations:
    def test_a_district_is_added_below_ones_own_council(self, client, areas, administrator):
        login(client, administrator)
        data = {"name": "甲南小学校区", "short_name": "南小区", "code": ""}
        assert client.post(url("district_new", areas.council.pk), data).url == "/areas/"
        made = areas.council.children.get(name="甲南小学校区")
        assert made.path == [*areas.council.path, made.pk]
        assert made.council == areas.council
        assert client.post(url("district_new", areas.other.pk), data).status_code == 404
        client.post(url("district_new", areas.council.pk), data)
        assert "name" in client.get(url("district_new", areas.council.pk)).context["form"].errors

    def test_a_district_is_renamed_and_closed(self, client, areas, administrator):
        login(client, administrator)
        data = {"name": "甲台学園区", "short_name": "台区", "code": "12", "closed_date": "令和6年3月31日"}
        client.post(url("area_edit", areas.dai.pk), data)
        areas.dai.refresh_from_db()
        assert (areas.dai.name, areas.dai.closed_date.isoformat()) == ("甲台学園区", "2024-03-31")

    def test_unknown_and_outside_stay_as_they_are(self, client, areas, administrator):
        login(client, administrator)
        assert client.get(url("area_edit", areas.unknown.pk)).status_code == 404
        assert client.get(url("area_edit", areas.other_north.pk)).status_code == 404

    def test_an_organisation_is_added_and_edited(self, client, areas, administrator):
        login(client, administrator)
        data = {"kind": "agency", "name": "試験包括支援センター", "area": areas.council.pk, "phone": "0000-00-0000"}
        assert client.post("/organisations/new/", data).url == "/organisations/"
        made = areas.council.organisations.get()
        page = url("organisation_edit", made.pk)
        assert client.get(page).status_code == 200
        client.post(page, {**data, "name": "試験センター", "closed_date": ""})
        made.refresh_from_db()
        assert made.name == "試験センター"
        client.post(page, {**data, "area": areas.other.pk})
        assert "area" in client.get(page).context["form"].errors


class TestPledges:
    def test_the_page_lists_who_must_sign_within_sixty_days(self, client, cast, areas):
        today = timezone.localdate()
        cast.visitor.pledges.update(valid_until=today + timedelta(days=60))
        cast.advocate.pledges.update(valid_until=today + timedelta(days=61))
        cast.coordinator.pledges.update(revoked_at=timezone.now())
        page = login(client, cast.manager).get("/pledges/")
        assert page.context["due"] == [cast.coordinator, cast.visitor]
        assert cast.advocate in page.context["rest"]
        assert cast.auditor not in page.context["rest"]
        assert cast.other_caseworker not in page.context["due"] + page.context["rest"]

    def test_one_is_recorded_and_opens(self, client, manager, areas):
        user = make_member(make_user("x", pledge=False), Role.CASEWORKER, areas.dai)
        assert user.memberships.current() == []
        login(client, manager)
        today = timezone.localdate()
        until = today + timedelta(days=364)
        page = url("pledge_record", user.pk)
        assert client.post(page, {"signed_date": str(today), "valid_until": str(until)}).url == "/pledges/"
        assert len(user.memberships.current()) == 1

    @pytest.mark.parametrize(("signed", "until"), [(1, 300), (0, 400), (0, -1), (0, 0)])
    def test_no_longer_than_a_year_and_not_ahead(self, client, manager, caseworker, signed, until):
        login(client, manager)
        page, today = url("pledge_record", caseworker.pk), timezone.localdate()
        data = {"signed_date": str(today + timedelta(days=signed)), "valid_until": str(today + timedelta(days=until))}
        assert client.post(page, data).url == page
        assert client.get(page).context["form"].errors

    def test_nobody_records_their_own(self, client, manager):
        login(client, manager)
        today = timezone.localdate()
        data = {"signed_date": str(today), "valid_until": str(today + timedelta(days=300))}
        client.post(url("pledge_record", manager.pk), data)
        assert manager.pledges.count() == 1

    def test_the_form_is_printed_blank_or_with_a_name(self, client, manager, caseworker):
        login(client, manager)
        assert client.get("/pledges/form/").context["person"] is None
        page = client.get(url("pledge_form_for", caseworker.pk))
        assert caseworker.display_name in page.content.decode()
        assert client.get(url("pledge_form_for", NOBODY)).status_code == 404


class TestTraining:
    """The visitors' training, beside the pledge."""

    def test_who_sets_it(self, client, cast):
        page = url("training_record", cast.visitor.pk)
        answers = {name: login(client, user).get(page).status_code for name, user in vars(cast).items()}
        allowed = {"manager", "second_manager"}
        assert {name for name, status in answers.items() if status == 200} == allowed

    def test_it_is_set_shown_and_taken_back(self, client, administrator, manager, visitor):
        login(client, manager)
        page = url("training_record", visitor.pk)
        assert page in client.get("/pledges/").content.decode()
        assert client.post(page, {"trained_on": "R5.5.20"}).url == "/pledges/"
        visitor.refresh_from_db()
        assert str(visitor.trained_on) == "2023-05-20"
        for reader, shown in ((manager, "/pledges/"), (administrator, visitor.get_absolute_url())):
            assert "令和5年5月20日" in login(Client(), reader).get(shown).content.decode()
        client.post(page, {"trained_on": ""})
        visitor.refresh_from_db()
        assert visitor.trained_on is None

    @pytest.mark.parametrize("day", ["令和66年2月30日", "きのうの前の日", "令和99年1月1日", "<script>"])
    def test_a_day_that_is_none_or_has_not_come(self, client, manager, visitor, day):
        login(client, manager)
        page = url("training_record", visitor.pk)
        assert client.post(page, {"trained_on": day}).url == page
        assert client.get(page).context["form"].errors
        visitor.refresh_from_db()
        assert visitor.trained_on is None

    def test_nobody_sets_their_own_or_one_of_another_council(self, client, manager, other_manager, visitor):
        login(client, manager).post(url("training_record", manager.pk), {"trained_on": "R5.5.20"})
        manager.refresh_from_db()
        assert manager.trained_on is None
        assert (
            login(client, other_manager).post(url("training_record", visitor.pk), {"trained_on": "R5.5.20"}).status_code == 404
        )


class TestPledgesInOneGo:
    """Whose pledge is due: a sheet each, and one press for what they signed together."""

    @pytest.fixture
    def due(self, visitor, caseworker, manager, coordinator, other_caseworker):
        for user in (visitor, caseworker, manager, other_caseworker):
            user.pledges.update(valid_until=timezone.localdate() + timedelta(days=20))
        return [visitor, caseworker]

    def test_a_sheet_each(self, client, manager, due):
        page = login(client, manager).get("/pledges/forms/").content.decode()
        assert page.count('class="sheet"') == 3, "the manager's own too: somebody else records it"

    def test_one_press_records_them_all_or_none(self, client, manager, due, other_caseworker):
        login(client, manager)
        offered = client.get("/pledges/record/").context["form"].fields["people"].queryset
        assert set(offered) == set(due)
        day = {
            "signed_date": timezone.localdate().isoformat(),
            "valid_until": (timezone.localdate() + timedelta(days=300)).isoformat(),
        }
        client.post("/pledges/record/", {"people": [due[0].pk, other_caseworker.pk], **day})
        client.post("/pledges/record/", {"people": [], **day})
        assert [user.pledges.count() for user in (*due, other_caseworker)] == [1, 1, 1]
        client.post("/pledges/record/", {"people": [user.pk for user in due], **day})
        assert [user.pledges.filter(recorded_by=manager).count() for user in due] == [1, 1]
        assert not client.get("/pledges/record/").context["form"].fields["people"].queryset

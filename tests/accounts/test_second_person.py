"""Two people who are one: what an administrator and somebody they invented can do, and that none of it leads to content."""

from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.models import Membership, OneTimeLink, User
from privacy.errors import Denied
from privacy.roles import CONTENT_ROLES, Role
from tests.cast import PASSWORD, login, make_member, make_user

pytestmark = pytest.mark.django_db
NEW = "a long new password"
BEYOND = sorted(set(Role) - {Role.ADMINISTRATOR})


def post(user, name, *args, **data):
    return login(Client(), user).post(reverse(name, args=args), data)


def grant(user, person, role, area):
    return post(user, "role_grant", person.pk, role=role, area=area.pk, from_date=str(timezone.localdate()))


def roles(user):
    return {membership.role for membership in User.objects.get(pk=user.pk).memberships.current()}


@pytest.fixture
def invented(areas, administrator, second_administrator):
    """Made by one administrator, confirmed in good faith by another: from now on the first one is two."""
    answer = post(
        administrator, "person_new", display_name="試験 虚", kana="しけん きょ", username="invented", email="",
        role="administrator", area=areas.council.pk, operating_org="", from_date=str(timezone.localdate()), until_date="",
    )  # fmt: skip
    assert answer.status_code == 303
    person = User.objects.get(username="invented")
    assert post(second_administrator, "role_confirm", person.memberships.get().pk, answer="confirm").status_code == 303
    assert roles(person) == {"administrator"}
    return person


class TestAnInventedAdministrator:
    @pytest.mark.parametrize("role", BEYOND)
    def test_makes_nobody_who_sees_content_or_the_ledger(self, areas, administrator, invented, role):
        person = make_user("third", pledge=False)
        make_member(person, Role.ADMINISTRATOR, areas.council)
        grant(administrator, person, role, areas.council)
        asked = person.memberships.get(role=role)
        assert post(invented, "role_confirm", asked.pk, answer="confirm").status_code == 403
        assert post(administrator, "role_confirm", asked.pk, answer="confirm").status_code == 403
        asked.refresh_from_db()
        assert asked.is_requested
        assert roles(person) == {"administrator"}

    def test_confirms_for_no_manager_who_only_exists_in_another_area(self, areas, administrator, invented):
        """An administrator who is a manager of one district confirms content there, not in the whole council."""
        make_member(invented, Role.MANAGER, areas.nishi)
        invented.pledges.create(signed_date=timezone.localdate(), valid_until=timezone.localdate() + timedelta(days=300))
        person = make_user("third", pledge=False)
        for area, status in ((areas.dai, 403), (areas.nishi, 303)):
            asked = services.role_grant(
                area, actor=administrator, person=person, role="caseworker", from_date=timezone.localdate()
            )
            assert post(invented, "role_confirm", asked.pk, answer="confirm").status_code == status

    @pytest.mark.parametrize("page", ["pledge_record", "training_record", "pledge_form_for"])
    def test_records_no_pledge_and_no_training(self, administrator, invented, areas, page):
        caseworker = make_user("unpledged", pledge=False)
        make_member(caseworker, Role.CASEWORKER, areas.dai)
        today = timezone.localdate()
        sent = {"signed_date": str(today), "valid_until": str(today + timedelta(days=300)), "trained_on": str(today)}
        for user in (administrator, invented):
            client = login(Client(), user)
            assert client.get(reverse(page, args=[caseworker.pk])).status_code == 403
            assert client.post(reverse(page, args=[caseworker.pk]), sent).status_code in (403, 405)
        assert not caseworker.pledges.exists()
        assert (
            reverse("pledge_record", args=[caseworker.pk])
            not in login(Client(), administrator).get(caseworker.get_absolute_url()).content.decode()
        )

    @pytest.mark.parametrize("who", ["manager", "caseworker", "visitor", "coordinator", "advocate", "auditor"])
    @pytest.mark.parametrize("purpose", ["password", "factor", "invitation"])
    def test_takes_no_account_over(self, cast, administrator, invented, who, purpose):
        person = getattr(cast, who)
        Authenticator.objects.create(user=person, type="totp", data={})
        link, token = services.link_make(person, actor=administrator, purpose=purpose)
        assert post(invented, "link_confirm", link.pk, answer="confirm").status_code == 403
        browser = Client()
        browser.get(f"/link/{token}/")
        browser.post("/link/", {"password": NEW, "again": NEW})
        person.refresh_from_db()
        assert person.check_password(PASSWORD)
        assert Authenticator.objects.filter(user=person).exists()
        assert services.link_confirm(link, actor=cast.second_manager).confirmed_by == cast.second_manager

    @pytest.mark.parametrize("state", ["ended", "waiting", "disabled"])
    def test_takes_over_nobody_who_had_waits_for_or_could_have_content_again(
        self, areas, administrator, invented, caseworker, state
    ):
        if state == "ended":
            caseworker.memberships.update(ended_at=timezone.now())
        elif state == "waiting":
            caseworker = make_user("new")
            services.role_grant(
                areas.dai, actor=administrator, person=caseworker, role="caseworker", from_date=timezone.localdate()
            )
        else:
            services.person_disable(caseworker, actor=administrator, why="left")
        link, _token = services.link_make(caseworker, actor=administrator, purpose="password")
        with pytest.raises(Denied):
            services.link_confirm(link, actor=invented)
        with pytest.raises(Denied):
            services.link_refuse(link, actor=invented)

    def test_brings_a_disabled_caseworker_back_without_roles(self, administrator, invented, caseworker, manager):
        services.person_disable(caseworker, actor=administrator, why="left")
        post(administrator, "person_enable", caseworker.pk)
        assert User.objects.get(pk=caseworker.pk).is_active
        assert roles(caseworker) == set()
        waiting = list(Membership.objects.requested().filter(user=caseworker))
        assert sorted(asked.area.name for asked in waiting) == ["甲台小学校区", "甲東小学校区"]
        for user in (administrator, invented):
            assert post(user, "role_confirm", waiting[0].pk, answer="confirm").status_code == 403
        assert roles(caseworker) == set()
        assert post(manager, "role_confirm", waiting[0].pk, answer="confirm").status_code == 303
        assert roles(caseworker) == {"caseworker"}

    def test_enabled_twice_or_while_active_nothing_more_happens(self, administrator, caseworker):
        before = caseworker.memberships.count()
        post(administrator, "person_enable", caseworker.pk)
        assert roles(caseworker) == {"caseworker"}
        assert caseworker.memberships.count() == before

    def test_a_role_that_ran_out_meanwhile_is_not_asked_for(self, administrator, caseworker):
        caseworker.memberships.update(until_date=timezone.localdate() - timedelta(days=1))
        services.person_disable(caseworker, actor=administrator, why="left")
        services.person_enable(User.objects.get(pk=caseworker.pk), actor=administrator)
        assert not Membership.objects.requested().filter(user=caseworker).exists()


class TestAnAdministrator:
    def test_confirms_another_administrator_and_their_way_in(self, invented, administrator, second_administrator):
        link, _token = services.link_make(invented, actor=administrator, purpose="invitation")
        assert post(second_administrator, "link_confirm", link.pk, answer="confirm").status_code == 303
        link.refresh_from_db()
        assert link.confirmed_by == second_administrator

    def test_sees_what_waits_and_who_confirms_it(self, areas, administrator, second_administrator):
        person = make_user("third", pledge=False)
        asked = {
            role: services.role_grant(
                areas.council, actor=administrator, person=person, role=role, from_date=timezone.localdate()
            )
            for role in ("administrator", "visitor")
        }
        page = login(Client(), second_administrator).get("/staff/confirmations/").content.decode()
        assert reverse("role_confirm", args=[asked["administrator"].pk]) in page
        assert reverse("role_confirm", args=[asked["visitor"].pk]) not in page
        assert "責任者が確認します" in page
        page = login(Client(), administrator).get(person.get_absolute_url()).content.decode()
        assert "責任者が確認します" in page
        assert "ほかのシステム管理者か責任者が確認します" in page

    def test_is_confirmed_by_a_manager_too(self, areas, administrator, manager):
        asked = services.role_grant(
            areas.council, actor=administrator, person=make_user("third"), role="administrator", from_date=timezone.localdate()
        )
        assert post(manager, "role_confirm", asked.pk, answer="confirm").status_code == 303
        assert Membership.objects.get(pk=asked.pk).confirmed_by == manager


class TestTheFirstManagers:
    """Named on the console, as the first administrators are: no page makes one without a manager."""

    @pytest.fixture
    def council(self, db):
        call_command("bootstrap", "first", "second", council="丙地区社会福祉協議会", stdout=StringIO())
        return User.objects.get(username="first").memberships.get().area

    def appoint(self, *logins, council="丙地区社会福祉協議会", **more):
        out = StringIO()
        call_command("appoint", *logins, council=council, url="https://yorisoi.example", stdout=out, **more)
        return [
            line.split()[-1].removeprefix("https://yorisoi.example") for line in out.getvalue().splitlines() if ": " in line
        ]

    def test_two_administrators_make_none(self, council):
        first, second = (User.objects.get(username=name) for name in ("first", "second"))
        asked = services.role_grant(
            council, actor=first, person=make_user("third"), role="manager", from_date=timezone.localdate()
        )
        with pytest.raises(Denied):
            services.role_confirm(asked, actor=second)

    def test_they_get_in_with_a_pledge_and_confirm_the_next(self, council):
        for name, address in zip(("boss", "deputy"), self.appoint("boss", "deputy"), strict=True):
            browser = Client()
            browser.get(address)
            assert browser.post("/link/", {"password": NEW, "again": NEW}).url == "/account/login/"
            assert roles(User.objects.get(username=name)) == {"manager"}
        asked = services.role_grant(
            council, actor=User.objects.get(username="first"), person=make_user("third"), role="caseworker",
            from_date=timezone.localdate(),
        )  # fmt: skip
        services.role_confirm(asked, actor=User.objects.get(username="boss"))
        assert not OneTimeLink.objects.filter(user__username="boss", used_at=None).exists()

    def test_it_stands_in_the_ledger_and_on_the_persons_page(self, council):
        self.appoint("boss")
        boss = User.objects.get(username="boss")
        with connection.cursor() as cursor:
            cursor.execute("SELECT kind, actor, council, job FROM privacy_accessevent WHERE action = 'manager.appoint'")
            assert cursor.fetchall() == [("system", boss.pk, council.pk, "appoint")]
        page = login(Client(), User.objects.get(username="first")).get(boss.get_absolute_url()).content.decode()
        assert "導入時" in page

    def test_two_managers_are_enough(self, council):
        self.appoint("boss")
        self.appoint("deputy")
        with pytest.raises(CommandError):
            self.appoint("third")
        User.objects.get(username="boss").pledges.update(revoked_at=timezone.now())
        self.appoint("third")

    def test_who_a_restore_left_without_a_password_gets_a_paper(self, council):
        """Their own account, with its roles. An administrator is let in again, never made."""
        self.appoint("boss", "deputy")
        OneTimeLink.objects.update(used_at=timezone.now())
        for name, more in (("boss", {}), ("first", {"administrators": True})):
            [address] = self.appoint(name, **more)
            browser = Client()
            browser.get(address)
            assert browser.post("/link/", {"password": NEW, "again": NEW}).url == "/account/login/"
            assert User.objects.get(username=name).check_password(NEW)
        assert User.objects.count() == 4
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM privacy_accessevent WHERE action = 'link.make' AND job = 'appoint'")
            assert cursor.fetchone() == (2,)
        with pytest.raises(CommandError, match="third"):
            self.appoint("third", administrators=True)

    def test_nobody_who_can_come_in_gets_one(self, council):
        """Nor anybody in a council where two can: they make it on their page."""
        self.appoint("boss", "deputy")
        OneTimeLink.objects.filter(user__username="deputy").update(used_at=timezone.now())
        boss = User.objects.get(username="boss")
        with pytest.raises(CommandError):
            self.appoint("boss")
        OneTimeLink.objects.update(used_at=timezone.now())
        Authenticator.objects.create(user=boss, type="webauthn", data={"mark": "one"})
        with pytest.raises(CommandError):
            self.appoint("boss")
        self.appoint("deputy")
        for person in User.objects.filter(username__in=["first", "second"]):
            person.set_password(NEW)
            person.save()
        with pytest.raises(CommandError, match="two of them"):
            self.appoint("first", administrators=True)

    @pytest.mark.parametrize(
        ("logins", "council_name"),
        [(("first",), None), (("boss", "b0ss"), None), (("ｂоss",), None), (("boss",), "無い地区社会福祉協議会")],
    )
    def test_names_that_are_taken_or_unknown_are_refused(self, council, logins, council_name):
        with pytest.raises(CommandError):
            self.appoint(*logins, council=council_name or council.name)
        assert set(User.objects.values_list("username", flat=True)) == {"first", "second"}


def test_every_role_that_sees_content_is_among_those_that_take_a_manager():
    assert set(BEYOND) > CONTENT_ROLES

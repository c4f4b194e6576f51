"""計画と実績: read by every role, exact figures by those who may; a programme's page; the status of a target."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from japan.fiscal import fiscal_year
from programs.demo import DOCUMENT
from programs.models import Program, Target
from tests.cast import login
from tests.factories.casework import make_case

from .test_importing import take_in

pytestmark = pytest.mark.django_db
EXACT = {"caseworker", "coordinator", "manager", "second_manager"}
JUDGES = {"coordinator", "manager", "second_manager"}


@pytest.fixture
def plan(manager, areas, caseworker):
    take_in(manager, areas.council, DOCUMENT)
    return make_case(caseworker, areas.dai, on=date(2023, 9, 12))


@pytest.fixture
def consultation(plan):
    return Program.objects.get(name="総合相談支援事業")


def page(client, user, path):
    answer = login(client, user).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def numbers(row_of, html):
    row = re.search(rf'data-indicator="{row_of}".*?</tr>', html, re.DOTALL)[0]
    return [found if found == "＊" else int(found) for found in re.findall(r'class="num"[^>]*>(\d+|＊)<', row)]


def test_every_role_sees_the_plan_of_its_council(client, cast, plan):
    for name, user in vars(cast).items():
        html = page(client, user, "/plan/?year=2023")
        assert html.count('class="prog"') == (0 if name == "other_caseworker" else 24), name


def test_exact_figures_are_for_those_who_may(client, cast, consultation):
    path = consultation.get_absolute_url() + "?year=2023"
    for name, user in vars(cast).items():
        if name == "other_caseworker":
            assert login(client, user).get(path).status_code == 404
            continue
        html = page(client, user, path)
        expected = [1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0] if name in EXACT else ["＊"]
        assert numbers("consultation.new", html) == expected, name
        assert ("認知症の心配" in html) == (name in EXACT), name


def test_the_months_are_drawn_for_those_who_may(client, auditor, manager, plan):
    assert 'class="chart' in page(client, manager, "/plan/?year=2023")
    assert 'class="chart' not in page(client, auditor, "/plan/?year=2023")


def test_another_year_counts_nothing(client, manager, consultation):
    assert numbers("consultation.new", page(client, manager, consultation.get_absolute_url() + "?year=2024")) == [0] * 13


def test_no_name_stands_on_the_pages(client, manager, consultation):
    for path in ("/plan/?year=2023", consultation.get_absolute_url() + "?year=2023"):
        html = page(client, manager, path)
        assert "髙橋" not in html
        assert "ヨシ子" not in html


@pytest.mark.parametrize("year", ["x", "99999", "1900", "", "２０２３年"])
def test_a_year_that_is_none_shows_this_one(client, manager, plan, year):
    assert f'value="{fiscal_year(timezone.localdate())}" selected' in page(client, manager, f"/plan/?year={year}")


def test_before_any_import_the_page_says_what_to_do(client, manager):
    html = page(client, manager, "/plan/?year=2023")
    assert reverse("plan_upload") in html
    assert 'class="prog"' not in html


def test_a_programme_that_left_the_plan_has_no_page_from_that_year(client, manager, consultation):
    Program.objects.filter(pk=consultation.pk).update(withdrawn_date=date(2024, 4, 1))
    login(client, manager)
    assert client.get(consultation.get_absolute_url() + "?year=2023").status_code == 200
    assert client.get(consultation.get_absolute_url() + "?year=2024").status_code == 404


def test_queries_do_not_grow_with_cases(client, manager, caseworker, areas, plan):
    login(client, manager)
    asked = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as queries:
            client.get("/plan/?year=2023")
        asked.append(len(queries))
        make_case(caseworker, areas.dai)
    assert asked[1] == asked[2]
    assert asked[2] <= 60


def test_the_status_of_a_target_is_set_by_those_who_judge(client, cast, plan):
    target = Target.objects.get(text="SNSの準備")
    path = reverse("target", args=[target.pk])
    allowed = set()
    for name, user in vars(cast).items():
        answer = login(client, user).post(path, {"status": "under_way", "comment": f"{name}が決めた"})
        target.refresh_from_db()
        if answer.status_code == 303 and target.comment == f"{name}が決めた":
            allowed.add(name)
            assert target.status_by == user
        else:
            assert answer.status_code in {403, 404}, name
    assert allowed == JUDGES
    assert "が決めた" in page(client, cast.manager, "/plan/?year=2023")


def test_a_number_is_bound_to_what_is_counted(client, manager, plan):
    target = Target.objects.get(text="広報誌を年4回")
    path = reverse("target", args=[target.pk])
    number = str(target.quantities.get().pk)
    login(client, manager).post(path, {"what": number, f"{number}-counted": "indicator:consultation.new"})
    assert target.quantities.get().indicator == "consultation.new"
    assert 'class="hbar"' in page(client, manager, "/plan/?year=2023")
    answer = client.post(path, {"what": number, f"{number}-counted": "indicator:no.such"})
    assert "field__error" in client.get(answer.url).content.decode()
    assert target.quantities.get().indicator == "consultation.new"


def test_another_councils_target_is_out_of_reach(client, other_manager, plan):
    target = Target.objects.first()
    assert login(client, other_manager).get(reverse("target", args=[target.pk])).status_code == 404

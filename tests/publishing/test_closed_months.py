"""A month that was closed keeps its figures; what is corrected later stands beside them; nothing of it is silent."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InternalError, connection, transaction
from django.db.utils import ProgrammingError
from django.urls import reverse
from django.utils import timezone

from casework.codes import Topic
from casework.models import Case
from privacy import context
from privacy.models import AccessEvent, Dossier
from publishing import services
from publishing.models import ClosedMonth
from tests.cast import login
from tests.factories.casework import details, make_case, make_place
from tests.publishing.test_reports import of_json, of_page

pytestmark = pytest.mark.django_db
MAY = date(2025, 5, 1)


def take(coordinator, district, on=date(2025, 5, 8)):
    new = details(make_place(district, district.name))
    return make_case(coordinator, district, on=on, new_subject=new, topics=[Topic.DEMENTIA], main_topic=Topic.DEMENTIA)


@pytest.fixture
def may(client, coordinator, manager, areas):
    """Two cases in May, and the month closed by its button."""
    for _each in range(2):
        take(coordinator, areas.dai)
    login(client, manager)
    address = reverse("month_close", args=["2025-05"])
    assert "2025年5月" in (html := client.get(address).content.decode()) or "令和7年5月" in html
    assert not ClosedMonth.objects.exists()
    assert client.post(address)["Location"] == f"{reverse('reports')}?period=2025-05"
    return ClosedMonth.objects.get()


def rows(client, title="相談", period="2025-05"):
    return of_page(client.get(reverse("reports"), {"period": period}).content.decode(), title)


def new_cases(found):
    return next(numbers for words, numbers in found.items() if words.startswith("新規"))


def test_its_figures_stand_and_what_came_later_stands_beside_them(client, may, coordinator, manager, areas):
    assert (may.closed_by, may.numbers("consultation.new", ()), may.numbers("flow.end", ())) == (manager, {(): 2}, {(): 2})
    html = client.get(reverse("reports"), {"period": "2025-05"}).content.decode()
    assert manager.display_name in html
    assert not re.search("訂正 ?<?[^<]*\\d", html.partition("内容別の相談")[2])
    take(coordinator, areas.higashi)
    html = client.get(reverse("reports"), {"period": "2025-05"}).content.decode()
    assert new_cases(of_page(html, "相談")) == ["2"]
    assert "訂正 3" in of_section(html, "相談")
    assert "訂正 3" in of_section(html, "内容別の相談")
    assert "訂正 3" in of_section(html, "ケースの動き")
    year = rows(client, period="2025")
    assert new_cases(year)[1] == "2", "the month's final figure"
    assert new_cases(year)[-1] == "3", "the whole is counted as it stands now"


def of_section(html, title):
    return re.sub(
        r"<[^>]+>", "", re.search(rf'aria-label="{title}[^"]*"><div class="panel__head">(.*?)<details', html, re.DOTALL)[1]
    )


def test_no_correction_tells_where_a_case_was_restricted(client, may, areas):
    Dossier.objects.filter(pk=Case.objects.values("dossier")[:1]).update(restricted=True)
    html = client.get(reverse("reports"), {"period": "2025-05"}).content.decode()
    assert "訂正" not in of_section(html, "小学校区別の相談")
    assert of_page(html, "小学校区別の相談")[areas.dai.label][0] == "2"
    said = client.get(reverse("reports"), {"period": "2025-05", "district": str(areas.dai.pk)}).content.decode()
    assert "訂正" not in of_section(said, "内容別の相談")


def test_what_a_file_says_of_it(client, may, coordinator, areas):
    take(coordinator, areas.dai)
    content = client.get(reverse("report_file", args=["json"]), {"period": "2025-05"}).content
    assert next(numbers for words, numbers in of_json(content, "相談").items() if words.startswith("新規")) == [2]
    assert b'"final": true, "corrected": 3' in content
    written = client.get(reverse("report_file", args=["csv"]), {"period": "2025-05"}).content.decode("utf-8-sig")
    assert re.search(r"新規[^,\n]*,2,3", written)


def test_it_is_opened_again_by_a_manager_with_a_reason_and_both_stay(client, may, coordinator, areas):
    take(coordinator, areas.dai)
    address = reverse("month_reopen", args=["2025-05"])
    assert client.post(address, {"why": ""}).status_code == 303
    assert ClosedMonth.objects.standing().count() == 1
    client.post(address, {"why": "入力もれ"})
    html = client.get(reverse("reports"), {"period": "2025-05"}).content.decode()
    assert "入力もれ" in html
    assert new_cases(of_page(html, "相談")) == ["3"]
    client.post(reverse("month_close", args=["2025-05"]))
    first, second = ClosedMonth.objects.order_by("closed_at")
    assert (first.numbers("consultation.new", ()), second.numbers("consultation.new", ())) == ({(): 2}, {(): 3})
    assert AccessEvent.objects.filter(kind="write", action="month.close").count() == 3


def test_who_is_no_manager_closes_none(client, coordinator, auditor, areas):
    for user in (coordinator, auditor):
        login(client, user)
        assert client.post(reverse("month_close", args=["2025-05"])).status_code == 403
        assert "月を確定する" not in client.get(reverse("reports"), {"period": "2025-05"}).content.decode()
    assert not ClosedMonth.objects.exists()


def test_a_month_that_runs_is_not_closed(client, manager, areas):
    this = timezone.localdate().replace(day=1)
    with context.on_behalf_of(manager), pytest.raises(ValidationError):
        services.month_close(areas.council, actor=manager, month=this, id=None)
    login(client, manager)
    answer = client.post(reverse("month_close", args=[f"{this:%Y-%m}"]), follow=True)
    assert "まだ終わっていません" in answer.content.decode()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE publishing_closedmonth SET figures = '{}'",
        "UPDATE publishing_closedmonth SET closed_at = now()",
        "DELETE FROM publishing_closedmonth",
        "INSERT INTO publishing_closedmonth SELECT gen_random_uuid(), month, figures, closed_at, NULL, '', closed_by_id, council_id, NULL FROM publishing_closedmonth",
    ],
)
def test_what_was_closed_stays_by_sql_too(may, sql):
    with pytest.raises((InternalError, ProgrammingError, IntegrityError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

"""A report that takes longer than a page may: made by a task, for whoever asked alone, the same as it would have been at once."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from privacy import context, outbox
from privacy.outbox import OutboxMessage
from publishing import making, services
from publishing.models import LongReport
from publishing.services import long as service
from tests.cast import login
from tests.publishing.test_reports import MAY, cases, file, of_page, page

pytestmark = pytest.mark.django_db
__all__ = ["cases"]


def ask(client, **asked):
    answer = client.post(reverse("long_report_new"), {**MAY, "figures": "exact", "once": uuid.uuid4(), **asked})
    assert answer.status_code == 303
    return LongReport.objects.latest("asked_at")


def work():
    for message in OutboxMessage.objects.filter(done_at=None, handler="publishing.long"):
        outbox.deliver(message.pk)


def get(client, long, name="long_report", *args):
    return client.get(reverse(name, args=[long.pk, *args]))


def test_it_says_the_same_as_at_once(client, manager, cases, areas, monkeypatch):
    login(client, manager)
    at_once, as_file = page(client, **MAY), file(client, "csv", **MAY)
    monkeypatch.setattr(making, "AT_ONCE", -1.0)
    monkeypatch.setattr(making, "_ms", lambda _seconds: "0")
    html = page(client, **MAY)
    assert "この報告は集計に時間がかかります" in html
    assert "小学校区別の相談</h2>" not in html
    long = ask(client)
    assert "集計しています" in get(client, long).content.decode()
    assert 'value="0"' in get(client, long, "long_report_state").content.decode()
    work()
    assert get(client, long, "long_report_state").headers["HX-Refresh"] == "true"
    made = get(client, long).content.decode()
    for title in ("相談", "ケースの動き", "小学校区別の相談", "小学校区別の見守り"):
        assert of_page(made, title) == of_page(at_once, title)
    told = get(client, long, "long_report_file", "csv").content.decode("utf-8-sig").splitlines()
    before = as_file.decode("utf-8-sig").splitlines()
    assert [line for line in told if "現在" not in line] == [line for line in before if "現在" not in line]


def test_what_is_kept_is_not_counted_again(client, manager, cases, monkeypatch):
    login(client, manager)
    long = ask(client)
    work()

    def counts(*_):
        raise AssertionError

    monkeypatch.setattr("programs.indicators.Indicator.between", counts, raising=False)
    monkeypatch.setattr("publishing.counting.flow_of", counts)
    assert get(client, long).status_code == 200


def test_nobody_else_sees_it_and_nobody_after_a_day(client, manager, coordinator, auditor, cases):
    login(client, manager)
    long = ask(client)
    work()
    for other in (coordinator, auditor):
        login(client, other)
        for name in ("long_report", "long_report_state"):
            assert get(client, long, name).status_code == 404
        assert get(client, long, "long_report_file", "csv").status_code == 404
    login(client, manager)
    LongReport.objects.update(asked_at=timezone.now() - timedelta(hours=25))
    assert get(client, long).status_code == 404
    ask(client)
    assert not LongReport.objects.filter(pk=long.pk).exists()


def test_whoever_sees_no_exact_figures_is_told_rounded_ones(client, auditor, cases, areas):
    login(client, auditor)
    long = ask(client)
    assert long.asked["figures"] == "protected"
    work()
    html = get(client, long).content.decode()
    assert of_page(html, "小学校区別の相談")[areas.higashi.label][0] == "＊"
    assert "内部用" not in html


def test_it_can_be_stopped_while_it_is_counted(client, manager, cases, monkeypatch):
    login(client, manager)
    long = ask(client)
    told = []

    def tell(pk, done, total):
        told.append((done, total))
        if done == 3:
            client.post(reverse("long_report_stop", args=[pk]), {"once": uuid.uuid4()})

    monkeypatch.setattr(service.making, "tell", tell)
    work()
    assert [done for done, _total in told] == [0, 1, 2, 3]
    assert "中止しました" in get(client, long).content.decode()


def test_what_fails_says_so_and_is_asked_for_again(client, manager, cases, monkeypatch, caplog):
    login(client, manager)
    long = ask(client)
    with monkeypatch.context() as broken:
        broken.setattr(service, "make", lambda *_, **__: 1 / 0)
        work()
    html = get(client, long).content.decode()
    assert "作成できませんでした" in html
    assert "ZeroDivisionError" in caplog.text
    assert ask(client, period="2025-06").pk != long.pk


def test_one_slow_statement_is_enough_and_the_limit_ends_with_it(db, monkeypatch):
    monkeypatch.setattr(making, "AT_ONCE", 0.05)
    with pytest.raises(making.TooLong), making.at_once(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(1)")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout'), pg_sleep(0.1)")
        assert cursor.fetchone()[0] == "0"


def test_asked_twice_it_is_made_once(manager, areas):
    id = uuid.uuid4()
    asked = {"report": "monthly", "period": "2025-05", "figures": "exact"}

    with context.on_behalf_of(manager):
        for _each in range(2):
            services.long_ask(areas.council, actor=manager, asked=asked, id=id)
    assert LongReport.objects.count() == 1

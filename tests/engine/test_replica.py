"""The copy for reports: counted there, said of which moment; where it is away, a database of its own or too far behind, here."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection, connections
from django.utils import timezone

from config import engine
from config.engine import postgres
from config.settings.base import database
from config.upkeep import servers
from privacy import replica
from privacy.areas import Area
from privacy.roles import Role
from privacy.servers import REPLICA
from publishing import periods
from publishing.catalogue import REPORTS
from publishing.counting import make
from tests.cast import make_council, make_member, make_user
from tests.conftest import drop_database, make_database
from tests.factories.casework import make_case


@pytest.fixture(scope="module")
def office(for_the_file, django_db_blocker):
    """A council on both: a second database stands for the copy. That it follows is said by hand here, and tried with a real one elsewhere."""
    name = f"copy_{for_the_file}"
    with django_db_blocker.unblock():
        council, district, *_ = make_council(Area.objects.make(name="試験市", kind=Area.Kind.CITY), "甲地区", ("甲台", "台"))
        coordinator = make_member(make_user("coordinator"), Role.COORDINATOR, council)
        connection.close()
        make_database(name, for_the_file)
        yield SimpleNamespace(name=name, council=council, district=district, coordinator=coordinator)
    drop_database(name)


@pytest.fixture
def copy(office, settings, monkeypatch):
    url = postgres.url(engine.var_dir(), postgres.APP, office.name)
    settings.REPLICA_URL, settings.REPLICA_LAG = url, 300
    own = connections.settings["default"] | database(url) | {"ATOMIC_REQUESTS": False}
    monkeypatch.setitem(connections.settings, replica.ALIAS, own)
    monkeypatch.setattr(REPLICA, "_since", 0.0)
    yield office.name
    if hasattr(connections._connections, replica.ALIAS):
        connections[replica.ALIAS].close()
        del connections[replica.ALIAS]


def where() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        return cursor.fetchone()[0]


def behind(monkeypatch, **lag):
    monkeypatch.setattr(replica, "_asked", lambda now: (now - timedelta(**lag), "0"))


def test_within_it_everything_is_read_there_and_afterwards_here(copy, monkeypatch):
    here = where()
    behind(monkeypatch, seconds=90)
    with replica.reading() as moment:
        assert where() == copy
    assert where() == here != copy
    assert timedelta(seconds=89) < timezone.now() - moment < timedelta(seconds=120)
    with pytest.raises(LookupError), replica.reading():
        raise LookupError
    assert where() == here


def test_a_report_is_counted_there_and_says_of_which_moment(copy, office, monkeypatch):
    """The case is not on the copy."""
    make_case(office.coordinator, office.district, on=date(2025, 5, 1))

    def counted() -> tuple:
        made = make(REPORTS["monthly"], office.council, periods.read("2025-05"), exact=True, user=office.coordinator)
        return sum(cell.number or 0 for table in made.tables for row in table.rows for cell in row.cells), made.at

    behind(monkeypatch, seconds=90)
    number, moment = counted()
    assert number == 0
    assert timedelta(seconds=89) < timezone.now() - moment < timedelta(seconds=180)
    behind(monkeypatch, seconds=301)
    number, moment = counted()
    assert number > 0
    assert timezone.now() - moment < timedelta(seconds=30)


@pytest.mark.parametrize("case", ["too far behind", "a database of its own", "away"])
def test_where_it_cannot_be_relied_on_the_database_itself_is_asked(copy, monkeypatch, caplog, case):
    here = where()
    if case == "too far behind":
        behind(monkeypatch, seconds=301)
    elif case == "away":
        connections.settings[replica.ALIAS]["HOST"] = "/nowhere"
    for _ in range(3):
        with replica.reading() as moment:
            assert where() == here
        assert timezone.now() - moment < timedelta(seconds=30)
    assert len([record for record in caplog.records if "the replica is away" in record.getMessage()]) == (case == "away")
    (told,) = servers.replica(timezone.now())
    assert told.state == ("bad" if case == "too far behind" else "warn")


@pytest.mark.django_db
def test_without_one_nothing_is_asked_and_nothing_told():
    with replica.reading() as moment:
        assert timezone.now() - moment < timedelta(seconds=30)
    assert list(servers.replica(timezone.now())) == []

"""Two who take over the same ledger in the same moment, and the nightly job, really committed."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from casework.models import Case, Person
from moving import services
from moving.ledger.lines import LedgerReader
from moving.models import Move, MoveContent
from moving.services.taking import read
from moving.tasks import forget
from privacy import context
from privacy.areas import Area
from privacy.roles import Role
from programs.files.reading import Table
from tests.cast import make_council, make_member, make_user

ROWS = [["番号", "相談日", "氏名"], *([str(number), f"R1.5.{number}", f"植木 {number}子"] for number in range(1, 8))]


def asked_by(user, council) -> Move:
    with context.on_behalf_of(user):
        tables = [Table("R1", ROWS)]
        move = services.move_begin(council, actor=user, tables=tables, id=uuid.uuid4())
        content = MoveContent.objects.visible_to(user).get(move=move)
        services.move_look(move, actor=user, content=content, how=LedgerReader(council, tables).how, decided={})
        return services.move_ask(move, actor=user, expected=read(move, content.payload, user)[2].counts)


def make_managers(number):
    council, *_others = make_council(Area.objects.make(name="試験市", kind=Area.Kind.CITY), "丙地区社会福祉協議会")
    return council, [make_member(make_user(f"manager{each}"), Role.MANAGER, council) for each in range(number)]


def test_of_two_at_once_one_takes_over_and_the_other_looks_again(own_database, django_db_blocker, monkeypatch):
    # Only what is promised is done here, and by whom: no worker is woken.
    monkeypatch.setattr("privacy.outbox.doors", [])
    monkeypatch.setattr("privacy.outbox._wake", lambda pk: None)
    council, managers = make_managers(2)
    moves = [asked_by(manager, council) for manager in managers]

    def take(manager, move):
        try:
            with context.on_behalf_of(manager):
                return services.move_take(move, actor=manager).status
        finally:
            connection.close()

    with django_db_blocker.unblock(), ThreadPoolExecutor(2) as pool:
        ended = [done.result() for done in [pool.submit(take, *one) for one in zip(managers, moves, strict=True)]]
    assert sorted(ended) == ["open", "taken"]
    assert (Case.objects.count(), Person.objects.count()) == (7, 7)


def test_the_nightly_job_empties_what_is_old(own_database, monkeypatch):
    monkeypatch.setattr("privacy.outbox._wake", lambda pk: None)
    council, (manager,) = make_managers(1)
    old, stuck = asked_by(manager, council), asked_by(manager, council)
    Move.objects.filter(pk=old.pk).update(status="open")
    Move.objects.update(brought_at=timezone.now() - timedelta(days=15))
    fresh = asked_by(manager, council)
    forget()
    assert {move.pk: move.status for move in Move.objects.all()} == {old.pk: "dropped", stuck.pk: "dropped", fresh.pk: "taking"}
    assert list(MoveContent.objects.filter(payload__isnull=False).values_list("move", flat=True)) == [fresh.pk]

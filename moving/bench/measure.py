"""A ledger of invented people over seven years, half of them with a second contact."""

import random
import time
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from accounts.demo import make_accounts
from accounts.models import User
from casework.demo import make_places
from casework.demo_people import FAMILIES, GIVENS, STORIES
from casework.demo_scale import make_cases
from casework.models import Case
from moving import services
from moving.forms import LIMITS
from moving.ledger.lines import LedgerReader
from moving.ledger.sample import HEADS
from moving.models import MoveContent
from moving.services.taking import read
from privacy import context
from privacy.models import Area
from programs.files.reading import tables_of
from ui import workbook

ROWS, FIRST, DAYS = 4_000, date(2019, 4, 1), 2_300
# In milliseconds: what a person waits for, and what a task may take.
READS, LOOKS, TASK = 10_000, 10_000, 120_000


def fill(size: int, say) -> None:
    make_accounts()
    make_places()
    make_cases(size, council=_manager()[1], say=say)


def measure(size: int) -> list[dict]:
    manager, council = _manager()
    data, times = _ledger(), {}
    before = Case.objects.filter(council=council).count()
    with context.on_behalf_of(manager):
        times["read"], tables = _timed(lambda: tables_of(data, LIMITS))
        move = services.move_begin(council, actor=manager, tables=tables, id=uuid.uuid4())
        content = MoveContent.objects.visible_to(manager).get(move=move)
        how = LedgerReader(council, tables).how
        services.move_look(move, actor=manager, content=content, how=how, decided={})
        times["look at"], (_reader, _found, ledger) = _timed(lambda: read(move, content.payload, manager))
        decided = {one.key: "" for one in ledger.asked}
        services.move_look(move, actor=manager, content=content, how=how, decided=decided)
        ledger.decide(decided)
        services.move_ask(move, actor=manager, expected=ledger.counts)
        times["take over"], move = _timed(lambda: services.move_take(move, actor=manager))
        made = Case.objects.filter(council=council).count() - before
        assert move.is_taken
        assert move.contacts == ROWS
        assert made == move.cases
        services.move_back_ask(move, actor=manager)
        times["take back"], move = _timed(lambda: services.move_return(move, actor=manager))
        assert Case.objects.filter(council=council).count() == before
    wanted = {"read": READS, "look at": LOOKS, "take over": TASK, "take back": TASK}
    return [_row(f"{what} {ROWS:,} rows of an old ledger", size, spent, wanted[what]) for what, spent in times.items()]


def _manager() -> tuple[User, Area]:
    manager = User.objects.get(username="ishiwata")
    return manager, Area.objects.get(pk=manager.working_council_id)


def _ledger() -> bytes:
    chance, rows = random.Random(ROWS), []  # noqa: S311
    while len(rows) < ROWS:
        family, given, story = chance.choice(FAMILIES), chance.choice(GIVENS), chance.choice(STORIES)
        day, number = FIRST + timedelta(days=chance.randrange(DAYS)), len(rows) + 1
        said = {
            "台帳番号": number, "相談日": day, "氏名": f"{family[0]} {given[0]}", "ふりがな": f"{family[1]} {given[1]}",
            "生年月日": f"S{chance.randrange(5, 40)}.{chance.randrange(1, 13)}.{chance.randrange(1, 29)}",
            "電話番号": f"0436-{chance.randrange(10, 99)}-{chance.randrange(10_000):04d}", "相談種別": "認知症、介護", "相談内容": story[3],
            "対応": story[4], "終結日": day + timedelta(days=30) if number % 10 else "",
        }  # fmt: skip
        rows.append(said)
        if number % 4 == 1 and len(rows) < ROWS:
            rows.append({**said, "相談日": day + timedelta(days=9)})
    cells = [[row.get(head, "") for head in HEADS] for row in rows]
    return workbook.write_sheets([workbook.Sheet("台帳", [HEADS, *cells])])


def _timed(call: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    with transaction.atomic():
        found = call()
    return round((time.perf_counter() - begun) * 1000, 1), found


def _row(name: str, size: int, spent: float, wanted: float) -> dict:
    return {"name": name, "size": size, "p50_ms": spent, "p95_ms": spent, "ratio": None, "to": "", "wanted": wanted}

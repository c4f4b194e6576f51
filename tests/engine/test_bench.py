"""The bench measures cases and the whole installation: with a few cases and one look at each page, so that it goes on working."""

import os
from importlib import import_module
from types import SimpleNamespace

import pytest

import casework.bench as cases
import config.bench as whole
from casework.bench.measure import Row
from casework.models import Case, Person
from config import engine
from config.engine import postgres
from config.management.commands import bench
from config.schedule import SCHEDULE
from privacy import context
from privacy.models import Grant

SIZE, MADE, SMALL, EACH, NOBODYS = 260, 160, 80, 130, 10


@pytest.fixture(scope="module")
def cabinet(for_the_file):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_OWNER_URL", postgres.url(engine.var_dir(), postgres.OWNER, for_the_file))
        for name, value in {"MADE": MADE, "SMALL": SMALL, "EACH": EACH, "NOBODYS": NOBODYS}.items():
            patch.setitem(cases.fill.__globals__, name, value)
        cases.fill(SIZE, lambda said: None)
        bench.prepare(os.environ["DATABASE_OWNER_URL"])
        yield


@pytest.fixture
def once(monkeypatch, settings, tmp_path):
    settings.LEDGER_ANCHOR = tmp_path / "anchor.jsonl"
    of_cases, of_the_whole = (import_module(f"{name}.bench.measure") for name in ("casework", "config"))
    for module, name, value in (
        (of_cases, "ROUNDS", 2),
        (of_cases, "WARMUP", 0),
        (of_the_whole, "SECONDS", 0.2),
        (of_the_whole, "TURNS", 2),
    ):
        monkeypatch.setattr(module, name, value)


def test_a_copy_opens_and_is_found_like_any_other(cabinet):
    with context.as_job("bench") as job:
        copies = list(Case.objects.visible_to(job, "case.read").filter(sequence__gte=1_000_000))
        assert len(copies) == SIZE - MADE
        people = Person.objects.visible_to(job, "person.read").filter(pk__in=[case.subject_id for case in copies])
        assert all(person.family_name and person.tokens for person in people)
        assert len({case.words for case in copies}) > 5
    named = set(
        Grant.objects.filter(content_object__in=[case.dossier_id for case in copies]).values_list("content_object", flat=True)
    )
    assert {case.dossier_id for case in copies if case.named_until} == named
    assert 0 < len(copies) - len(named) <= len(copies) / NOBODYS


def test_the_pages_are_measured(cabinet, once):
    rows = cases.measure(SIZE)
    assert {"home, manager", "list, wide, deep", "case page, 50 notes", "beginning of a name, caseworker of 5,000"} <= {
        row["name"] for row in rows
    }
    assert all(row["p50_ms"] > 0 for row in rows)


def test_eight_clients_and_each_job_are_measured(cabinet, once):
    rows = {row["name"]: row for row in whole.measure(SIZE)}
    assert {f"job: {name}" for name in SCHEDULE if name != "heartbeat"} <= set(rows)
    assert rows["8 clients read recorded pages"]["wanted"] == 1.25
    assert rows["process that answers, MB at most"]["p50_ms"] > 50


def test_a_million_is_measured_of_what_shows_cases():
    assert bench._sizes(whole, "") == [10_000, 100_000, 1_000_000]
    assert bench._sizes(SimpleNamespace(NAME="watch"), "") == [10_000, 100_000]
    assert bench._sizes(cases, "50,60") == [50, 60]


def test_growth_compares_the_largest_with_the_smallest():
    rows = [
        vars(Row("case page, 5 notes", size, 1, 1, ratio, "bare page")) for size, ratio in ((10, 4.0), (20, 9.0), (30, 6.0))
    ]
    [grown] = bench._growth(rows)
    assert (grown["ratio"], grown["wanted"]) == (1.5, 1.5)

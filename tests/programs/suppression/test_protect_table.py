"""`manage.py protect_table`, as it is typed."""

import ctypes
import json
import re
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from programs.management.commands import protect_table
from programs.suppression.tables import protect

CSV = "地区,内容,count\n台小,借金,12\n台小,病気,3\n東小,借金,9\n東小,病気,22\n"


@pytest.fixture
def file(tmp_path):
    def file(text, encoding="utf-8"):
        path = tmp_path / "表 の ファイル.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return str(path)

    return file


@pytest.fixture
def run(file):
    def run(text, *words, encoding="utf-8"):
        out, err = StringIO(), StringIO()
        call_command("protect_table", file(text, encoding), *words, stdout=out, stderr=err)
        assert err.getvalue() == ""
        return out.getvalue()

    return run


def cells(out):
    """{("台小", "*"): 15, …}"""
    found = json.loads(out)
    assert found["status"] == "ok"
    return {tuple(cell["keys"].values()): cell["value"] for cell in found["cells"]}


def test_json_is_this_to_the_byte(run):
    assert run("district,count\na,2\nb,3\nc,0\nd,30\n", "--k", "5", "--json") == (
        '{"status": "ok", "cells": [{"keys": {"district": "a"}, "value": null}, {"keys": {"district": "b"}, "value": null}, '
        '{"keys": {"district": "c"}, "value": 0}, {"keys": {"district": "d"}, "value": 30}, {"keys": {"district": "*"}, "value": 35}]}\n'
    )


def test_each_margin_of_each_subset_is_a_cell(run):
    found = cells(run(CSV, "--json"))
    assert set(found) == {(a, b) for a in ("台小", "東小", "*") for b in ("借金", "病気", "*")}
    assert found["台小", "病気"] is None
    assert sum(value is None for value in found.values()) == 4


def test_k_says_what_is_small(run):
    assert None not in cells(run(CSV, "--json", "--k", "3")).values()
    assert None not in cells(run(CSV, "--json", "--k", "1")).values()
    assert None in cells(run(CSV, "--json", "--k", "4")).values()
    assert run(CSV, "--json") == run(CSV, "--json", "--k", "5")


def test_without_json_it_is_a_table_to_read(run):
    assert run("地区,count\n台小,3\n") == "地区\tcount\n台小\t＊\n*\t＊\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_excel_s_encodings_are_read(run, encoding):
    assert run(CSV.replace("\n", "\r\n"), "--json", encoding=encoding) == run(CSV, "--json")


def test_rows_of_one_combination_are_added_up_and_missing_ones_are_zeros(run):
    found = cells(run("d,e,count\na,x,9\na,x,8\n\nb,y,6\n", "--json"))
    assert (found["a", "x"], found["a", "y"], found["b", "x"], found["*", "*"]) == (17, 0, 0, 23)


def test_a_value_may_be_quoted_empty_long_or_odd(run):
    long = "長" * 10_000
    found = cells(run(f'd,count\n"a, ""b""\nc",7\n,8\n{long},9\n\'=1+1,10\n', "--json"))
    assert found == {('a, "b"\nc',): 7, ("",): 8, (long,): 9, ("'=1+1",): 10, ("*",): 34}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("count\n7\n8\n", {(): 15}),
        ("count\n3\n", {(): None}),
        ("count\n", {(): 0}),
        ("d,count\n", {("*",): 0}),
        ("d,count\na,0\nb,0\n", {("a",): 0, ("b",): 0, ("*",): 0}),
        ("d,count\na,3\n", {("a",): None, ("*",): None}),
        ("d,e,count\na,x,3\nb,y,0\n", dict.fromkeys([("a", "x"), ("a", "*"), ("*", "x"), ("*", "*")])
         | dict.fromkeys([("a", "y"), ("b", "x"), ("b", "y"), ("b", "*"), ("*", "y")], 0)),
    ],
)  # fmt: skip
def test_the_smallest_tables(run, text, wanted):
    assert cells(run(text, "--json")) == wanted


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "line 1: the file is empty"),
        ("台小,借金,12\n", "line 1: the first line must name the columns, the last of them “count”"),
        ("count,d\n1,a\n", "line 1: the first line must name the columns"),
        ("d,d,count\n", "line 1: two columns have the same name"),
        ("count,count\n", "line 1: two columns have the same name"),
        ("d,,count\n", "line 1: column 2 has no name"),
        ("d,count\na,5\nb,1.5\n", "line 3: the count is no whole number"),
        ("d,count\na,-5\n", "line 2: the count is no whole number"),
        ("d,count\na,\n", "line 2: the count is no whole number"),
        ("d,count\na,1_000\n", "line 2: the count is no whole number"),
        ("d,count\na," + "9" * 5000 + "\n", "line 2: the count is no whole number"),
        ("d,count\n*,5\n", "line 2: “*” stands for all values together"),
        ("d,count\na,b,5\n", "line 2: 3 columns, and the heading has 2"),
        ("d,count\n5\n", "line 2: 1 columns, and the heading has 2"),
        ('d,count\n"a,5\n', "line 2: not CSV"),
        ("d,count\n" + "a" * 200_000 + ",5\n", "line 2: not CSV"),
        (b"\x81\x00", "the file is neither UTF-8 nor CP932"),
    ],
)
def test_bad_input_is_named_with_its_line_and_nothing_comes_out(file, text, why):
    out = StringIO()
    with pytest.raises(CommandError, match=re.escape(why)) as error:
        call_command("protect_table", file(text), "--json", stdout=out)
    assert (error.value.returncode, out.getvalue()) == (2, "")


def test_a_table_that_is_too_large_is_not_published(file):
    out, err = StringIO(), StringIO()
    rows = "".join(f"a{number},b{number},9\n" for number in range(100))
    call_command("protect_table", file("d,e,count\n" + rows), "--json", stdout=out, stderr=err)
    assert out.getvalue() == '{"status": "infeasible", "cells": []}\n'
    assert "10,201 cells, too many: merge values, drop a dimension, or do not publish it" in err.getvalue()


@pytest.mark.parametrize("k", ["0", "-1"])
def test_k_is_one_or_more(run, k):
    with pytest.raises(CommandError, match="1 or more") as error:
        run(CSV, f"--k={k}")
    assert error.value.returncode == 2


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match="No such file") as error:
        call_command("protect_table", str(tmp_path / "absent.csv"))
    assert error.value.returncode == 2


def test_what_the_solver_prints_itself_does_not_come_between(file, monkeypatch, capfd):
    def noisy(*arguments):
        ctypes.CDLL(None).puts(b"HighsMipSolverData::transformNewIntegerFeasibleSolution tmpSolver.run();")
        return protect(*arguments)

    monkeypatch.setattr(protect_table, "protect", noisy)
    call_command("protect_table", file("count\n7\n"), "--json")
    assert capfd.readouterr() == ('{"status": "ok", "cells": [{"keys": {}, "value": 7}]}\n', "")


def test_it_runs_where_no_database_can(tmp_path):
    """As a program, with the table on the standard input. It takes a start of Python and of Django."""
    environment = {"VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings.dev", "PATH": "/nowhere"}
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "protect_table", "-", "--json"]
    done = subprocess.run(command, input=CSV.encode(), env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(cells(done.stdout)) == 9
    assert not (tmp_path / "engine").exists()

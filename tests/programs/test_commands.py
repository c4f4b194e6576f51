"""`import_plan` and `report`, as they are typed."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from programs.models import Plan
from programs.plan_document import parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path, text):
    path = tmp_path / "計画 の 書.txt"
    path.write_bytes(text.replace("\n", "\r\n").encode("cp932"))
    return path


def run(name, *words):
    out, err = StringIO(), StringIO()
    call_command(name, *map(str, words), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_json_is_what_was_read_and_nothing_else(areas, file, text):
    out, _err = run("import_plan", file, "--dry-run", "--json")
    assert json.loads(out) == parse(text).as_json()
    assert Plan.objects.count() == 0


def test_json_without_a_dry_run_takes_it_in_too(areas, file, text):
    out, _err = run("import_plan", file, "--json")
    assert json.loads(out) == parse(text).as_json()
    assert Plan.objects.get().area == areas.council


def test_changes_are_shown_and_only_then_made(areas, file):
    out, _err = run("import_plan", file, "--dry-run")
    assert "なんでも総合相談事業" in out
    assert Plan.objects.count() == 0
    run("import_plan", file)
    assert "0 changes" in run("import_plan", file)[0]


def test_a_line_without_a_place_stops_the_import_and_is_named(areas, file, text):
    file.write_text(text.replace("2-1 受けとめる", "担当は未定\n2-1 受けとめる"))
    with pytest.raises(CommandError):
        run("import_plan", file)
    assert Plan.objects.count() == 0
    out, err = run("import_plan", file, "--dry-run", "--json")
    assert [line["text"] for line in json.loads(out)["unplaced"]] == ["担当は未定"]
    assert "担当は未定" in err
    run("import_plan", file, "--partial")
    assert Plan.objects.count() == 1


def test_the_council_is_named_by_its_name_or_id(areas, file):
    run("import_plan", file, "--area", areas.other.name)
    run("import_plan", file, "--area", areas.council.pk)
    assert set(Plan.objects.values_list("area", flat=True)) == {areas.other.pk, areas.council.pk}
    with pytest.raises(CommandError, match="丙"):
        run("import_plan", file, "--area", "丙")


@pytest.mark.parametrize("data", [b"\xff\xff\xff\xff\x00", "年度も事業もない".encode()])
def test_what_is_no_plan_is_refused_in_words(areas, tmp_path, data):
    (tmp_path / "x").write_bytes(data)
    with pytest.raises(CommandError):
        run("import_plan", tmp_path / "x")
    with pytest.raises(CommandError):
        run("import_plan", tmp_path / "absent")


def test_the_report_prints_json(areas, file):
    run("import_plan", file)
    found = json.loads(run("report", "--year", "2024", "--format", "json")[0])
    assert (found["fiscal_year"], len(found["programs"])) == (2024, 7)
    assert "かわら版発行事業" in run("report", "--year", "2024")[0]
    assert json.loads(run("report", "--year", "2024", "--format", "json", "--area", areas.other.name)[0])["programs"] == []

"""What the page brings along: every word that the modules say, every file that they draw with, and rules under which nothing else runs."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from config.engine import served
from field import shell, words

pytestmark = pytest.mark.django_db

SPOKEN = re.compile(r'\bt\(\s*"((?:[^"\\]|\\.)*)"')


def test_the_page_brings_each_word_that_the_modules_say():
    said = {word for path in shell.HERE.glob("*.js") for word in SPOKEN.findall(path.read_text())}
    assert said == set(words.WORDS)
    assert len(said) > 100
    assert [word for word, japanese in words.japanese().items() if word == japanese] == []


def test_the_worker_keeps_each_file_that_a_module_or_a_page_asks_for(client):
    script = client.get("/field/sw.js").text
    kept = json.loads(re.search(r"const SHELL = (.*);", script)[1])["files"]
    assert {"/field/", "/field/help", "/static/field/app.js", "/static/img/icons.svg"} <= set(kept)
    asked = {
        f"/static/field/{name}"
        for path in shell.HERE.glob("*.js")
        for name in re.findall(r'"\./([\w-]+\.js)"', path.read_text())
    }
    for page in ("/field/", "/field/help"):
        asked |= set(re.findall(r'(?:href|src)="(/static/[^"#]+)', client.get(page).text))
    assert asked - set(kept) == set()
    assert [path for path in kept if path.startswith("/static/") and not finders.find(path.removeprefix("/static/"))] == []
    assert not any("/api/" in path for path in kept)


def test_what_the_app_is_made_of_is_collected_anew_when_any_of_it_changes():
    assert {Path(finders.find(name)) for name in shell.files()} <= set(served())


def test_another_byte_is_another_version(monkeypatch):
    before = shell.worker({"/field/": b"one"})
    assert shell.worker({"/field/": b"two"}) != before
    assert shell.worker({"/field/": b"one"}) == before


def test_nothing_runs_but_the_modules(client):
    answer = client.get("/field/")
    rules = dict(rule.split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["worker-src"] == rules["connect-src"] == "'self'"
    assert rules["require-trusted-types-for"] == "'script'"
    assert rules["trusted-types"] == "yorisoi"
    assert "unsafe" not in str(rules)
    sources = [path.read_text() for path in shell.HERE.glob("*.js")]
    assert not any(
        re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|localStorage|sessionStorage", text)
        for text in sources
    )


def test_name_and_icon_say_nothing_of_the_content():
    manifest = json.loads((shell.HERE / "manifest.webmanifest").read_text())
    assert {manifest["name"], manifest["short_name"]} == {"よりそい"}
    assert manifest["scope"] == manifest["start_url"] == "/field/"

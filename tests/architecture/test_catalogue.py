"""One string has one Japanese: Django merges the apps' catalogues, and of two translations one wins on every page."""

import polib

from config import catalogue


def test_no_two_apps_say_one_string_differently():
    assert catalogue.contradicted() == []


def test_a_second_translation_is_caught_and_a_context_tells_them_apart(monkeypatch):
    said = [
        ("accounts", polib.POEntry(msgid="Go on", msgstr="進む")),
        ("visits", polib.POEntry(msgid="Go on", msgstr="再開する")),
        ("casework", polib.POEntry(msgid="Go on", msgctxt="draft", msgstr="続きを書く")),
        ("casework", polib.POEntry(msgid="Back", msgstr="もどる")),
        ("visits", polib.POEntry(msgid="Back", msgstr="もどる")),
    ]
    monkeypatch.setattr(catalogue, "_entries", lambda: iter(said))
    assert catalogue.contradicted() == [("", "Go on", {"accounts": "進む", "visits": "再開する"})]

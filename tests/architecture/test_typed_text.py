"""Whatever form takes words: what is invisible in them is taken out, and nothing that is seen."""

import unicodedata
from importlib import import_module

import pytest
from django import forms

from japan.widths import visible
from tests.sources import ON_PAGES, ROOT
from ui.fields import LongText, NameField, ShortText, TypedText

# allauth's own forms, which compare what is typed with a password, a user name or a code.
SIGN_IN = {("accounts.forms", name) for name in ("SignInForm", "CodeForm", "AgainForm", "EnrolForm")}
NOT_WORDS = (forms.PasswordInput, forms.HiddenInput)


def every_form():
    for path in sorted(ROOT.glob("*/**/forms*/**/*.py")) + sorted(ROOT.glob("*/forms.py")):
        if not {"tests", ".venv"} & set(path.relative_to(ROOT).parts):
            import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    pending = [forms.BaseForm]
    while pending:
        form = pending.pop()
        pending += form.__subclasses__()
        if form.__module__.partition(".")[0] in ON_PAGES:
            yield form


def test_every_field_that_takes_words_takes_them_as_seen():
    looked_at, raw = 0, []
    for form in {form for form in every_form() if (form.__module__, form.__name__) not in SIGN_IN}:
        for name, field in form.base_fields.items():
            if isinstance(field, forms.CharField) and not isinstance(field.widget, NOT_WORDS):
                looked_at += 1
                if not isinstance(field, TypedText):
                    raw.append(f"{form.__module__}.{form.__name__}.{name}: {type(field).__name__}")
    assert looked_at > 100
    assert not raw, "\n".join(raw)


@pytest.mark.parametrize(
    ("pasted", "seen"),
    [
        ("通帳\x00が\x07ない", "通帳がない"), ("一行目\x0b二行目", "一行目\n二行目"), ("一行目\u2028二行目\u2029三行目", "一行目\n二行目\n三行目"), ("\ufeff髙\u200b橋\u00ad", "髙橋"), ("\u202a0436\u202c", "0436"),
        ("\u2067山﨑\u2069\u200e", "山﨑"), ("ﾀｶﾊｼ ①㈱", "ﾀｶﾊｼ ①㈱"), ("⻑⾕川", "⻑⾕川"), ("葛\U000e0100城", "葛\U000e0100城"), ("か\u3099", "か\u3099"), ("\ufa10本", "\ufa10本"), ("👩\u200d👧", "👩\u200d👧"), ("表\tと\r\n行", "表\tと\r\n行"),
    ],
)  # fmt: skip
def test_what_cannot_be_seen_goes_and_what_is_seen_stays(pasted, seen):
    assert visible(pasted) == seen


def test_nothing_that_has_a_shape_is_taken_out():
    """Only controls, formats and fillers go; joiners, selectors and every letter stay."""
    gone = {chr(code) for code in range(0x20000) if not 0xD800 <= code < 0xE000 and not visible(chr(code))}
    assert {unicodedata.category(sign) for sign in gone} <= {"Cc", "Cf", "Mn", "Lo", "Cn"}
    assert {sign for sign in gone if unicodedata.category(sign) in ("Mn", "Lo")} == {
        "\u034f",
        "\u17b4",
        "\u17b5",
        "\u3164",
        "\uffa0",
    }
    assert not gone & {"\u200c", "\u200d", "\n", "\t", "\r", "\u3000"}


def test_in_one_line_a_break_is_a_space_and_a_name_is_divided_there():
    assert ShortText().clean("通帳が\x0bない") == "通帳が ない"
    assert str(NameField().clean("髙橋\u2028ヨシ子")) == "髙橋 ヨシ子"
    assert LongText().clean("一行目\x0b二行目\x00\n") == "一行目\n二行目"


def test_what_is_only_invisible_is_empty():
    with pytest.raises(forms.ValidationError) as refused:
        ShortText(required=True).clean("\u200b\ufeff\x00")
    assert refused.value.code == "required"

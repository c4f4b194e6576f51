"""An auditor reads words, not names of the code."""

import pytest
from django.utils import translation

from accounts.ledger_words import BESIDE, words_for
from privacy import policy


@pytest.mark.parametrize(
    ("action", "language", "words"),
    [
        ("case.print", "en", "printing a case"),
        ("case.print", "ja", "ケースを印刷する"),
        ("home", "en", "home page"),
        ("case.publish", "ja", "case.publish"),
    ],
)
def test_an_action_is_called_by_the_words_of_its_row(action, language, words):
    with translation.override(language):
        assert str(words_for(action)) == words


def test_no_words_beside_the_policy_stand_for_an_action_of_it():
    assert set(BESIDE) & set(policy.ACTIONS) == set()
    assert set(BESIDE) == {
        "session.open", "session.close", "session.factor", "link.make", "link.confirm", "link.use", "factor.add", "factor.remove", "password.change", "manager.appoint", "guess", "home", "history.adopt", "record.write",
    }  # fmt: skip

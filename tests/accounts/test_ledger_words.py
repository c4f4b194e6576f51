"""An auditor reads words, not names of the code."""

from accounts.ledger_words import ACTIONS
from privacy import policy


def test_every_action_in_use_has_words_in_the_ledger():
    assert set(policy.ACTIONS) - policy.RESERVED <= set(ACTIONS)


def test_no_words_stand_for_an_action_that_is_gone():
    beside_the_policy = {
        "session.open", "session.close", "session.factor", "link.use", "manager.appoint", "guess", "home", "history.adopt", "record.write",
    }  # fmt: skip
    assert set(ACTIONS) - beside_the_policy <= set(policy.ACTIONS)

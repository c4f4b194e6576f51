"""A control of the home page: what it leaves out is made all the same."""

import pytest

from accounts import attention
from accounts.worthwhile import worthwhile
from privacy.together import ask, together


@pytest.fixture
def whole_home(monkeypatch):
    """Whatever a part of home needs, it needs it: where that is missing, the part has nothing to show."""

    def made(parts, user, today):
        found = worthwhile(parts, user, today)
        for part in parts:
            if part not in found:
                (said,) = together(user, [part.steps(user, today, ask(user, part.asks))])
                assert said.things == [], part.function.__name__
        return found

    monkeypatch.setattr(attention, "worthwhile", made)

"""The line of the bench that makes something: it runs, and leaves nothing behind."""

import pytest

from documents.models import Document
from referrals.bench.measure import _letter
from tests.factories.rights import make_referral

pytestmark = pytest.mark.django_db


def test_a_letter_is_made_as_the_task_makes_it_and_thrown_away(scene, monkeypatch):
    type(scene.coordinator).objects.filter(pk=scene.coordinator.pk).update(username="uzawa")
    make_referral(scene.coordinator, scene.case, scene.agency)
    monkeypatch.setitem(_letter.__globals__, "LETTERS", 2)
    first, others = _letter(1)
    assert (first.wanted, others.wanted) == (None, 1000)
    assert min(first.p50_ms, others.p50_ms) > 0
    assert not Document.objects.exists()

"""A case on paper: what whoever takes it in hand needs, and where it is seen and decided."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework import services
from privacy import context
from tests.cast import login
from tests.factories.casework import make_case

pytestmark = pytest.mark.django_db


def test_it_carries_next_contact_consulter_consent_and_the_frames(caseworker, areas):
    today = timezone.localdate()
    case = make_case(caseworker, areas.dai, next_contact_date=today + timedelta(days=3), next_contact_todo="通帳を一緒に見る")
    with context.on_behalf_of(caseworker):
        services.consent_record(
            case.subject, actor=caseworker, decision="granted", contents=["identity"], recipients=["commissioner"],
            given_date=today, manner="oral",
        )  # fmt: skip
    paper = login(Client(), caseworker).get(reverse("case_print", args=[case.pk])).content.decode().partition("<main")[2]
    for words in ("取扱注意", "供覧・決裁", "通帳を一緒に見る", "露﨑 光江", "民生委員", "同意"):
        assert words in paper, words

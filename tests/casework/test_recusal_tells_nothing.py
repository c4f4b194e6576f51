"""Who can be shut out tells nobody that there is a restricted record of the same person."""

import pytest
from django.urls import reverse
from django.utils import timezone

from privacy import granting
from privacy.dossiers import WORK
from privacy.models import Dossier, Grant
from tests.cast import login
from tests.factories.casework import make_case

pytestmark = pytest.mark.django_db


def test_whoever_is_named_to_a_restricted_case_alone_stands_on_the_page_of_its_managers_only(client, cast, areas):
    case = make_case(cast.coordinator, areas.dai)
    hidden = make_case(cast.coordinator, areas.dai, subject=case.subject)
    Dossier.objects.filter(pk=hidden.dossier_id).update(restricted=True)
    for user in (cast.visitor, cast.second_manager):
        granting.grant(user, hidden.dossier, Grant.Kind.ASSIGNED, level=WORK, from_date=timezone.localdate())
    listed = [
        str(cast.visitor.pk) in login(client, user).get(reverse("case_exclude", args=[case.pk])).content.decode()
        for user in (cast.manager, cast.second_manager)
    ]
    assert listed == [False, True]

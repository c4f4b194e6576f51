from datetime import timedelta

import pytest
from django.utils import timezone

from privacy import context
from tests.factories import visits as make
from visits import services
from visits.doorstep import doors_of
from visits.models import Alert, SafetyCheck


@pytest.mark.django_db
def test_smoke(cast, areas):
    enrolment = make.enrol(cast.coordinator, areas.dai)
    make.assign(cast.coordinator, enrolment, cast.visitor)
    with context.on_behalf_of(cast.visitor):
        doors = doors_of(cast.visitor, timezone.localdate())
        print(doors)
        assert doors[0].name
    make.visit(cast.visitor, enrolment, "concern")
    make.visit(cast.visitor, enrolment, "absent")
    with context.on_behalf_of(cast.coordinator):
        print(list(Alert.objects.visible_to(cast.coordinator)), list(SafetyCheck.objects.visible_to(cast.coordinator).open()))
    with context.System("watch") as actor:
        services.scan(actor=actor, now=timezone.now() + timedelta(days=30))
        services.plan_months(actor=actor)
    with context.on_behalf_of(cast.coordinator):
        print([(a.kind, a.escalated_at) for a in Alert.objects.visible_to(cast.coordinator)])

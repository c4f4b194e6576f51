"""The list of agencies that the demo took over."""

import pytest
from django.urls import reverse

from accounts.demo import make_accounts
from accounts.demo_staff import FIRST_COUNCIL
from accounts.models import User
from moving.demo import make_demo
from moving.models import Move
from privacy import context
from privacy.models import Area
from referrals.demo_agencies import make_agencies
from referrals.models import Agency, AgencyChange
from tests.cast import login

pytestmark = pytest.mark.django_db


def test_it_stands_in_the_directory_once_and_an_advocate_could_take_it_back(client):
    make_accounts()
    council, coordinator = Area.objects.get(name=FIRST_COUNCIL), User.objects.get(username="uzawa")
    with context.on_behalf_of(coordinator):
        make_agencies(council, coordinator)
    there = Agency.objects.count()
    for _again in range(2):
        make_demo()
    move = Move.objects.get()
    assert (move.status, move.cases, move.people, move.contacts) == ("taken", 3, 1, 3)
    assert Agency.objects.open().count() == there + 3
    assert Agency.objects.get(name="台中央診療所").notes == "往診は地区内のみ"
    assert AgencyChange.objects.filter(agency__name="台小学校").count() == 1, "what stood so is left as it is"
    client = login(client, User.objects.get(username="nemoto"))
    assert move.get_absolute_url() in client.get(reverse("moves")).content.decode()
    assert reverse("move_back", args=[move.pk]) in client.get(move.get_absolute_url()).content.decode()

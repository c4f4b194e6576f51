"""The pages of the case conferences ask the database as often for eight items as for three, with all that hangs on each."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from conferences import services
from conferences.codes import Basis, DecisionKind
from conferences.models import Item
from documents.models import Copy
from privacy import context
from tests.cast import login
from tests.documents.conftest import work
from tests.factories.casework import details, make_case, make_place
from tests.factories.conferences import add, invite, make_conference, take_sheet
from tests.proofs.test_constant_queries import queries_of

pytestmark = pytest.mark.django_db
FEW, MANY = 3, 8


class Filler:
    def __init__(self, user, areas):
        self.user, self.areas, self.number = user, areas, 0
        self.ahead = make_conference(user, areas.council, basis=Basis.ANONYMISED, chair=user)
        self.today = make_conference(user, areas.council, days=0, chair=user)

    def case(self):
        self.number += 1
        someone = details(make_place(self.areas.dai), family_name=f"事例{self.number:02d}の", given_name="方")
        return make_case(self.user, self.areas.dai, new_subject=someone)

    def items(self, count):
        """On the agenda of a meeting ahead, each with its sheet; as many come, every other one from outside."""
        for number in range(count):
            take_sheet(self.user, add(self.user, self.ahead, self.case()))
            invite(self.user, self.ahead, name=f"客{self.number:02d}人", organisation=f"団体{number}")

    def meetings(self, count):
        for _number in range(count):
            add(
                self.user,
                make_conference(self.user, self.areas.council, title=f"会議その{self.number:02d}", days=3),
                self.case(),
            )

    def candidates(self, count):
        for _number in range(count):
            case = self.case()
            with context.on_behalf_of(self.user):
                services.candidate_ask(case, actor=self.user, why=f"見立てを相談したい{self.number}")

    def spoken(self, count):
        """At a meeting that is being held: minutes, a decision and two things to do of each."""
        with context.on_behalf_of(self.user):
            self._state("planned")
            for _number in range(count):
                item = services.item_add(self.today, actor=self.user, case=self.case(), question="だれが")
                services.minutes_keep(item, actor=self.user, text=f"話したこと{self.number}")
                services.decision_record(item, actor=self.user, kind=DecisionKind.CONTINUE, text=f"決めたこと{self.number}")
                until = {"until_date": timezone.localdate() + timedelta(days=7), "what": f"すること{self.number}"}
                services.action_add(item, actor=self.user, owner=self.user, **until)
                services.action_add(item, actor=self.user, outsider="民生委員", **until)
                invite(self.user, self.today, name=f"客{self.number:02d}人")
            self._state("running")

    def _state(self, state):
        """Put onto an agenda that is open no more, as if it had stood there."""
        row = type(self.today).objects.visible_to(self.user).get(pk=self.today.pk)
        row.state = state
        row.save()

    def papers(self, count):
        """Made anew for more readers each time."""
        self.items(count)
        with context.on_behalf_of(self.user):
            services.papers_make(self.ahead, actor=self.user, after=services.newest_paper(self.ahead, self.user))
        work()
        assert Copy.objects.exists()


# {what is added: {page: (its address, what stands once or more for each)}}
PAGES = {
    "items": {
        "agenda": (lambda add: add.ahead.get_absolute_url(), 'class="panel agenda__item'),
        "people": (lambda add: reverse("conference_people", args=[add.ahead.pk]), "客"),
        "sheets and papers": (lambda add: add.ahead.papers_url, "さん（事例"),
    },
    "meetings": {
        "meetings": (lambda add: reverse("conferences"), "会議その"),
        "home": (lambda add: reverse("home"), "会議その"),
    },
    "candidates": {"candidates": (lambda add: f"{add.ahead.get_absolute_url()}?candidates=all", 'class="candidates__n"')},
    "spoken": {
        "meeting": (
            lambda add: reverse("meeting_item", args=[Item.objects.filter(conference=add.today).first().pk]),
            'name="go" value=',
        ),
        "record": (lambda add: reverse("meeting_record", args=[add.today.pk]), "決めたこと"),
        "board": (lambda add: reverse("action_board"), "すること"),
    },
    "papers": {
        "papers": (lambda add: add.ahead.papers_url, 'name="back"'),
        "documents that left": (lambda add: reverse("documents"), 'class="name num" href="/documents/'),
    },
}


@pytest.mark.parametrize("kind", PAGES)
def test_eight_items_cost_as_many_queries_as_three(kind, cast, areas):
    """Takes some seconds: eight cases with their sheets and papers are made."""
    filler, client = Filler(cast.coordinator, areas), login(Client(), cast.coordinator)

    def look_at_all():
        return {page: queries_of(client, address(filler), shows) for page, (address, shows) in PAGES[kind].items()}

    getattr(filler, kind)(FEW)
    few = look_at_all()
    getattr(filler, kind)(MANY - FEW)
    many = look_at_all()
    for page, (asked, shown) in few.items():
        assert shown < many[page][1], page
        assert 0 < many[page][0] <= asked, page

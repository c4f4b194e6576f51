"""Those who help in the demo's programmes, the places that take people in, and a dozen requests in every state."""

from datetime import timedelta
from itertools import count

from django.db import transaction
from django.utils import timezone

from accounts.demo import make_accounts
from accounts.demo_staff import FIRST_COUNCIL
from accounts.models import User
from casework.models import Place
from casework.services import PersonDetails, person_register
from japan.wareki import PartialDate
from privacy import context
from privacy.models import Area
from supporters import services
from supporters.codes import Course, Kind
from supporters.demo_people import HOSTS, REQUESTS, SUPPORTERS
from supporters.models import Supporter

COURSES = {Kind.DEBUT: Course.DEBUT, Kind.HELPERS: Course.HELPERS}


@transaction.atomic
def make_demo() -> None:
    """Run again, it changes nothing. Needs the town blocks of casework's demo."""
    make_accounts()
    council = Area.objects.get(name=FIRST_COUNCIL)
    if Supporter.objects.filter(council=council).exists():
        return
    coordinator = User.objects.get(username="uzawa")
    with context.on_behalf_of(coordinator):
        _Demo(council, coordinator).make()


class _Demo:
    """Holds whom it has made, by name."""

    def __init__(self, council, coordinator):
        self.council, self.coordinator, self.today = council, coordinator, timezone.localdate()
        self.districts = {one.short_name: one for one in Area.objects.districts().filter(council=council)}
        self.places = {
            short: list(Place.objects.filter(district=one).order_by("kana")) for short, one in self.districts.items()
        }
        self.people: dict = {}
        self.who: dict = {}
        self.number = count()

    def make(self) -> None:
        for name, *person, kinds, tasks, days, bands, active_at, pledged in SUPPORTERS:
            self._supporter(self._person(name, *person), name, kinds, tasks, days, bands, active_at, pledged)
        for name, short, tasks, days, bands in HOSTS:
            self.who[name] = "host", services.host_save(
                actor=self.coordinator, council=self.council, name=name, district=self.districts.get(short), tasks=list(tasks), weekdays=days,
                bands=bands, notes="",
            )  # fmt: skip
        for name, kana, sex, year, short, *asked in REQUESTS:
            self._request(self.people.get(name) or self._person(name, kana, sex, year, short), *asked)

    def _person(self, name, kana, sex, year, short):
        number, places = next(self.number), self.places[short]
        (family, given), (family_kana, given_kana) = name.split(), kana.split()
        details = PersonDetails(
            family_name=family, given_name=given, family_kana=family_kana, given_kana=given_kana, sex=sex, birth=PartialDate(year, 1 + number % 12, 3),
            place=places[number % len(places)], block=f"{3 + number}-{1 + number % 5}", phone=f"0436-00-{7100 + number}",
        )  # fmt: skip
        self.people[name] = person_register(actor=self.coordinator, area=self.districts[short], details=details)
        return self.people[name]

    def _supporter(self, person, name, kinds, tasks, days, bands, active_at, pledged) -> None:
        signed = self.today - timedelta(days=pledged)
        one = services.supporter_register(
            person, actor=self.coordinator, kinds=list(kinds), tasks=list(tasks), districts=[], weekdays=days, bands=bands, active_at=active_at,
            remarks="", registered_date=signed, pledge_date=signed,
        )  # fmt: skip
        self.who[name] = "supporter", one
        for kind in set(kinds) & set(COURSES):
            services.training_add(one, actor=self.coordinator, course=COURSES[kind], date=signed)

    def _request(self, person, kind, task, text, days, bands, ago, who, state, hours) -> None:
        asked_date = self.today - timedelta(days=ago)
        request = services.request_take(
            person, actor=self.coordinator, kind=kind, task=task, text=text, district=person.dossier.area, weekdays=days, bands=bands,
            asked_date=asked_date,
        )  # fmt: skip
        step = lambda name, **said: services.request_step(request, actor=self.coordinator, step=name, **said)  # noqa: E731
        if state == "arranging" and not who:
            step("arrange")
        if who:
            part, found = self.who[who]
            step("match", **{part: found})
        for number, each in enumerate(hours, 1):
            day = asked_date + timedelta(days=ago * number // (len(hours) + 1))
            services.deed_record(request, actor=self.coordinator, date=day, hours=each)
        if state == "ended":
            step("end")
        if state == "cancelled":
            step("cancel", text="家族がすることになった")

"""A death told in one place is known in all, and can be taken back; ages stop at it on every page."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.models import Case, Person
from japan.wareki import PartialDate
from privacy import context, granting
from privacy.dossiers import WORK
from tests.cast import login
from tests.factories import visits as watch
from tests.factories.casework import details, make_case, make_place
from visits.codes import EndReason
from visits.models import Alert, Assignment, Enrolment, SafetyCheck

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def neighbour(coordinator, visitor, areas):
    """Born on 7 May 1931; two open cases with contacts due, a door, and a visit that met nobody."""
    today = timezone.localdate()
    first = make_case(
        coordinator, areas.dai, next_contact_date=today, next_contact_todo="電話する",
        new_subject=details(make_place(areas.dai), birth=PartialDate(1931, 5, 7)),
    )  # fmt: skip
    make_case(coordinator, areas.dai, subject=first.subject, next_contact_date=today - DAY, next_contact_todo="訪ねる")
    door = watch.enrol(coordinator, areas.dai, person=first.subject)
    watch.assign(coordinator, door, visitor)
    watch.visit(visitor, door, "absent", steps=[("card", timezone.now(), "郵便受けに")])
    return first.subject


def died_on(coordinator, person):
    with context.on_behalf_of(coordinator):
        return Person.objects.visible_to(coordinator, "person.read").get(pk=person.pk).death_date


def by_the_persons_sheet(client, person, day):
    url = reverse("person_edit", args=[person.pk])
    form = client.get(url).context["form"]
    typed = {name: value for name, value in form.initial.items() if value not in (None, False)}
    return client.post(url, {**typed, "death_date": day, "reason": "死亡届"})


def by_closing(client, person, day):
    case = Case.objects.filter(subject=person).order_by("intake_date", "id").first()
    url = reverse("case_close", args=[case.pk])
    asked = client.post(url, {"on_date": str(timezone.localdate()), "reason_code": "died", "text": ""}, follow=True)
    assert "亡くなった日を書いてください" in asked.content.decode(), "asked once"
    assert not Case.objects.get(pk=case.pk).is_closed
    return client.post(url, {"on_date": str(timezone.localdate()), "reason_code": "died", "text": "", "death_date": day})


def by_the_end_of_the_watch(client, person, day):
    url = reverse("enrolment_end", args=[Enrolment.objects.get().pk])
    asked = client.post(url, {"on_date": str(timezone.localdate()), "reason_code": "died"}, follow=True)
    assert "亡くなった日を書いてください" in asked.content.decode(), "asked once"
    return client.post(url, {"on_date": str(timezone.localdate()), "reason_code": "died", "death_date": day})


@pytest.mark.parametrize("told", [by_the_persons_sheet, by_closing, by_the_end_of_the_watch], ids=lambda way: way.__name__)
def test_a_death_told_in_one_place_is_known_in_all(client, coordinator, visitor, neighbour, told):
    yesterday = timezone.localdate() - DAY
    login(client, coordinator)
    assert told(client, neighbour, str(yesterday)).status_code == 303
    assert died_on(coordinator, neighbour) == yesterday
    door = Enrolment.objects.get()
    assert (door.end_reason, bool(door.ended_date), door.next_due_date) == (EndReason.DIED, True, None)
    assert not Assignment.objects.valid(timezone.localdate() + DAY).exists()
    assert not SafetyCheck.objects.open().exists()
    assert not Alert.objects.open().exists()
    assert not Case.objects.unclosed().dated().exists()
    home = client.get("/").content.decode()
    assert not [words for words in ("電話する", "訪ねる", "訪問員の決まっていない人") if words in home]
    page = client.get(reverse("person", args=[neighbour.pk])).content.decode()
    assert "享年95" in page, "born on 7 May 1931, died in November 2026 or later"


def test_who_tells_it_need_not_see_the_persons_record(client, coordinator, advocate, neighbour):
    """Named to the case alone, with a way that does not lead to its subject."""
    case = Case.objects.filter(subject=neighbour).first()
    granting.grant(advocate, case.dossier, "assigned", level=WORK, from_date=timezone.localdate(), given_by=advocate)
    login(client, advocate)
    assert client.get(reverse("person", args=[neighbour.pk])).status_code in (403, 404)
    yesterday, url = timezone.localdate() - DAY, reverse("case_close", args=[case.pk])
    values = {"on_date": str(timezone.localdate()), "reason_code": "died", "death_date": str(yesterday)}
    assert client.post(url, values).status_code == 303
    assert died_on(coordinator, neighbour) == yesterday
    assert Enrolment.objects.get().end_reason == EndReason.DIED


def test_another_reason_tells_no_death(client, coordinator, neighbour):
    login(client, coordinator)
    case = Case.objects.filter(subject=neighbour).first()
    values = {"on_date": str(timezone.localdate()), "reason_code": "solved", "death_date": str(timezone.localdate())}
    assert client.post(reverse("case_close", args=[case.pk]), values).status_code == 303
    assert died_on(coordinator, neighbour) is None


def test_whoever_turns_out_to_be_alive_is_visited_and_contacted_again(client, coordinator, visitor, neighbour):
    yesterday = timezone.localdate() - DAY
    login(client, coordinator)
    by_the_end_of_the_watch(client, neighbour, str(yesterday))
    assert by_the_persons_sheet(client, neighbour, "").status_code == 303
    assert died_on(coordinator, neighbour) is None
    door = Enrolment.objects.get()
    assert (door.ended_date, door.end_reason) == (None, "")
    assert door.next_due_date >= timezone.localdate(), "nobody is asked for what was missed meanwhile"
    assert door.settled_until == yesterday, "and somebody is asked for today's"
    assert Assignment.objects.get().until_date is None
    assert set(Case.objects.unclosed().values_list("next_contact_date", flat=True)) == {timezone.localdate()}
    assert login(client, visitor).get(reverse("visit_new", args=[door.pk])).status_code == 200


def test_a_correction_of_the_record_brings_nothing_back(client, coordinator, neighbour):
    """The watch-over ended before deaths were told everywhere; somebody corrects a telephone number."""
    with context.on_behalf_of(coordinator):
        door = Enrolment.objects.visible_to(coordinator).get()
        door.ended_date, door.end_reason = timezone.localdate(), EndReason.DIED
        door.save()
    login(client, coordinator)
    assert by_the_persons_sheet(client, neighbour, "").status_code == 303
    assert Enrolment.objects.get().ended_date == timezone.localdate()
    assert set(Case.objects.values_list("next_contact_date", flat=True)) == {timezone.localdate(), timezone.localdate() - DAY}


@pytest.mark.parametrize(
    ("birth", "death", "on", "words"),
    [
        (PartialDate(1931, 5, 7), None, date(2026, 11, 27), "95歳"),
        (PartialDate(1931, 5, 7), date(2026, 5, 6), date(2031, 1, 1), "享年94"),
        (PartialDate(1931, 5, 7), date(2026, 5, 7), date(2031, 1, 1), "享年95"),
        (PartialDate(1931, None, None), None, date(2026, 11, 27), "約95歳"),
        (PartialDate(1931, None, None), date(2020, 2, 1), date(2026, 11, 27), "享年"),
        (None, None, date(2026, 11, 27), ""),
    ],
)
def test_ages_in_words(birth, death, on, words):
    person = Person(birth_precision=birth.precision if birth else "unknown")
    person.birth_date, person.death_date = birth.first if birth else None, death
    from django.utils import translation

    with translation.override("ja"):
        said = person.age_words(on)
    assert said == words if words != "享年" else said.startswith("享年")

"""What the rights advocacy counts, against numbers worked out by hand; the plan's rows show them."""

import re
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.codes import Recipient
from privacy import context
from privacy.models import Dossier
from programs import indicators
from programs.demo import DOCUMENT
from programs.models import Program
from publishing import crossed as published
from referrals.crossed import HANDED_OVER, count_referrals
from referrals.models import AgencyKind, Referral
from referrals.services import liaison_record
from tests.cast import login
from tests.factories.casework import details, make_case, make_note, make_place
from tests.factories.rights import agree, make_agency, make_referral, take
from tests.programs.test_importing import take_in

pytestmark = pytest.mark.django_db
UNTIL = date(2026, 3, 31)


def at(month, day, hour=10):
    return timezone.make_aware(datetime(2025 if month > 3 else 2026, month, day, hour))


def handed(scene, agency, sent, received=None, case=None, **values):
    made = make_referral(scene.advocate, case or scene.case, agency, now=sent, **values)
    referral = take(scene.advocate, made, "submit", now=sent)
    referral = take(scene.manager, referral, "approve", "send", now=sent)
    return take(scene.manager, referral, "acknowledge", now=received) if received else referral


@pytest.fixture
def year(scene, areas):
    """Four handed over: two received in time, one late, one never; one that was reported; a draft, which is in no number."""
    legal = make_agency(scene.coordinator, areas.council, "植木法律相談", Recipient.LEGAL)
    west = make_case(
        scene.coordinator, areas.nishi, on=date(2025, 5, 1), new_subject=details(make_place(areas.nishi, "植町西1丁目"))
    )
    with context.on_behalf_of(scene.coordinator):
        from casework.services import case_assign

        case_assign(west, actor=scene.coordinator, user=scene.advocate)
    agree(scene.coordinator, west)
    # Monday to Wednesday; Friday to Wednesday, the third working day; Monday to the Monday after.
    handed(scene, scene.agency, at(4, 7), at(4, 9))
    handed(scene, scene.agency, at(6, 6), at(6, 11))
    handed(scene, legal, at(6, 9), at(6, 16), case=west, kind="debt", type="")
    handed(scene, legal, at(3, 2), case=west, kind="debt", type="")
    make_referral(scene.advocate, scene.case, scene.agency)
    return scene


def count(code, areas, by=None, until=UNTIL):
    return indicators.get(code).count(areas.council, 2025, until, by)


def test_referrals_by_everything(year, areas):
    assert count("rights.referrals", areas) == {None: 4}
    assert indicators.get("rights.referrals").by_month(areas.council, 2025, UNTIL) == [1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert count("rights.referrals", areas, "area") == {areas.dai.pk: 2, areas.nishi.pk: 2}
    assert count("rights.referrals", areas, "kind") == {"guardian": 2, "debt": 2}
    assert count("rights.referrals", areas, "state") == {"acknowledged": 3, "sent": 1}
    kinds = dict(AgencyKind.objects.values_list("pk", "recipient"))
    assert {kinds[pk]: number for pk, number in count("rights.referrals", areas, "agency").items()} == {"core": 2, "legal": 2}
    assert count("rights.referrals", areas, until=date(2025, 6, 8)) == {None: 2}


def test_days_until_received_and_those_late(year, areas):
    """2, 5 and 7 days; two after the third working day: of Monday the 9th the Thursday, of 2 March the Thursday."""
    assert count("rights.days", areas) == {None: 5}
    assert count("rights.days", areas, "kind") == {"guardian": 2, "debt": 7}
    assert count("rights.late", areas) == {None: 2}
    assert count("rights.late", areas, until=date(2025, 6, 11)) == {None: 0}
    assert count("rights.late", areas, until=date(2025, 6, 13)) == {None: 1}


def test_an_answer_that_was_taken_back_was_none(year, areas, scene):
    referral = handed(scene, scene.agency, at(9, 1), at(9, 2))
    take(scene.manager, referral, "undo")
    assert set(count("rights.days", areas, "month")) == {0, 2}


def test_consultations_about_rights(year, areas, scene):
    """Contacts of the two cases with referrals, the intakes included; of another case none, until its topic is one of rights."""
    other = make_case(scene.coordinator, areas.dai, on=date(2025, 7, 1))
    for case, day in ((scene.case, at(8, 1)), (scene.case, at(8, 20)), (other, at(8, 5))):
        make_note(scene.coordinator, case, met_at=day)
    # The first note of the first case lies in 2023.
    assert count("rights.contacts", areas) == {None: 3}
    assert count("rights.people", areas) == {None: 2}
    assert count("rights.people", areas, "month") == {1: 1, 4: 1}
    with context.on_behalf_of(scene.coordinator):
        from casework.services import case_correct

        case_correct(other, actor=scene.coordinator, topics=["rights"], main_topic="rights")
    assert count("rights.contacts", areas) == {None: 5}
    assert count("rights.contacts", areas, "area") == {areas.dai.pk: 4, areas.nishi.pk: 1}


def test_a_table_for_outside_counts_each_once_and_a_restricted_one_under_nothing_that_tells(year, areas, scene):
    def crossed(*dimensions):
        return count_referrals(areas.council, date(2025, 4, 1), UNTIL, dimensions)

    dai, nishi, unknown = (str(area.pk) for area in (areas.dai, areas.nishi, areas.unknown))
    assert crossed("district", "matter") == {(dai, "guardian"): 2, (nishi, "debt"): 2}
    assert crossed("month") == {("2025-04",): 1, ("2025-06",): 2, ("2026-03",): 1}
    Dossier.objects.filter(pk=scene.case.dossier_id).update(restricted=True)
    assert crossed("district", "matter") == {(unknown, "other"): 2, (nishi, "debt"): 2}
    assert crossed("matter") == {("other",): 2, ("debt",): 2}
    # Every value that a row can have is one of the table's, and what is counted can be chosen.
    assert published.get("referral.handed") is HANDED_OVER
    assert {unknown, dai, nishi} <= {key for key, _words in HANDED_OVER.labels("district", areas.council)}
    assert {"other", "debt"} <= {key for key, _words in HANDED_OVER.labels("matter", areas.council)}


def test_everyday_liaison(year, areas, scene):
    with context.on_behalf_of(scene.coordinator):
        for agency, day in ((scene.agency, at(4, 1)), (scene.agency, at(4, 2)), (None, at(5, 1))):
            agency = agency or make_agency(scene.coordinator, areas.council, "植田診療所", Recipient.MEDICAL)
            liaison_record(scene.case, actor=scene.coordinator, agency=agency, matter="相談", contents=[], at=day)
    assert count("rights.liaisons", areas, "month") == {0: 2, 1: 1}
    kinds = dict(AgencyKind.objects.values_list("pk", "recipient"))
    assert {kinds[pk]: number for pk, number in count("rights.liaisons", areas, "agency").items()} == {"core": 2, "medical": 1}
    assert {found.code for found in indicators.of_program("consultation")} >= {"rights.liaisons", "consultation.new"}


def test_what_lies_in_a_restricted_case_counts_under_the_unknown_district(year, areas, scene):
    Dossier.objects.filter(pk=scene.case.dossier_id).update(restricted=True)
    assert count("rights.referrals", areas, "area") == {areas.unknown.pk: 2, areas.nishi.pk: 2}
    make_note(scene.advocate, scene.case, met_at=at(8, 1))
    assert count("rights.contacts", areas, "area") == {areas.unknown.pk: 1, areas.nishi.pk: 1}


def test_the_plans_row_shows_it_with_its_definitions(year, areas, scene):
    take_in(scene.manager, areas.council, DOCUMENT)
    program = Program.objects.get(name="権利擁護事業")
    text = login(Client(), scene.manager).get(reverse("program", args=[program.pk]), {"year": "2025"}).content.decode()
    for words in (
        "送付・通報したつなぎ",
        "受理までの日数",
        "つなぎの種別ごと",
        "機関の種類ごと",
        "債務・法律",
        "下書きは数えません",
    ):
        assert words in text


def board(user, **asked):
    """The referrals on the board, as paths."""
    text = login(Client(), user).get(reverse("referrals"), asked).content.decode()
    return text, set(re.findall(r'class="name" href="(/referrals/[^"]+)"', text))


def test_a_number_leads_to_those_that_one_may_see_and_says_that_it_can_be_larger(year, areas, scene):
    take_in(scene.manager, areas.council, DOCUMENT)
    program = reverse("program", args=[Program.objects.get(name="権利擁護事業").pk])
    handed_over = set(Referral.objects.exclude(state="draft").values_list("pk", flat=True))
    assert len(handed_over) == 4
    page = login(Client(), scene.manager).get(program, {"year": "2025"}).content.decode()
    for address in ("/referrals/?year=2025", "/referrals/?year=2025&amp;due=late"):
        assert f'href="{address}"' in page
    ended = take(scene.manager, Referral.objects.filter(state="sent").get(), "withdraw")
    text, shown = board(scene.manager, year="2025")
    assert shown == {reverse("referral", args=[pk]) for pk in handed_over}
    assert ended.get_absolute_url() in shown, "whatever became of it"
    assert "見られるものだけ" in text
    assert len(board(scene.manager, year="2025", due="late")[1]) == 2
    assert board(scene.manager, year="2024")[1] == set()
    Dossier.objects.filter(pk=scene.case.dossier_id).update(restricted=True)
    text, shown = board(scene.second_manager, year="2025")
    assert (count("rights.referrals", areas), len(shown)) == ({None: 4}, 2)
    assert "見られるものだけ" in text
    assert "見られるものだけ" not in board(scene.second_manager)[0]


def listed_by(user, code):
    """(the words of the page, the cases on it) to which a figure leads."""
    page = login(Client(), user).get(indicators.get(code).listed(user, 2025)).content.decode()
    return page, set(re.findall(r'href="/cases/([0-9a-f-]{36})/"', page))


def test_contacts_people_and_liaison_lead_to_the_cases_that_one_may_see(year, areas, scene):
    """Of both cases something was counted, in the year before of none; a third has nothing to do with rights."""
    west = Referral.objects.filter(kind="debt").first().case
    other = make_case(
        scene.coordinator, areas.nishi, on=date(2025, 5, 1), new_subject=details(make_place(areas.nishi, "植町西2丁目"))
    )
    for case in (scene.case, west, other):
        make_note(scene.coordinator, case, met_at=at(8, 1))
    with context.on_behalf_of(scene.coordinator):
        liaison_record(west, actor=scene.coordinator, agency=scene.agency, matter="相談", contents=[], at=at(9, 1))
    both = {str(scene.case.pk), str(west.pk)}
    for code, cases in (("rights.contacts", both), ("rights.people", both), ("rights.liaisons", {str(west.pk)})):
        page, shown = listed_by(scene.manager, code)
        assert (code, shown) == (code, cases)
        assert "見られるものだけ" in page
        assert str(indicators.get(code).label) in page
    assert listed_by(scene.manager, "consultation.contacts")[1] == both | {str(other.pk)}
    Dossier.objects.filter(pk=scene.case.dossier_id).update(restricted=True)
    assert listed_by(scene.second_manager, "rights.contacts")[1] == {str(west.pk)}
    page = login(Client(), scene.manager).get("/cases/", {"status": "all", "figure": "rights.liaisons.2024"}).content.decode()
    assert 'href="/cases/' + str(west.pk) not in page


def test_every_figure_of_the_rights_advocacy_leads_somewhere(year, areas, scene):
    for one in indicators.of_program("rights"):
        assert login(Client(), scene.manager).get(one.listed(scene.manager, 2025)).status_code == 200, one.code


def test_days_until_received_lead_to_those_that_were_received(year, areas, scene):
    received = set(Referral.objects.filter(state="acknowledged").values_list("pk", flat=True))
    address = indicators.get("rights.days").listed(scene.manager, 2025)
    assert address == "/referrals/?year=2025&due=received"
    assert board(scene.manager, year="2025", due="received")[1] == {reverse("referral", args=[pk]) for pk in received}


def test_whoever_reads_no_referrals_gets_no_way_to_them(year, areas, scene):
    take_in(scene.manager, areas.council, DOCUMENT)
    program = reverse("program", args=[Program.objects.get(name="権利擁護事業").pk])
    page = login(Client(), scene.auditor).get(program, {"year": "2025"}).content.decode()
    assert "送付・通報したつなぎ" in page
    assert "/referrals/?year" not in page

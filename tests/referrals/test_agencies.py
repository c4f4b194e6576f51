"""関係機関: who writes the directory, how it is searched, and what closing and merging leave."""

import re
import uuid

import pytest
from django.urls import reverse

from referrals.models import Agency, AgencyKind
from referrals.services.agencies import kinds_of
from tests.cast import login
from tests.factories.referrals import make_agency

pytestmark = pytest.mark.django_db


def typed(council, **changes):
    kind = next(kind for kind in kinds_of(council.pk) if kind.name == "地域包括支援センター")
    return {
        "name": "東地域包括支援センター", "kana": "ヒガシホウカツ", "kinds": [str(kind.pk)], "phone": "０４３６－００－１１２２", "fax": "",
        "contact_0_role": "相談係", "contact_0_name": "田中", "contact_0_phone": "", "once": str(uuid.uuid4()), **changes,
    }  # fmt: skip


def names_on(client, **asked):
    page = client.get(reverse("agencies"), asked).content.decode()
    return [agency.name for agency in Agency.objects.order_by("name") if agency.name in page]


def test_who_may_read_and_who_may_write(client, cast):
    reads = {name for name, user in vars(cast).items() if login(client, user).get(reverse("agencies")).status_code == 200}
    writes = {name for name, user in vars(cast).items() if login(client, user).get(reverse("agency_new")).status_code == 200}
    assert reads == {"caseworker", "coordinator", "advocate", "manager", "second_manager", "other_caseworker"}
    assert writes == {"coordinator", "advocate", "manager", "second_manager"}


def test_a_council_begins_with_the_usual_kinds_and_calls_them_as_it_likes(client, coordinator, areas):
    login(client, coordinator)
    page = client.get(reverse("agency_kinds")).content.decode()
    assert "民生委員・児童委員協議会" in page
    kind = AgencyKind.objects.get(council=areas.council, name="市役所")
    values = {"kind": str(kind.pk), f"{kind.pk}-name": "市の窓口", f"{kind.pk}-recipient": "city"}
    assert client.post(reverse("agency_kinds"), values).url == reverse("agency_kinds")
    assert [one.name for one in kinds_of(areas.council.pk) if one.recipient == "city"] == ["市の窓口"]
    assert "市役所" in [one.name for one in kinds_of(areas.other.pk)]


def test_an_agency_is_found_by_three_letters_of_its_name_or_reading_however_they_are_written(client, coordinator, areas):
    make_agency(coordinator, areas.council)
    make_agency(coordinator, areas.council, name="ﾏﾙﾅｶ診療所", kana="まるなか", kind="医療機関")
    login(client, coordinator)
    assert names_on(client, q="包括支") == ["東地域包括支援センター"]
    assert names_on(client, q="ヒガシ") == ["東地域包括支援センター"]
    assert names_on(client, q="ひがし") == ["東地域包括支援センター"]
    assert names_on(client, q="マルナカ") == ["ﾏﾙﾅｶ診療所"]
    assert names_on(client, q="東 センター") == ["東地域包括支援センター"]
    assert names_on(client, q="市民病院") == []
    kind = AgencyKind.objects.get(council=areas.council, name="医療機関")
    assert names_on(client, kind=str(kind.pk)) == ["ﾏﾙﾅｶ診療所"]


def test_an_agency_without_a_contact_is_refused_at_its_place_and_nothing_typed_is_lost(client, coordinator, areas):
    login(client, coordinator)
    nobody = {"contact_0_role": "", "contact_0_name": "", "hours": "平日9時から17時"}
    answer = client.post(reverse("agency_new"), typed(areas.council, **nobody))
    page = client.get(answer.url).content.decode()
    assert "窓口か担当の方を、1つは書いてください" in page
    assert 'id="id_contact_0_name_error"' in page or "id_contact_0_name" in page
    assert "平日9時から17時" in page
    assert not Agency.objects.exists()


def test_what_is_sent_twice_is_one_agency_and_the_same_name_again_is_refused(client, coordinator, areas):
    login(client, coordinator)
    form = typed(areas.council)
    assert client.post(reverse("agency_new"), form).url == client.post(reverse("agency_new"), form).url
    again = client.post(reverse("agency_new"), typed(areas.council))
    assert "もう名簿にあります" in client.get(again.url).content.decode()
    agency = Agency.objects.get()
    assert (agency.changed_by, str(agency.contacts.get())) == (coordinator, "相談係 田中")


def test_a_contact_that_is_emptied_is_taken_out_and_the_others_stay_who_they_are(client, coordinator, areas):
    agency = make_agency(
        coordinator, areas.council,
        contacts=[{"name": "田中", "role": "相談係", "phone": ""}, {"name": "佐藤", "role": "窓口", "phone": ""}],
    )  # fmt: skip
    stays = agency.contacts.get(name="佐藤")
    login(client, coordinator)
    form = typed(areas.council, contact_0_role="窓口", contact_0_name="佐藤", contact_1_role="", contact_1_name="")
    assert client.post(reverse("agency_edit", args=[agency.pk]), form).url == agency.get_absolute_url()
    assert [row.pk for row in agency.contacts.filter(removed_at=None)] == [stays.pk]
    assert agency.contacts.count() == 2


def test_what_was_closed_or_merged_is_no_longer_offered_and_leads_on(client, coordinator, areas):
    old = make_agency(coordinator, areas.council, name="旧包括支援センター", kana="")
    new = make_agency(coordinator, areas.council)
    login(client, coordinator)
    done = client.post(reverse("agency_merge", args=[old.pk]), {"agency_name": "東地域", "once": str(uuid.uuid4())})
    assert done.url == new.get_absolute_url()
    assert names_on(client, q="包括支援") == ["東地域包括支援センター"]
    assert names_on(client, q="包括支援", closed="on") == ["旧包括支援センター", "東地域包括支援センター"]
    assert new.get_absolute_url() in client.get(old.get_absolute_url()).content.decode()
    assert "旧包括" not in client.get(reverse("agency_suggest"), {"agency_name": "包括支援"}).content.decode()
    client.post(reverse("agency_close", args=[new.pk]), {"was": "off"})
    assert names_on(client, q="包括支援") == []


def test_an_agency_is_not_merged_into_itself(client, coordinator, areas):
    agency = make_agency(coordinator, areas.council)
    answer = login(client, coordinator).post(
        reverse("agency_merge", args=[agency.pk]), {"agency_name": agency.name, "once": str(uuid.uuid4())}
    )
    assert "使っている別の機関を選んでください" in client.get(answer.url).content.decode()
    assert Agency.objects.get().closed_date is None


def test_of_several_of_one_name_one_is_chosen_and_without_scripts_they_stand_on_the_page(client, coordinator, areas):
    east = make_agency(coordinator, areas.council)
    make_agency(coordinator, areas.council, name="西地域包括支援センター", kana="")
    old = make_agency(coordinator, areas.council, name="旧センター", kana="")
    login(client, coordinator)
    path = reverse("agency_merge", args=[old.pk])
    page = client.get(client.post(path, {"agency_name": "地域包括"}).url).content.decode()
    assert "1つ選んでください" in page
    assert page.count('type="radio" name="agency"') == 2
    assert client.post(path, {"agency_name": "地域包括", "agency": str(east.pk)}).url == east.get_absolute_url()


def test_another_council_has_its_own_directory(client, coordinator, other_caseworker, areas):
    agency = make_agency(coordinator, areas.council)
    login(client, other_caseworker)
    assert client.get(agency.get_absolute_url()).status_code == 404
    assert names_on(client) == []
    assert "東地域" not in client.get(reverse("agency_suggest"), {"agency_name": "東地域"}).content.decode()


def test_a_kind_that_no_consent_names_is_told_only_what_was_agreed_for_it_by_name(coordinator, areas):
    bank = make_agency(coordinator, areas.council, name="試験銀行", kana="", kind="その他")
    assert bank.receiver == {f"agency:{bank.pk}"}


def changes_on(client, agency):
    """The page of changes, tags left out, as one line each."""
    page = client.get(reverse("agency_changes", args=[agency.pk])).content.decode().partition("<ol")[2].partition("</ol")[0]
    items = [" ".join(re.sub("<[^>]*>", " ", item).split()) for item in page.split("<li")[1:]]
    return [item.partition("> ")[2] for item in items]


def test_what_was_changed_says_who_when_and_what(client, coordinator, manager, areas):
    client = login(client, coordinator)
    made = client.post(reverse("agency_new"), typed(areas.council)).url
    agency = Agency.objects.get()
    login(client, manager)
    edited = typed(areas.council, phone="0436-00-9900", contact_0_name="鈴木", notes="夜間は警備室")
    client.post(reverse("agency_edit", args=[agency.pk]), edited)
    client.post(reverse("agency_edit", args=[agency.pk]), edited | {"once": str(uuid.uuid4())})
    client.post(reverse("agency_close", args=[agency.pk]), {"was": "off"})
    client.post(reverse("agency_close", args=[agency.pk]), {"was": "on"})
    rows = changes_on(client, agency)
    assert [row.split()[0] for row in rows] == ["また選べるようにした", "選べないようにした", "訂正した", "名簿に載せた"]
    assert all(manager.display_name in row for row in rows[:3])
    assert coordinator.display_name in rows[3]
    for words in ("０４３６－００－１１２２ → 0436-00-9900", "相談係 田中 → 相談係 鈴木", "備考 夜間は警備室"):
        assert words in rows[2]
    assert "ヒガシ" not in rows[2], "what stayed as it was is not told"
    assert reverse("agency_changes", args=[agency.pk]) in client.get(made).content.decode()


def test_an_agency_can_lose_a_kind(client, coordinator, areas):
    login(client, coordinator)
    client.post(reverse("agency_new"), typed(areas.council))
    agency = Agency.objects.get()
    other = next(str(kind.pk) for kind in kinds_of(areas.council.pk) if kind.name == "医療機関")
    client.post(reverse("agency_edit", args=[agency.pk]), typed(areas.council, kinds=[other]))
    assert [kind.name for kind in agency.kinds.all()] == ["医療機関"]


def test_what_was_merged_and_closed_stays_visible_from_both_sides(client, coordinator, areas):
    old, new = make_agency(coordinator, areas.council, name="旧包括", kana=""), make_agency(coordinator, areas.council)
    client = login(client, coordinator)
    client.post(reverse("agency_merge", args=[old.pk]), {"agency_name": new.name, "once": str(uuid.uuid4())})
    assert "ほかの機関にまとめた" in changes_on(client, old)[0]
    assert "ほかの機関をここにまとめた" in changes_on(client, new)[0]
    assert "旧包括" in changes_on(client, new)[0]
    assert f'href="{old.get_absolute_url()}"' in client.get(new.get_absolute_url()).content.decode()
    assert f'href="{new.get_absolute_url()}"' in client.get(old.get_absolute_url()).content.decode()
    assert "旧包括" not in names_on(client)
    assert "旧包括" in names_on(client, closed="on")


def test_another_councils_agency_has_no_changes_to_read(client, coordinator, other_caseworker, areas):
    agency = make_agency(coordinator, areas.council)
    assert login(client, other_caseworker).get(reverse("agency_changes", args=[agency.pk])).status_code == 404


def test_a_note_offers_the_open_agencies_of_ones_own_council(client, coordinator, caseworker, visitor, areas, other_caseworker):
    """The line 「だれと」 of a note is completed by them."""
    make_agency(coordinator, areas.council, name="東地域包括支援センター")
    gone = make_agency(coordinator, areas.council, name="なくなった相談所", kana="なくなった")
    login(client, coordinator)
    client.post(reverse("agency_close", args=[gone.pk]), {"was": "off"})
    login(client, caseworker)
    page = client.get(reverse("note_receivers")).content.decode()
    assert '<option value="東地域包括支援センター">' in page
    assert "なくなった相談所" not in page
    login(client, other_caseworker)
    assert "東地域包括支援センター" not in client.get(reverse("note_receivers")).content.decode()
    login(client, visitor)
    assert client.get(reverse("note_receivers")).status_code == 403

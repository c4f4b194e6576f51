"""A case sheet says what the case said on its day; without names it gives nobody away, or no paper comes of it."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from casework.services.people import relative_save
from casework.services.recusals import person_recuse
from casework.services.reporters import reporter_record
from conferences import services
from conferences.at_table import Tables, at_table
from conferences.models import Item, Sheet
from conferences.services.meetings import NoLongerOpen
from conferences.services.sheets import CannotReadName
from conferences.sheets import laid_of, masked_of, sheet_of, table_of
from privacy import context
from tests.cast import login
from tests.factories.casework import make_case, make_note, make_person
from tests.factories.conferences import add, invite, make_conference
from ui import seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cast, areas):
    return make_conference(cast.coordinator, areas.council)


@pytest.fixture
def her(cast, areas):
    return make_person(
        cast.coordinator,
        areas.dai,
        family_name="髙橋",
        given_name="祐子",
        family_kana="たかはし",
        given_kana="ゆうこ",
        phone="0436-22-1234",
    )


@pytest.fixture
def case(cast, areas, her):
    found = make_case(cast.coordinator, areas.dai, subject=her)
    make_note(cast.coordinator, found, text="髙橋さん宅を訪問。長女の花子さんは留守。森の話をした。")
    with context.on_behalf_of(cast.coordinator):
        relative_save(her, actor=cast.coordinator, relation="長女", name="髙橋 花子", phone="090-1111-2222")
    return found


@pytest.fixture
def item(cast, meeting, case):
    return add(cast.coordinator, meeting, case, question="髙橋さんの長女に、だれが会いに行くか")


@pytest.fixture
def sheet(cast, item):
    with context.on_behalf_of(cast.coordinator):
        return services.sheet_take(item, actor=cast.coordinator)


def masked(user, item):
    with context.on_behalf_of(user):
        found = sheet_of(item, user, "item.prepare")
        return masked_of(item, found, table_of(item, found, user))


def laid(user, item, *, masked):
    return laid_of(user, [item], {item.pk} if masked else set(), Tables(item.conference_id, user))[item.pk]


def sheet_texts(user, item, *, masked):
    return laid(user, item, masked=masked).of(masked=masked)


def sheet_ready(user, item, *, masked):
    return laid(user, item, masked=masked).lacks


def whole(user, item):
    return "\n".join(one.text for one in masked(user, item))


def left(user, item):
    return [(one.source.key, one.text[found.start : found.end]) for one in masked(user, item) for found in one.open]


def settle(user, item, number=0, **values):
    one, found = [(one, found) for one in masked(user, item) for found in one.open][number]
    with context.on_behalf_of(user):
        return services.sheet_settle(item, actor=user, key=one.source.key, mark=found.mark(one.text), **values)


def test_a_sheet_is_put_together_of_what_each_app_offers(cast, sheet):
    with context.on_behalf_of(cast.coordinator):
        blocks = {block["key"]: block for block in sheet_of(sheet.item, cast.coordinator).blocks}
    assert "髙橋 祐子" in blocks["facts"]["text"]
    assert blocks["family"]["text"] == "長女 髙橋 花子"
    assert "長女の花子さんは留守" in blocks["course"]["text"]
    assert all(block["date"] for block in blocks.values())


def test_a_later_change_of_the_case_changes_no_sheet(cast, item, sheet, case):
    make_note(cast.coordinator, case, text="あとから書いた記録")
    with context.on_behalf_of(cast.coordinator):
        assert "あとから書いた記録" not in str(sheet_of(item, cast.coordinator).blocks)
        services.sheet_take(item, actor=cast.coordinator)
        assert "あとから書いた記録" in str(sheet_of(item, cast.coordinator).blocks)


def test_what_was_written_by_hand_stays_when_it_is_taken_again(cast, item, sheet, case):
    with context.on_behalf_of(cast.coordinator):
        services.sheet_write(item, actor=cast.coordinator, texts={"family": "長女が近くに住む"}, on={"family"})
        services.sheet_take(item, actor=cast.coordinator)
        blocks = {block["key"]: block for block in sheet_of(item, cast.coordinator).blocks}
    assert (blocks["family"]["text"], blocks["family"]["edited"]) == ("長女が近くに住む", True)
    assert not blocks["course"]["on"], "a switch stays as it was set"


def test_without_names_it_says_who_by_letters(cast, item, sheet):
    text = whole(cast.coordinator, item)
    assert "Aさんの長女に、だれが会いに行くか" in text
    assert "Aさん宅を訪問。長女のB（長女）は留守" in text
    for name in ("髙橋", "高橋", "祐子", "花子", "たかはし"):
        assert name not in text


def test_without_names_the_school_district_stands_only_where_somebody_chose_it(cast, areas, item, sheet):
    said = f"{areas.dai.name}に住む"
    with context.on_behalf_of(cast.coordinator):
        services.sheet_write(item, actor=cast.coordinator, texts={"facts": said}, on={"facts"})
    assert areas.dai.name not in whole(cast.coordinator, item)
    assert "に住む" in whole(cast.coordinator, item)
    with context.on_behalf_of(cast.coordinator):
        services.sheet_mask(item, actor=cast.coordinator, texts={}, institutions=True, districts=True)
    assert said in whole(cast.coordinator, item)


def test_a_block_that_is_switched_off_stands_in_neither_version(cast, item, sheet):
    with context.on_behalf_of(cast.coordinator):
        services.sheet_write(item, actor=cast.coordinator, texts={}, on={"family"})
        assert [text.key for text in sheet_texts(cast.coordinator, item, masked=False)] == ["question", "family"]
        assert [text.key for text in sheet_texts(cast.coordinator, item, masked=True)] == ["question", "family"]


def test_somebody_of_another_case_at_the_table_is_found_and_stops_the_paper(cast, areas, meeting, item, sheet):
    with context.on_behalf_of(cast.coordinator):
        assert sheet_ready(cast.coordinator, item, masked=True) == []
    other = make_person(cast.coordinator, areas.dai, family_name="森", given_name="一郎")
    add(cast.coordinator, meeting, make_case(cast.coordinator, areas.dai, subject=other))
    assert left(cast.coordinator, item) == [("course", "森")]
    with context.on_behalf_of(cast.coordinator):
        assert len(sheet_ready(cast.coordinator, item, masked=True)) == 1
        assert sheet_ready(cast.coordinator, item, masked=False) == []


def test_a_place_that_stays_needs_a_reason_and_lets_the_paper_through(cast, areas, meeting, item, sheet):
    other = make_person(cast.coordinator, areas.dai, family_name="森", given_name="一郎")
    add(cast.coordinator, meeting, make_case(cast.coordinator, areas.dai, subject=other))
    with pytest.raises(ValidationError) as refused:
        settle(cast.coordinator, item, how="keep")
    assert list(refused.value.message_dict) == ["because"]
    settle(cast.coordinator, item, how="keep", because="木の森のこと")
    assert left(cast.coordinator, item) == []
    with context.on_behalf_of(cast.coordinator):
        assert sheet_ready(cast.coordinator, item, masked=True) == []
        (kept,) = sheet_of(item, cast.coordinator).findings
    assert (kept["reason"], kept["by"], kept["how"]) == ("木の森のこと", str(cast.coordinator.pk), "keep")


def test_a_place_is_replaced_and_the_rest_stays(cast, areas, meeting, item, sheet):
    other = make_person(cast.coordinator, areas.dai, family_name="森", given_name="一郎")
    add(cast.coordinator, meeting, make_case(cast.coordinator, areas.dai, subject=other))
    settle(cast.coordinator, item, how="replace", instead="林間")
    assert "林間の話をした" in whole(cast.coordinator, item)
    assert left(cast.coordinator, item) == []


def test_who_cannot_read_the_name_cannot_settle_it_and_is_not_told_whose_it_is(cast, areas, meeting, item, sheet, client):
    other = make_person(cast.coordinator, areas.dai, family_name="森", given_name="一郎")
    add(cast.coordinator, meeting, make_case(cast.coordinator, areas.dai, subject=other))
    with context.on_behalf_of(cast.manager):
        person_recuse(other, actor=cast.manager, why="neighbour")
    assert left(cast.manager, item) == [("course", "森")], "who prepares the meeting answers for its papers"
    with pytest.raises(CannotReadName):
        settle(cast.manager, item, how="keep", because="木のこと")
    assert left(cast.coordinator, item) == [("course", "森")]
    login(client, cast.manager)
    page = client.get(reverse("sheet_masked", args=[item.pk])).content.decode()
    assert "名前かもしれない" in page
    assert "別の事例" not in page
    assert "一郎" not in page


def test_who_tries_names_in_a_sheet_does_not_learn_who_else_is_on_the_agenda(cast, areas, meeting, item, sheet, client):
    """By those of a case that they do not see and by those of nobody the page says the same."""
    invite(cast.coordinator, meeting, user=cast.caseworker)
    other = make_person(cast.coordinator, areas.dai, family_name="森", given_name="一郎")
    seen_too = make_person(cast.coordinator, areas.dai, family_name="林田", given_name="節子")
    for one in (other, seen_too):
        add(cast.coordinator, meeting, make_case(cast.coordinator, areas.dai, subject=one))
    with context.on_behalf_of(cast.caseworker):
        person_recuse(other, actor=cast.caseworker, why="neighbour")
        services.sheet_write(item, actor=cast.caseworker, texts={"course": "森一郎、林田節子、北条八重"}, on={"course"})
    assert left(cast.caseworker, item) == [("course", "林田節子")]
    page = login(client, cast.caseworker).get(reverse("sheet_masked", args=[item.pk])).content.decode()
    assert "資料を作るときに" in page
    assert ("course", "森一郎") in left(cast.coordinator, item), "the papers wait for who sees both"
    with context.on_behalf_of(cast.coordinator):
        assert sheet_ready(cast.coordinator, item, masked=True)


def test_who_tries_names_in_a_sheet_does_not_learn_who_reported_the_case(cast, case, item, sheet):
    with context.on_behalf_of(cast.coordinator):
        reporter_record(case, actor=cast.coordinator, readers=[cast.coordinator, cast.manager], name="森 一郎")
    assert left(cast.coordinator, item) == [("course", "森")]
    assert left(cast.caseworker, item) == []


def test_a_settled_place_opens_again_where_the_text_around_it_changes(cast, areas, meeting, item, sheet):
    other = make_person(cast.coordinator, areas.dai, family_name="森", given_name="一郎")
    add(cast.coordinator, meeting, make_case(cast.coordinator, areas.dai, subject=other))
    settle(cast.coordinator, item, how="keep", because="木の森のこと")
    with context.on_behalf_of(cast.coordinator):
        services.sheet_write(item, actor=cast.coordinator, texts={"course": "となりの森が来た"}, on={"course"})
    assert left(cast.coordinator, item) == [("course", "森")]


def test_a_text_that_changed_is_masked_anew(cast, item, sheet):
    with context.on_behalf_of(cast.coordinator):
        services.sheet_mask(item, actor=cast.coordinator, texts={"course": "短く書いた"}, institutions=True, districts=True)
    assert "短く書いた" in whole(cast.coordinator, item)
    with context.on_behalf_of(cast.coordinator):
        services.sheet_write(item, actor=cast.coordinator, texts={"course": "髙橋さんに電話"}, on={"course"})
    assert "Aさんに電話" in whole(cast.coordinator, item)


def test_what_is_written_by_hand_is_looked_through_too(cast, item, sheet):
    with context.on_behalf_of(cast.coordinator):
        services.sheet_mask(
            item, actor=cast.coordinator, texts={"course": "タカハシさん 22-1234"}, institutions=True, districts=True
        )
    assert left(cast.coordinator, item) == [("course", "タカハシさん"), ("course", "22-1234")]


def test_what_is_written_by_hand_follows_the_letter_of_its_item(cast, areas, meeting, item, sheet):
    with context.on_behalf_of(cast.coordinator):
        services.sheet_mask(
            item, actor=cast.coordinator, texts={"course": "Aさん宅を訪問した。"}, institutions=True, districts=True
        )
        second = make_case(cast.coordinator, areas.dai)
        services.item_move(add(cast.coordinator, meeting, second), actor=cast.coordinator, to=0)
    with context.on_behalf_of(cast.coordinator):
        moved = Item.objects.visible_to(cast.coordinator).select_related("case").get(pk=item.pk)
    assert moved.letter == "B"
    assert "Bさん宅を訪問した。" in whole(cast.coordinator, moved)
    assert "Aさん" not in whole(cast.coordinator, moved)


def test_a_relative_who_is_recorded_later_is_found_in_a_sheet_that_was_settled(cast, item, sheet, her):
    assert left(cast.coordinator, item) == []
    with context.on_behalf_of(cast.coordinator):
        services.sheet_mask(item, actor=cast.coordinator, texts={"course": "孫の蓮太が来た"}, institutions=True, districts=True)
        relative_save(her, actor=cast.coordinator, relation="孫", name="髙橋 蓮太")
    assert left(cast.coordinator, item) == [("course", "蓮太")]


def test_a_sheet_of_a_meeting_that_was_held_stays(cast, meeting, item, sheet):
    meeting.state = "held"
    with context.on_behalf_of(cast.coordinator):
        meeting.save()
        item.conference.state = "held"
        with pytest.raises(NoLongerOpen):
            services.sheet_write(item, actor=cast.coordinator, texts={"course": "あとから"}, on=set())


def test_a_part_of_more_than_ten_thousand_letters_is_refused_and_nothing_is_lost(cast, item, sheet, client):
    login(client, cast.coordinator)
    url = reverse("sheet", args=[item.pk])
    answer = client.post(url, {"text-course": "あ" * 10_001, "use-course": "on"}, follow=True)
    assert "10000" in answer.content.decode()
    assert "あ" * 10_001 in answer.content.decode()
    assert client.post(url, {"text-course": "い" * 10_000, "use-course": "on"}).status_code == 303
    with context.on_behalf_of(cast.coordinator):
        assert {block["key"]: block["text"] for block in sheet_of(item, cast.coordinator).blocks}["course"] == "い" * 10_000


def test_a_second_tab_overwrites_nothing_unseen(cast, item, sheet, client):
    login(client, cast.coordinator)
    url = reverse("sheet", args=[item.pk])
    first, second = form_of(client, url), form_of(client, url)
    assert client.post(url, first | {"text-family": "一つめの窓"}).status_code == 303
    answer = client.post(url, second | {"text-family": "二つめの窓"}, follow=True).content.decode()
    assert "一つめの窓" in answer
    assert "二つめの窓" in answer
    with context.on_behalf_of(cast.coordinator):
        assert {block["key"]: block["text"] for block in sheet_of(item, cast.coordinator).blocks}["family"] == "一つめの窓"


def test_the_page_settles_a_place_and_says_what_is_missing(cast, areas, meeting, item, sheet, client):
    other = make_person(cast.coordinator, areas.dai, family_name="森", given_name="一郎")
    add(cast.coordinator, meeting, make_case(cast.coordinator, areas.dai, subject=other))
    login(client, cast.coordinator)
    (one,) = [(one.source.key, found.mark(one.text)) for one in masked(cast.coordinator, item) for found in one.open]
    sent = {"key": one[0], "mark": one[1], "how": "keep"}
    answer = client.post(reverse("sheet_settle", args=[item.pk]), sent, follow=True).content.decode()
    assert "残してよいわけ" in answer
    client.post(reverse("sheet_settle", args=[item.pk]), sent | {"because": "木の森"})
    assert "決めるところはありません" in client.get(reverse("sheet_masked", args=[item.pk])).content.decode()


def test_a_presenter_writes_the_sheet_without_reading_the_case(cast, areas, meeting, item, sheet, client):
    attendee = invite(cast.coordinator, meeting, user=cast.advocate)
    with context.on_behalf_of(cast.coordinator):
        services.item_change(item, actor=cast.coordinator, presenter=attendee)
    login(client, cast.advocate)
    assert client.get(reverse("sheet", args=[item.pk])).status_code == 200
    assert client.post(reverse("sheet_take", args=[item.pk])).status_code in (403, 404)
    assert client.get(reverse("case", args=[item.case_id])).status_code == 404


def test_the_job_that_looks_through_reads_in_its_own_name(cast, item, sheet):
    with context.on_behalf_of(cast.caseworker) as actor:
        at_table(item, cast.caseworker)
        assert not actor.shown.rows


def form_of(client, url):
    form = client.get(url).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (False, None)}
    return {name: "on" if value is True else value for name, value in data.items()} | {"seen": seen.marks(form)}


def test_one_press_takes_every_sheet_that_is_missing_and_says_which_it_could_not(
    cast, areas, meeting, item, client, monkeypatch
):
    others = [
        add(cast.coordinator, meeting, make_case(cast.coordinator, areas.dai, subject=make_person(cast.coordinator, areas.dai)))
        for _number in range(2)
    ]
    invite(cast.coordinator, meeting, name="林田 由紀")
    office = login(client, cast.coordinator)
    papers = office.get(meeting.papers_url).content.decode()
    assert "まだない事例シート3件" in papers
    assert f'href="{reverse("sheet_masked", args=[item.pk])}"' in papers, "what is held back leads to where it is mended"
    assert f'href="{item.get_absolute_url()}"' in papers
    take = services.sheet_take

    def taken(one, **said):
        if one.pk == others[1].pk:
            raise ValidationError("長すぎます")
        return take(one, **said)

    monkeypatch.setattr(services, "sheet_take", taken)
    address = reverse("conference_sheets_take", args=[meeting.pk])
    said = office.post(address, {"once": uuid.uuid4()}, follow=True).content.decode()
    assert "事例シートを2件写しました" in said
    assert "Cさん：長すぎます" in said
    assert set(Sheet.objects.values_list("item", flat=True)) == {item.pk, others[0].pk}

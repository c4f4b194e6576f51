"""Who gets which item on paper, what is held back, and what the PDF of each reader says."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from casework.services import consent_record, recusals
from conferences import services
from conferences.codes import Basis, Kind, Shown
from conferences.documents import AGENDA, MINUTES, READERS
from conferences.models import Attendee, Minutes, PaperPart, Sheet
from conferences.papers import plan_of
from conferences.services.papers import MadeMeanwhile, NobodyComes
from conferences.sheets import digest
from documents.codes import Holding, Status
from documents.models import Content, Copy, Document
from privacy import context
from privacy.models import AccessEvent
from privacy.reach import can
from tests.cast import login
from tests.documents.conftest import work
from tests.documents.reading import everything, fonts_inside, pages, text
from tests.factories.casework import details, make_case, make_place
from tests.factories.conferences import add, invite, make_conference

pytestmark = pytest.mark.django_db
NAME, FAMILY, CONSULTER, OTHER = "植込", "植村", "植草", "植松"


def write_sheet(actor, item, *, masked=None):
    """As the page of the sheet keeps it: the blocks with the names, and what somebody wrote into the version without them."""
    texts = {"facts": f"{NAME} 節子、83歳。長男 {FAMILY} 一郎と二人暮らし。", "family": f"相談者 {CONSULTER} 光江"}
    blocks = [
        {"key": "facts", "title": "基本情報", "text": texts["facts"], "date": "2023-09-01", "on": True, "edited": False},
        {"key": "family", "title": "家族", "text": texts["family"], "date": "", "on": True, "edited": True},
        {"key": "off", "title": "金銭", "text": "切ってある", "date": "", "on": False, "edited": False},
    ]
    without = {"facts": "Aさん、80代。長男Bさんと二人暮らし。", "family": "相談者Cさん", "question": "だれが最初に会うか"} | (
        masked or {}
    )
    sources = texts | {"question": item.question}
    by_hand = {key: {"of": digest(sources[key]), "text": text} for key, text in without.items()}
    with context.on_behalf_of(actor):
        assert can(actor, "conference.prepare", item)
        Sheet(
            item=item, dossier_id=item.dossier_id, blocks=blocks, masked={"institutions": True, "districts": True, "texts": by_hand},
            written_by=actor,
        ).save()  # fmt: skip


@pytest.fixture
def meeting(cast, areas):
    """Without names for outsiders: no consent is needed."""
    return make_conference(cast.coordinator, areas.council, basis=Basis.ANONYMISED, chair=cast.manager)


@pytest.fixture
def item(cast, areas, meeting):
    case = make_case(
        cast.coordinator, areas.dai, new_subject=details(make_place(areas.dai), family_name=NAME),
        consulter={"name": f"{CONSULTER} 光江", "phone": "0436-00-2210", "relation": "民生委員"},
    )  # fmt: skip
    item = add(cast.coordinator, meeting, case, question=f"{NAME}さんにだれが最初に会うか")
    write_sheet(cast.coordinator, item)
    return item


@pytest.fixture
def table(cast, meeting):
    """One of the staff, and one from outside."""
    return Attendee.objects.get(conference=meeting, user=cast.manager), invite(
        cast.coordinator, meeting, name="林田 由紀", organisation="地域包括支援センター"
    )


def make(actor, meeting, after=""):
    with context.on_behalf_of(actor):
        services.papers_make(meeting, actor=actor, after=after)
    work()


def opened(actor, document):
    """As its page gives it: by whoever reaches every part of it."""
    with context.on_behalf_of(actor) as acting:
        content = Content.objects.visible_to(acting).get(document=document)
        return document.what.joint.open(content, content.pdf)


def papers(meeting):
    """{number: document} of the readers' papers that count."""
    rows = PaperPart.objects.filter(conference=meeting, place=0, document__kind=READERS.name).exclude(
        document__status="withdrawn"
    )
    return {part.n: part.document for part in rows.select_related("document")}


def planned(actor, meeting):
    with context.on_behalf_of(actor) as acting:
        return plan_of(acting, meeting)


def test_staff_get_the_name_and_outsiders_the_sheet_without_it(cast, meeting, item, table):
    make(cast.coordinator, meeting)
    made = papers(meeting)
    staff, outside = (opened(cast.coordinator, made[n]) for n in (1, 2))
    assert f"{NAME} 節子" in text(staff)
    assert "切ってある" not in text(staff)
    assert "Aさん、80代" in text(outside)
    assert "だれが最初に会うか" in text(outside)


def test_nothing_planted_is_left_in_any_layer_of_a_paper_without_names(cast, areas, meeting, item, table):
    second = make_case(cast.coordinator, areas.dai, new_subject=details(make_place(areas.dai), family_name=OTHER))
    write_sheet(cast.coordinator, add(cast.coordinator, meeting, second))
    make(cast.coordinator, meeting)
    made = papers(meeting)
    staff, outside = (opened(cast.coordinator, made[n]) for n in (1, 2))
    for planted in (NAME, FAMILY, CONSULTER, OTHER):
        assert planted in text(staff), "the control: what is searched for can be found"
        assert planted not in text(outside)
        for packed in (planted.encode(), planted.encode("utf-16-be"), planted.encode("utf-16-be").hex().upper().encode()):
            assert packed not in everything(outside)
    assert "林田 由紀".encode() not in everything(outside).split(b"stream")[0], "nor does the metadata name a reader"


def test_a_paper_is_numbered_counted_and_has_its_fonts_inside(cast, meeting, item, table):
    make(cast.coordinator, meeting)
    for n, name in ((1, cast.manager.display_name), (2, "林田 由紀")):
        pdf = opened(cast.coordinator, papers(meeting)[n])
        leaves = pages(pdf)
        assert f"{n} ／ 2" in leaves[0].replace("  ", " ") or f"{n}／2" in leaves[0].replace(" ", "")
        assert "取扱注意・会議終了後回収" in leaves[0].replace(" ", "")
        for number, leaf in enumerate(leaves, start=1):
            assert f"{number}/{len(leaves)}ページ" in leaf.replace(" ", "")
            assert name.replace(" ", "") in leaf.replace(" ", "")
        assert all(fonts_inside(pdf))


def test_what_is_left_out_for_one_reader_stands_on_the_papers_of_the_others(cast, areas, meeting, item, table):
    """They learn that something else is spoken of for so long: neither that it is a case, nor the how-manieth."""
    second = make_case(cast.coordinator, areas.dai, new_subject=details(make_place(areas.dai), family_name=OTHER))
    write_sheet(cast.coordinator, add(cast.coordinator, meeting, second))
    with context.on_behalf_of(cast.coordinator):
        services.attendee_leave_out(item, actor=cast.coordinator, attendee=table[1])
    make(cast.coordinator, meeting)
    made = papers(meeting)
    assert "事例シート" in text(opened(cast.coordinator, made[1]))
    assert "事例2" in text(opened(cast.coordinator, made[1]))
    outside = text(opened(cast.coordinator, made[2]))
    assert "ほかの議題" in outside
    assert "事例1" in outside
    assert "事例2" not in outside
    assert outside.count("事例シート") == 1


def test_about_one_person_the_name_is_on_every_paper_by_their_consent(cast, areas):
    case = make_case(cast.coordinator, areas.dai, new_subject=details(make_place(areas.dai), family_name=NAME))
    meeting = make_conference(cast.coordinator, areas.council, case=case, kind=Kind.INDIVIDUAL, chair=cast.manager)
    invite(cast.coordinator, meeting, name="林田 由紀")
    write_sheet(cast.coordinator, item := add(cast.coordinator, meeting, case))
    assert list(planned(cast.coordinator, meeting).held) == [item.pk]
    with context.on_behalf_of(cast.coordinator):
        consent_record(
            case.subject, actor=cast.coordinator, decision="granted", contents=["existence", "identity", "living", "notes"],
            recipients=["conference:individual"], given_date=date(2023, 9, 1), manner="written", given_by="self",
        )  # fmt: skip
    make(cast.coordinator, meeting)
    for number in (1, 2):
        said = text(opened(cast.coordinator, papers(meeting)[number]))
        assert f"{NAME} 節子、83歳" in said
        assert "80代" not in said


def test_a_case_without_basis_gets_on_no_paper_and_holds_back_no_other(cast, areas, item):
    meeting = make_conference(cast.coordinator, areas.council)
    invite(cast.coordinator, meeting, user=cast.manager)
    invite(cast.coordinator, meeting, name="林田 由紀")
    held = add(
        cast.coordinator,
        meeting,
        make_case(cast.coordinator, areas.dai, new_subject=details(make_place(areas.dai), family_name=NAME)),
    )
    masked = add(cast.coordinator, meeting, make_case(cast.coordinator, areas.dai), shown=Shown.MASKED)
    for one in (held, masked):
        write_sheet(cast.coordinator, one)
    plan = planned(cast.coordinator, meeting)
    assert list(plan.held) == [held.pk]
    (flaw,) = plan.held[held.pk]
    assert flaw.whom == "林田 由紀"
    assert {"consent", "mask"} <= set(flaw.remedies)
    page = login_page(cast.coordinator, meeting)
    for words in ("まだ紙にできない事例", "林田 由紀", "同意を記録する"):
        assert words in page
    make(cast.coordinator, meeting)
    made = papers(meeting)
    assert not PaperPart.objects.filter(item=held).exists()
    assert PaperPart.objects.filter(item=masked).count() == 3, "two readers and the agenda"
    assert "資料なし" in text(opened(cast.coordinator, made[1]))


def test_what_nobody_settled_stops_the_paper(cast, areas, meeting, table):
    case = make_case(cast.coordinator, areas.dai, new_subject=details(make_place(areas.dai), family_name=NAME))
    item = add(cast.coordinator, meeting, case)
    write_sheet(cast.coordinator, item, masked={"family": f"{NAME}さんの長女"})
    assert list(planned(cast.coordinator, meeting).held) == [item.pk]
    assert "まだ紙にできない事例" in login_page(cast.coordinator, meeting)
    make(cast.coordinator, meeting)
    assert not PaperPart.objects.filter(item=item).exists()


def test_an_unanswered_question_and_a_missing_sheet_hold_back_their_own_item(cast, areas, meeting, item, table):
    mute = add(cast.coordinator, meeting, make_case(cast.coordinator, areas.dai), question="")
    bare = add(cast.coordinator, meeting, make_case(cast.coordinator, areas.dai))
    write_sheet(cast.coordinator, mute)
    assert set(planned(cast.coordinator, meeting).held) == {mute.pk, bare.pk}


def test_pressed_twice_at_once_they_are_made_once(cast, meeting, item, table):
    make(cast.coordinator, meeting)
    before = papers(meeting)
    with pytest.raises(MadeMeanwhile):
        make(cast.coordinator, meeting)
    assert papers(meeting) == before
    assert Copy.objects.count() == 3, "two readers and the agenda"


def test_made_anew_those_before_no_longer_count(cast, meeting, item, table):
    make(cast.coordinator, meeting)
    before = papers(meeting)
    with context.on_behalf_of(cast.coordinator):
        newest = services.newest_paper(meeting, cast.coordinator)
    make(cast.coordinator, meeting, after=newest)
    after = papers(meeting)
    assert {before[n].pk for n in before}.isdisjoint(one.pk for one in after.values())
    assert set(Document.objects.filter(pk__in=[one.pk for one in before.values()]).values_list("status", flat=True)) == {
        Status.WITHDRAWN
    }


def test_papers_older_than_the_agenda_say_so_on_both_pages_until_they_are_made_anew(cast, areas, meeting, item, table):
    office, said = login_client(cast.coordinator), "資料が次第より古い"

    def is_said():
        both = [office.get(url).content.decode() for url in (meeting.get_absolute_url(), meeting.papers_url)]
        found = {said in page for page in both}
        assert len(found) == 1
        return found.pop()

    other = add(cast.coordinator, meeting, title="計画の進み")
    assert not is_said(), "none were made yet"
    changes = [
        lambda: services.attendee_invite(meeting, actor=cast.coordinator, name="露﨑 節子"),
        lambda: services.item_change(other, actor=cast.coordinator, minutes=25),
        lambda: services.item_move(other, actor=cast.coordinator, to=0),
        lambda: services.attendee_leave_out(item, actor=cast.coordinator, attendee=table[1]),
    ]
    for change in [*changes, None]:
        with context.on_behalf_of(cast.coordinator):
            services.papers_make(meeting, actor=cast.coordinator, after=services.newest_paper(meeting, cast.coordinator))
        assert not is_said()
        if change:
            with context.on_behalf_of(cast.coordinator):
                change()
            assert is_said()


def test_a_worker_that_is_killed_in_between_leaves_nothing_double(cast, meeting, item, table, monkeypatch):
    from documents import services as documents

    real, made = documents.make_pdf, []

    def killed(*args, **kwargs):
        made.append(1)
        if len(made) == 2:
            raise SystemExit
        return real(*args, **kwargs)

    monkeypatch.setattr(documents, "make_pdf", killed)
    with pytest.raises(SystemExit):
        make(cast.coordinator, meeting)
    work()
    assert {one.status for one in papers(meeting).values()} == {Status.FINAL}
    numbers = [one.sequence for one in Document.objects.all()]
    assert sorted(numbers) == [1, 2, 3]
    assert Copy.objects.count() == 3


def test_nobody_invited_no_paper(cast, areas):
    meeting = make_conference(cast.coordinator, areas.council)
    with pytest.raises(NobodyComes):
        make(cast.coordinator, meeting)
    assert not Document.objects.exists()


def test_a_character_the_font_lacks_is_said_before_anything_is_kept(cast, areas, meeting, table):
    item = add(cast.coordinator, meeting, make_case(cast.coordinator, areas.dai), question="\U0001f9ff")
    write_sheet(cast.coordinator, item)
    with pytest.raises(ValidationError):
        make(cast.coordinator, meeting)
    assert not Document.objects.exists()
    assert not PaperPart.objects.exists()


def test_whoever_is_shut_out_of_one_item_opens_no_paper_that_speaks_of_it(cast, meeting, item, table):
    """Also the coordinator, whose reach is the meeting's."""
    make(cast.coordinator, meeting)
    document = papers(meeting)[1]
    with context.on_behalf_of(cast.coordinator):
        recusals.person_recuse(item.case.subject, actor=cast.coordinator, why="neighbour")
    assert opened(cast.coordinator, document) is None
    client, file = login_client(cast.coordinator), reverse("document_file", args=[document.pk])
    assert client.get(file).status_code == 404
    denied = AccessEvent.objects.latest("seq")
    assert (denied.kind, denied.actor, denied.records) == ("denied", cast.coordinator.pk, [document.pk])
    page = client.get(document.get_absolute_url()).content.decode()
    assert "あなたが見られない人のこと" in page
    assert file not in page
    assert file in login_client(cast.manager).get(document.get_absolute_url()).content.decode()
    assert opened(cast.manager, document)


def test_without_one_share_nobody_opens_the_file(cast, meeting, item, table):
    make(cast.coordinator, meeting)
    document = papers(meeting)[1]
    with context.on_behalf_of(cast.coordinator) as acting:
        assert not bytes(Content.objects.visible_to(acting).get(document=document).pdf).startswith(b"%PDF")


def test_a_caseworker_of_the_district_who_is_not_invited_opens_none(cast, meeting, item, table):
    make(cast.coordinator, meeting)
    document = papers(meeting)[1]
    client = login_client(cast.caseworker)
    assert client.get(reverse("document_file", args=[document.pk])).status_code == 404
    assert client.get(reverse("conference_papers", args=[meeting.pk])).status_code == 404


def test_the_register_shows_papers_of_a_meeting_to_those_who_read_it_and_leaves_them_to_those_who_prepare_it(
    cast, meeting, item, table
):
    make(cast.coordinator, meeting)
    document = papers(meeting)[1]
    copy = Copy.objects.get(document=document)

    def listed(user) -> bool:
        return document.get_absolute_url() in login_client(user).get(reverse("documents")).content.decode()

    def reached(user) -> list[int]:
        client = login_client(user)
        sent = (
            ("document_withdraw", document.pk, {"reason": "古い"}),
            ("copy_mark", copy.pk, {"holding": "out", "whom": "窓口"}),
        )
        return [
            client.get(document.get_absolute_url()).status_code,
            *(client.post(reverse(name, args=[pk]), said | {"once": uuid.uuid4()}).status_code for name, pk, said in sent),
        ]

    assert not listed(cast.caseworker), "of the district, and not invited"
    assert reached(cast.caseworker) == [404, 404, 404]
    invite(cast.coordinator, meeting, user=cast.caseworker)
    assert listed(cast.caseworker)
    assert reached(cast.caseworker) == [200, 403, 403], "an invited one reads, and withdraws nothing"
    assert Copy.objects.get(pk=copy.pk).holding == Holding.HERE
    assert listed(cast.manager)
    assert reached(cast.manager) == [200, 303, 303]


def test_an_invited_one_opens_their_own(cast, areas, meeting, item):
    invite(cast.coordinator, meeting, user=cast.caseworker)
    make(cast.coordinator, meeting)
    answer = login_client(cast.caseworker).get(reverse("document_file", args=[papers(meeting)[2].pk]))
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")
    event = AccessEvent.objects.filter(actor=cast.caseworker.pk, kind="open").latest("seq")
    assert item.dossier_id in event.dossiers, "the sheet's reading stands in the ledger by item"


def login_client(user):
    from django.test import Client

    return login(Client(), user)


def login_page(user, meeting):
    return login_client(user).get(reverse("conference_papers", args=[meeting.pk])).content.decode()


def test_copies_are_ticked_by_one_form_and_a_stale_page_takes_nothing_back(cast, meeting, item, table):
    make(cast.coordinator, meeting)
    first, second = (Copy.objects.get(document=papers(meeting)[n]) for n in (1, 2))
    client, url = login_client(cast.coordinator), reverse("conference_papers_collect", args=[meeting.pk])
    client.post(url, {"back": [str(first.pk)], "once": uuid.uuid4()})
    client.post(url, {"back": [str(second.pk)], "once": uuid.uuid4()})
    assert set(Copy.objects.filter(pk__in=[first.pk, second.pk]).values_list("holding", flat=True)) == {Holding.COLLECTED}
    client.post(url, {"was": [str(first.pk)], "once": uuid.uuid4()})
    assert Copy.objects.get(pk=first.pk).holding == Holding.OUT


def test_what_is_not_collected_stands_on_home_the_next_day(cast, meeting, item, table, monkeypatch):
    make(cast.coordinator, meeting)
    client = login_client(cast.coordinator)
    words = "まだ返っていない資料"
    for days, stands in ((0, False), (1, True)):
        day = meeting.date + timedelta(days=days)
        monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args, day=day: day)
        assert (words in client.get("/").content.decode()) is stands, days


def test_the_minutes_of_one_item_lie_in_its_own_dossier(cast, meeting, item, table):
    with context.on_behalf_of(cast.coordinator):
        assert can(cast.coordinator, "conference.record", item)
        Minutes(item=item, dossier_id=item.dossier_id, text="次は保健師と訪ねる", writer=cast.coordinator).save()
        one = services.item_record_make(item, actor=cast.coordinator)
        whole = services.record_make(meeting, actor=cast.coordinator, kind=MINUTES.name)
    work()
    assert (one.dossier_id, whole.dossier_id) == (item.dossier_id, meeting.dossier_id)
    for document in (one, whole):
        assert "次は保健師と訪ねる" in text(opened(cast.coordinator, document))


def test_minutes_of_one_item_without_names_leave_none_of_them_and_wait_for_what_the_rule_leaves_open(
    cast, areas, meeting, item, table
):
    """For whoever may not know of whom they speak. The real ones count beside them."""
    client, address = login_client(cast.coordinator), reverse("item_minutes_make", args=[item.pk])
    said = f"{NAME}さんは家にいたい。相談者の{CONSULTER} 光江さんも同じ考え。"

    def write(text):
        with context.on_behalf_of(cast.coordinator):
            services.minutes_keep(item, actor=cast.coordinator, text=text, take_over=True)

    def press(**said) -> Document | None:
        before = set(Document.objects.values_list("pk", flat=True))
        client.post(address, said | {"once": uuid.uuid4()})
        work()
        return Document.objects.exclude(pk__in=before).first()

    write(said)
    with context.on_behalf_of(cast.coordinator):
        services.decision_record(item, actor=cast.coordinator, kind="continue", text=f"{NAME}さんを月に一度訪ねる")
    real, without = press(), press(masked="1")
    assert NAME in text(opened(cast.coordinator, real))
    paper = opened(cast.coordinator, without)
    assert "Aさんは家にいたい" in text(paper).replace("\n", "")
    assert "Aさんを月に一度訪ねる" in text(paper).replace("\n", "")
    for planted in (NAME, CONSULTER):
        assert planted not in text(paper)
        for packed in (planted.encode(), planted.encode("utf-16-be"), planted.encode("utf-16-be").hex().upper().encode()):
            assert packed not in everything(paper)
    assert not Document.objects.get(pk=real.pk).is_withdrawn
    add(cast.coordinator, meeting, make_case(cast.coordinator, areas.dai, new_subject=details(None, family_name=OTHER)))
    write(f"{said}{OTHER}の荷物は残す。")
    refused = client.post(address, {"masked": "1", "once": uuid.uuid4()}, follow=True).content.decode()
    assert f"書きなおしてください： {OTHER}" in refused
    assert not Document.objects.get(pk=without.pk).is_withdrawn, "nothing was made, so nothing is taken back"


def test_what_is_made_again_takes_the_place_of_what_was_made_before_and_says_so(cast, meeting, item, table):
    client = login_client(cast.coordinator)

    def press(name, record=meeting, **said):
        return client.post(reverse(name, args=[record.pk]), said | {"once": uuid.uuid4()}, follow=True).content.decode()

    def counting(kind) -> int:
        return Document.objects.filter(kind=kind).exclude(status=Status.WITHDRAWN).count()

    with context.on_behalf_of(cast.coordinator):
        services.minutes_keep(item, actor=cast.coordinator, text="次は保健師と訪ねる")
    for name in ("conference_people_make", "conference_minutes_make", "conference_decisions_make"):
        assert "無効になりました" not in press(name)
        assert "前に作った1件は無効になりました" in press(name)
    assert "無効になりました" not in press("item_minutes_make", item), "the minutes of all of them are another paper"
    assert "前に作った1件は無効になりました" in press("item_minutes_make", item)
    assert [counting(kind) for kind in ("conference_people", "conference_minutes", "conference_done")] == [1, 2, 1]
    staff, outside = (str(one.pk) for one in table)
    press("conference_letter_make", attendees=[staff, outside])
    assert "無効になりました" not in press("conference_letter_make", attendees=[outside]), "the other letter still counts"
    assert "前に作った2件は無効になりました" in press("conference_letter_make", attendees=[staff, outside])
    assert counting("conference_letter") == 1


def test_minutes_that_say_more_than_somebody_sees_are_not_taken_back_by_theirs(cast, areas, meeting, item, table):
    other = make_case(cast.coordinator, areas.dai)
    add(cast.coordinator, meeting, other)
    with context.on_behalf_of(cast.coordinator):
        whole = services.record_make(meeting, actor=cast.coordinator, kind=MINUTES.name)
    with context.on_behalf_of(cast.manager):
        recusals.person_recuse(other.subject, actor=cast.manager, why="neighbour")
        less = services.record_make(meeting, actor=cast.manager, kind=MINUTES.name)
    assert less.withdrawn == 0
    assert not Document.objects.get(pk=whole.pk).is_withdrawn


def test_an_invitation_is_a_letter_each_with_a_part_to_send_back(cast, meeting, table):
    with context.on_behalf_of(cast.coordinator):
        document = services.invitation_make(meeting, actor=cast.coordinator, attendees=list(table), answer_by="令和5年9月15日")
    work()
    leaves = pages(opened(cast.coordinator, document))
    assert len(leaves) == 2
    for leaf, name in zip(leaves, (cast.manager.display_name, "林田 由紀"), strict=True):
        assert name.replace(" ", "") in leaf.replace(" ", "")
        assert "返信" in leaf
        assert cast.manager.display_name.replace(" ", "") in leaf.replace(" ", "")


def test_a_calendar_file_names_nobody(cast, meeting, item, table):
    answer = login_client(cast.coordinator).get(reverse("conference_calendar", args=[meeting.pk]))
    words = answer.content.decode()
    assert "SUMMARY:定例ケース会議" in words
    assert "DTSTART:" in words
    for planted in (NAME, "林田", "梅の会議", "福祉センター", cast.manager.display_name):
        assert planted not in words
    assert all(len(line.encode()) <= 75 for line in words.split("\r\n"))


def test_the_agenda_is_also_a_word_file(cast, meeting, item, table):
    import io

    from docx import Document as Docx

    make(cast.coordinator, meeting)
    document = PaperPart.objects.get(conference=meeting, place=0, document__kind=AGENDA.name).document
    answer = login_client(cast.coordinator).get(reverse("document_word", args=[document.pk]))
    cells = [cell.text for table in Docx(io.BytesIO(answer.content)).tables for row in table.rows for cell in row.cells]
    assert any("事例1　Aさん" in cell for cell in cells)
    assert not any(NAME in cell for cell in cells)


def test_five_sheets_for_eight_readers_are_made_in_their_tasks(cast, areas, monkeypatch):
    """As the bench fills and measures it; how long that takes, the bench says."""
    from conferences.bench import papers

    monkeypatch.setattr(papers, "TIMES", 1)
    cases = [
        make_case(cast.coordinator, areas.dai, new_subject=details(make_place(areas.dai), family_name=f"植{n}"))
        for n in "一二三四五"
    ]
    with context.on_behalf_of(cast.coordinator):
        papers.fill(cast.coordinator, cast.manager, areas.council, cases)
    row = papers.measure(cast.coordinator, 5)
    print("papers, ms:", row)
    assert row.wanted == 3_000

"""情報提供書: chosen part by part, made into a paper, approved by somebody else, out with the step that asks what may be told."""

import io
import uuid
import zipfile
from datetime import date

import pytest
from django.urls import reverse

from casework.models import Disclosure
from casework.services import consent_withdraw
from documents import services as documents
from documents.codes import Holding, Status
from documents.models import Copy, Document
from privacy import context
from referrals import services
from referrals.models import Letter, Referral
from tests.cast import login
from tests.documents.conftest import work
from tests.documents.reading import everything, fonts_inside, opened, pages, text
from tests.factories.casework import make_case, make_note
from tests.factories.rights import agree, make_agency, make_referral, newest, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(caseworker, areas):
    return make_case(caseworker, areas.dai)


@pytest.fixture
def agency(coordinator, areas):
    return make_agency(coordinator, areas.council, fax="0436-00-4101")


@pytest.fixture
def draft(caseworker, case, agency):
    return make_referral(caseworker, case, agency)


def said(**changes):
    """As the form sends it: the name and the person's own view, and one word of the writer's own about money."""
    values = {
        "subject": "成年後見の相談", "reason": "財産の管理が心配", "wished": "見込み", "must_not": "ほかに使わない", "use-name": "on",
        "text-name": "髙﨑 𠮷子", "use-money": "on", "text-money": "通帳を三冊", "text-wish": "渡さないことば", "once": str(uuid.uuid4()),
    }  # fmt: skip
    return {**values, **changes}


def write(client, user, draft, **changes):
    return login(client, user).post(reverse("letter", args=[draft.pk]), said(**changes))


def make_paper(client, user, draft):
    login(client, user).post(reverse("letter_make", args=[draft.pk]), {"once": str(uuid.uuid4())})
    work()
    return Document.objects.get(pk=kept(draft, user).document)


def kept(draft, user):
    with context.on_behalf_of(user):
        letter = Letter.objects.in_dossier_of(draft, user).get(referral=draft)
        assert letter.parts is not None
        return letter


def files(user, paper):
    with context.on_behalf_of(user) as actor:
        content = Document.objects.visible_to(actor).get(pk=paper.pk).content
        return bytes(content.pdf), bytes(content.word or b"")


def refused(page, client, user):
    """What stands on the page that shows it again."""
    assert page.status_code == 303
    return login(client, user).get(page.url).content.decode()


def test_a_letter_tells_what_was_ticked_and_nothing_else(client, caseworker, manager, case, draft):
    agree(caseworker, case)
    make_note(caseworker, case, text="封筒が三通")
    assert write(client, caseworker, draft).url == draft.get_absolute_url()
    letter = kept(draft, caseworker)
    assert [(part["key"], part["edited"]) for part in letter.parts] == [("name", True), ("money", False)]
    paper = make_paper(client, caseworker, draft)
    assert (paper.status, paper.number) == (Status.DRAFT, "")
    pdf, word = files(caseworker, paper)
    words = text(pdf)
    assert [wanted for wanted in ("髙﨑 𠮷子", "通帳を三冊", "成年後見の相談", "本人の同意") if wanted not in words] == []
    assert word.startswith(b"PK")
    for left_out in ("渡さないことば", "封筒が三通"):
        assert left_out not in words
        assert left_out.encode() not in everything(pdf)
        assert left_out.encode("utf-16-be") not in everything(pdf)


def test_the_paper_opened_again_is_whole_and_its_metadata_name_nobody(client, caseworker, case, draft):
    """Several pages; beside the text, what the files say of themselves."""
    agree(caseworker, case)
    make_note(caseworker, case, text="封筒が三通")
    write(client, caseworker, draft, **{"text-money": "通帳を三冊。" * 600})
    pdf, word = files(caseworker, make_paper(client, caseworker, draft))
    found = pages(pdf)
    assert len(found) > 1
    assert [f"{n} / {len(found)} ページ" in page for n, page in enumerate(found, 1)] == [True] * len(found)
    assert set(fonts_inside(pdf)) == {True}
    file = opened(pdf)
    said_of_itself = repr(file.metadata) + file.trailer["/Root"]["/Metadata"].get_data().decode()
    with zipfile.ZipFile(io.BytesIO(word)) as package:
        body = "".join(package.read(name).decode() for name in package.namelist() if name.endswith((".xml", ".rels")))
        said_of_itself += "".join(package.read(name).decode() for name in ("docProps/core.xml", "docProps/app.xml"))
    for name in ("髙﨑", "𠮷子", "植野", caseworker.display_name):
        assert name not in said_of_itself
    assert "通帳を三冊" in body, "the control: what was chosen is found there"
    assert "封筒が三通" not in body
    assert "渡さないことば" not in body


def test_it_is_approved_by_somebody_else_and_leaves_with_its_step(client, caseworker, coordinator, case, draft):
    agree(caseworker, case)
    write(client, caseworker, draft)
    make_paper(client, caseworker, draft)
    take(caseworker, draft, "submit")
    take(coordinator, draft, "approve")
    paper = Document.objects.get()
    assert (paper.status, bool(paper.number), paper.approved_by) == (Status.FINAL, True, coordinator)
    with context.on_behalf_of(coordinator):
        # It was shown round meanwhile.
        documents.copy_mark(Copy.objects.visible_to(coordinator).get(), actor=coordinator, holding=Holding.SHOWN)
    take(caseworker, draft, "send")
    with context.on_behalf_of(caseworker):
        assert Copy.objects.visible_to(caseworker).get().holding == Holding.OUT
        told = Disclosure.objects.visible_to(caseworker).get()
    assert sorted(told.contents) == ["existence", "identity", "money"]
    assert told.document == paper.pk


def test_written_anew_the_paper_is_no_longer_the_letter(client, caseworker, case, draft):
    agree(caseworker, case)
    write(client, caseworker, draft)
    first = make_paper(client, caseworker, draft)
    write(client, caseworker, draft, **{"text-money": "通帳を四冊"})
    assert Document.objects.get(pk=first.pk).status == Status.WITHDRAWN
    assert kept(draft, caseworker).document is None
    page = login(client, caseworker).get(draft.get_absolute_url()).content.decode()
    assert "書類にしてください" in page
    with pytest.raises(Exception, match="書類"):
        take(caseworker, draft, "submit")


def test_what_is_changed_in_the_referral_stands_on_a_new_paper(client, caseworker, case, draft):
    write(client, caseworker, draft)
    paper = make_paper(client, caseworker, draft)
    with context.on_behalf_of(caseworker):
        services.referral_write(draft, actor=caseworker, matter="ほかのこと", contents=["identity"])
    assert Document.objects.get(pk=paper.pk).status == Status.WITHDRAWN
    assert sorted(Referral.objects.get().contents) == ["existence", "identity", "money"], "the letter says what is told"


def test_a_consent_withdrawn_between_approval_and_handing_over_stops_it(client, caseworker, coordinator, case, draft):
    consent = agree(caseworker, case)
    write(client, caseworker, draft)
    make_paper(client, caseworker, draft)
    take(caseworker, draft, "submit")
    take(coordinator, draft, "approve")
    with context.on_behalf_of(caseworker):
        consent_withdraw(consent, actor=caseworker, on_date=date.today())
    answer = login(client, caseworker).post(
        reverse("referral_step", args=[draft.pk, "send"]),
        {"shown": str(newest(draft)), "means": "post", "text": "消えない文", "once": str(uuid.uuid4())},
    )
    page = refused(answer, client, caseworker)
    assert "消えない文" in page
    assert "お金" in page
    assert Referral.objects.get().state == "approved"
    assert not Disclosure.objects.exists()
    with context.on_behalf_of(caseworker):
        assert Copy.objects.visible_to(caseworker).get().holding == Holding.HERE


def test_its_copy_does_not_leave_beside_the_step(client, caseworker, coordinator, case, draft):
    agree(caseworker, case)
    write(client, caseworker, draft)
    make_paper(client, caseworker, draft)
    take(caseworker, draft, "submit")
    take(coordinator, draft, "approve")
    with context.on_behalf_of(caseworker):
        copy = Copy.objects.visible_to(caseworker).get()
    answer = login(client, caseworker).post(reverse("copy_mark", args=[copy.pk]), {"holding": "out", "whom": "窓口"})
    assert "つなぎのページ" in refused(answer, client, caseworker)
    assert Copy.objects.get(pk=copy.pk).holding == Holding.HERE


@pytest.mark.parametrize("last", ["withdraw", "undo"])
def test_an_approval_taken_back_takes_the_paper_with_it(client, caseworker, coordinator, case, draft, last):
    agree(caseworker, case)
    write(client, caseworker, draft)
    make_paper(client, caseworker, draft)
    take(caseworker, draft, "submit")
    take(coordinator, draft, "approve", last)
    paper = Document.objects.get()
    assert (paper.status, bool(paper.sequence)) == (Status.WITHDRAWN, True)


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({"use-name": "", "use-money": ""}, "まだ何も選ばれていません"),
        ({"text-money": " "}, "チェックを外してください"),
        ({"text-money": "あ" * 10_000}, "10000"),
        ({"subject": ""}, "aria-invalid"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, caseworker, draft, changes, answer):
    page = refused(write(client, caseworker, draft, reason="消えない文", **changes), client, caseworker)
    assert "消えない文" in page
    assert answer in page
    assert not Letter.objects.exists()


def test_a_character_without_a_glyph_is_named_before_anything_is_kept(client, caseworker, case, draft):
    write(client, caseworker, draft, **{"text-money": "葛\U000e0155の通帳"})
    answer = login(client, caseworker).post(reverse("letter_make", args=[draft.pk]), {"once": str(uuid.uuid4())}, follow=True)
    assert "U+E0155" in answer.content.decode()
    assert not Document.objects.exists()


def test_the_preview_says_what_may_be_told_and_keeps_nothing(client, caseworker, case, draft):
    page = login(client, caseworker).post(reverse("letter_preview", args=[draft.pk]), said()).content.decode()
    assert "通帳を三冊" in page
    assert "伝えられない" in page
    assert "渡さないことば" not in page
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("number", "again", "answer"),
    [
        ("0436-00-4101", "0436-00-4102", "ちがいます"),
        ("0436-00-9999", "0436-00-9999", "名簿"),
        ("０４３６００４１０１", "0436-00-4101", ""),
    ],
)
def test_a_fax_goes_to_the_number_of_the_directory(client, caseworker, draft, number, again, answer):
    url = reverse("letter_fax", args=[draft.pk])
    page = login(client, caseworker).post(url, {"number": number, "again": again, "once": str(uuid.uuid4())})
    if answer:
        assert answer in refused(page, client, caseworker)
        assert not Document.objects.exists()
    else:
        work()
        pdf, _word = files(caseworker, Document.objects.get())
        assert "0436" in text(pdf) or "０４３６" in text(pdf)
        assert "髙" not in text(pdf)


def test_a_name_of_the_directory_that_cannot_be_printed_is_said_on_the_page_of_the_fax(
    client, caseworker, coordinator, areas, case
):
    far = make_agency(coordinator, areas.council, name="葛\U000e0155の会", fax="0436-00-4101")
    url = reverse("letter_fax", args=[make_referral(caseworker, case, far).pk])
    number = {"number": "0436-00-4101", "again": "0436-00-4101"}
    page = refused(login(client, caseworker).post(url, number | {"once": str(uuid.uuid4())}), client, caseworker)
    assert "U+E0155" in page
    assert page.count('value="0436-00-4101"') == 2, "what was typed stands there"
    assert not Document.objects.exists()


def test_another_role_finds_no_letter(client, visitor, auditor, draft):
    for user in (visitor, auditor):
        for name in ("letter", "letter_preview", "letter_make", "letter_fax"):
            assert login(client, user).post(reverse(name, args=[draft.pk]), said()).status_code in (403, 404)

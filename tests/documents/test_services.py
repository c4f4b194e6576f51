"""A draft and its day, a number and its paper, a second person, copies, and what goes wrong."""

import uuid
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from casework import services as casework
from documents import services, tasks, typesetting
from documents.codes import Holding, Status
from documents.glyphs import MissingGlyph
from documents.kinds import KINDS, Kind
from documents.models import Content, Copy, Document, DocumentNumber
from privacy import context
from privacy.errors import NotWithinReach
from privacy.models import AccessEvent, OutboxMessage
from tests.cast import login
from tests.documents.conftest import work
from tests.documents.reading import text
from tests.documents.test_typesetting import LETTER, make_template
from tests.factories.casework import details

pytestmark = pytest.mark.django_db
PLANTED = "植込の相談"


@pytest.fixture(autouse=True)
def kinds(monkeypatch, tmp_path):
    """A letter that a second person approves, and a paper that needs nobody."""
    monkeypatch.setitem(KINDS, "letter", Kind("letter", "お知らせ", LETTER, word=make_template(tmp_path), approved=True))
    monkeypatch.setitem(KINDS, "sheet", Kind("sheet", "一枚もの", LETTER))


def ask(actor, her, kind="letter", **said):
    said = {"data": {"name": "髙﨑 𠮷子", "parts": [PLANTED]}, "purpose": "確かめる", "recipient": "植木の窓口", **said}
    with context.on_behalf_of(actor):
        return services.document_ask(her, actor=actor, kind=kind, **said)


def do(service, actor, record, **said):
    with context.on_behalf_of(actor):
        return service(record, actor=actor, **said)


def pdf_for(actor, document):
    with context.on_behalf_of(actor) as acting:
        return bytes(Content.objects.visible_to(acting).get(document=document).pdf)


@pytest.fixture
def draft(caseworker, her):
    document = ask(caseworker, her, copies=2)
    work()
    return Document.objects.get(pk=document.pk)


@pytest.fixture
def final(draft, manager):
    return do(services.document_finish, manager, draft)


def test_a_letter_is_a_draft_without_a_number_until_somebody_else_finishes_it(draft, caseworker, manager):
    assert (draft.status, draft.number) == (Status.DRAFT, "")
    assert not DocumentNumber.objects.exists()
    assert "下書き" in text(pdf_for(caseworker, draft))
    with pytest.raises(ValidationError, match="自分で作ったもの"):
        do(services.document_finish, caseworker, draft)
    final = do(services.document_finish, manager, draft)
    assert final.status == Status.FINAL
    assert (final.made_by, final.approved_by, final.expires_at) == (caseworker, manager, None)
    words = text(pdf_for(manager, final))
    assert final.number in words
    assert "下書き" not in words
    with context.on_behalf_of(manager) as acting:
        opened = Document.objects.visible_to(acting).get(pk=final.pk)
        assert opened.sha256 == sha256(pdf_for(manager, final)).hexdigest()
    assert [(copy.n, copy.holding) for copy in Copy.objects.filter(document=final)] == [(1, "here"), (2, "here")]


def test_the_database_knows_that_nobody_approves_their_own(draft):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE documents_document SET approved_by_id = made_by_id WHERE id = %s", [draft.pk])


def test_what_is_approved_is_what_was_seen(draft, caseworker, her, manager):
    """The record changes between the draft and the approval; the paper does not."""
    with context.on_behalf_of(caseworker):
        casework.person_correct(her, actor=caseworker, details=details(family_name="髙梁"), reason="聞きちがい")
    do(services.document_finish, manager, draft)
    assert "髙﨑 𠮷子" in text(pdf_for(manager, draft))


def test_numbers_rise_without_a_gap_whatever_fails_between(caseworker, her, monkeypatch):
    first = ask(caseworker, her, "sheet")
    work()

    def breaks(*args, **kwargs):
        raise typesetting.NotMade("sheet.typ: line 1")

    with monkeypatch.context() as broken:
        broken.setattr(services, "make_pdf", breaks)
        failed = ask(caseworker, her, "sheet")
        work()
    second = ask(caseworker, her, "sheet")
    work()
    found = {one.pk: one for one in Document.objects.all()}
    assert [found[one.pk].sequence for one in (first, failed, second)] == [1, None, 2]
    assert found[failed.pk].status == Status.FAILED
    do(services.document_again, caseworker, failed)
    work()
    assert Document.objects.get(pk=failed.pk).sequence == 3


def test_a_failure_is_said_on_its_page_and_tried_again_by_a_button(client, caseworker, her, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(services, "make_pdf", lambda *args, **kwargs: (_ for _ in ()).throw(typesetting.NotMade("x")))
        document = ask(caseworker, her, "sheet")
        work()
    page = login(client, caseworker).get(document.get_absolute_url()).content.decode()
    assert "書類をつくれませんでした" in page
    assert reverse("document_again", args=[document.pk]) in page
    assert client.post(reverse("document_again", args=[document.pk])).url == document.get_absolute_url()
    work()
    assert "開いて印刷する" in client.get(document.get_absolute_url()).content.decode()


def test_asked_twice_under_one_key_it_is_made_once(caseworker, her):
    key = uuid.uuid4()
    assert ask(caseworker, her, "sheet", id=key).pk == ask(caseworker, her, "sheet", id=key).pk
    work()
    OutboxMessage.objects.filter(handler="documents.make").update(done_at=None)
    work()
    assert (Document.objects.count(), Copy.objects.count(), DocumentNumber.objects.get().last) == (1, 1, 1)


def test_the_task_carries_ids_alone_and_runs_with_the_reach_of_who_asked(caseworker, her):
    document = ask(caseworker, her)
    message = OutboxMessage.objects.get(handler="documents.make")
    assert (message.payload, message.on_behalf_of) == ({"document": str(document.pk)}, caseworker)
    caseworker.memberships.update(ended_at=timezone.now())
    work()
    assert Document.objects.get().status == Status.FAILED
    assert not Content.objects.filter(pdf__isnull=False).exists()


def test_whose_asker_lost_their_reach_ends_like_any_other_failure_and_a_colleague_makes_it(client, caseworker, manager, her):
    """Of why it was not made the page says nothing."""
    document = ask(caseworker, her)
    caseworker.memberships.update(ended_at=timezone.now())
    work()
    assert login(client, caseworker).get(document.get_absolute_url()).status_code in (403, 404)
    login(client, manager)
    page = client.get(document.get_absolute_url()).content.decode()
    assert "書類をつくれませんでした" in page
    assert "もう一度" in page
    assert 'hx-trigger="every' not in page
    assert client.get(reverse("document_state", args=[document.pk])).headers["HX-Refresh"] == "true"
    client.post(reverse("document_again", args=[document.pk]))
    work()
    assert Document.objects.get().status == Status.DRAFT
    assert text(pdf_for(manager, document)).count(PLANTED) == 1


def test_a_character_that_cannot_be_printed_keeps_nothing(caseworker, her):
    with pytest.raises(MissingGlyph):
        ask(caseworker, her, data={"name": "髙﨑", "parts": ["よい😀"]})
    with pytest.raises(MissingGlyph):
        ask(caseworker, her, recipient="窓口😀")
    assert not Document.objects.exists()
    assert not OutboxMessage.objects.filter(handler="documents.make").exists()


def test_the_database_holds_only_ciphertext(final, manager):
    secrets = [PLANTED, "髙﨑", "植木の窓口", "確かめる", "%PDF", "PK\x03\x04"]
    for table in ("document", "historicaldocument", "content", "copy"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT row::text FROM documents_{table} AS row")
            rows = "\n".join(row for (row,) in cursor.fetchall())
        assert rows, table
        assert not [one for one in secrets if one in rows or one.encode().hex() in rows], table
    assert pdf_for(manager, final).startswith(b"%PDF"), "the control"


def test_a_draft_says_nothing_any_more_when_its_time_is_over(client, draft, final_of_another, caseworker):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE documents_document SET expires_at = %s WHERE id = %s", [timezone.now(), draft.pk])
    tasks.forget()
    assert list(Content.objects.values_list("document", flat=True)) == [final_of_another.pk]
    assert Document.objects.filter(pk=draft.pk).exists()
    login(client, caseworker)
    assert "次の開所日が終わったので" in client.get(draft.get_absolute_url()).content.decode()
    assert client.get(reverse("document_file", args=[draft.pk])).url == draft.get_absolute_url()


@pytest.fixture
def final_of_another(caseworker, her):
    document = ask(caseworker, her, "sheet")
    work()
    return document


# 27 November 2026 is a Friday; 28 December a Monday, and the offices are closed from the next day until 3 January.
@pytest.mark.parametrize(
    ("asked", "ends"),
    [
        ("2026-11-26T00:00", "2026-11-28T00:00"), ("2026-11-26T23:59", "2026-11-28T00:00"), ("2026-11-27T00:00", "2026-12-01T00:00"),
        ("2026-11-27T17:00", "2026-12-01T00:00"), ("2026-11-29T23:59", "2026-12-01T00:00"), ("2026-11-30T00:00", "2026-12-02T00:00"),
        ("2026-12-28T16:50", "2027-01-05T00:00"),
    ],
)  # fmt: skip
def test_a_draft_lives_until_the_next_working_day_is_over(asked, ends):
    asked, ends = (timezone.make_aware(datetime.fromisoformat(moment)) for moment in (asked, ends))
    assert services.draft_ends(asked) == ends


def test_a_draft_goes_at_that_midnight_in_tokyo_and_not_before(draft):
    midnight = datetime(2026, 11, 30, 15, tzinfo=UTC)
    ends = services.draft_ends(datetime(2026, 11, 27, 8, tzinfo=UTC))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE documents_document SET expires_at = %s WHERE id = %s", [ends, draft.pk])
    for moment, left in ((midnight - timedelta(microseconds=1), 1), (midnight, 0)):
        with context.as_job("documents") as actor:
            services.documents_forget(actor=actor, now=moment)
        assert Content.objects.count() == left


def test_what_a_numbered_document_says_cannot_be_deleted(final):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM documents_content WHERE document_id = %s", [final.pk])


def test_withdrawn_it_stays_and_says_so_and_a_draft_goes(client, final, her, caseworker, manager):
    login(client, caseworker)
    path = reverse("document_withdraw", args=[final.pk])
    assert client.post(path, {"reason": ""}).url == path
    assert client.post(path, {"reason": "宛先のまちがい"}).url == final.get_absolute_url()
    page = client.get(final.get_absolute_url()).content.decode()
    assert "この書類は取り消されました" in page
    assert client.get(reverse("document_file", args=[final.pk])).status_code == 200
    other = ask(caseworker, her)
    work()
    do(services.document_withdraw, caseworker, other)
    assert not Content.objects.filter(document=other).exists()
    with pytest.raises(services.NotADraft):
        do(services.document_finish, manager, other)


def test_a_copy_goes_its_way_step_by_step(client, final, caseworker):
    login(client, caseworker)
    first = Copy.objects.filter(document=final).first()
    path = reverse("copy_mark", args=[first.pk])
    assert client.post(path, {"holding": "out", "whom": "植木の窓口 田中"}).url == final.get_absolute_url()
    page = client.get(final.get_absolute_url()).content.decode()
    assert "植木の窓口 田中" in page
    assert client.post(path, {"holding": "collected", "whom": ""}).url == final.get_absolute_url()
    assert client.post(path, {"holding": "here", "whom": ""}).url == path, "no such step"
    assert client.post(path, {"holding": "destroyed", "whom": ""}).url == final.get_absolute_url()
    assert [copy.holding for copy in Copy.objects.filter(document=final)] == ["destroyed", "here"]
    assert [row.holding for row in Copy.history.filter(id=first.pk).order_by("history_id")] == [
        "here",
        "out",
        "collected",
        "destroyed",
    ]
    with pytest.raises(ValidationError):
        do(services.copy_mark, caseworker, first, holding=Holding.COLLECTED)


def test_a_copy_is_shown_round_before_it_leaves(client, caseworker, final):
    """供覧: with whom it lies in the office. What left is not shown round any more."""
    copy = Copy.objects.filter(document=final).first()
    login(client, caseworker)
    assert "供覧中" in client.get(reverse("copy_mark", args=[copy.pk])).content.decode()
    do(services.copy_mark, caseworker, copy, holding=Holding.SHOWN, whom="植村")
    page = client.get(final.get_absolute_url()).content.decode()
    assert "供覧中" in page
    assert "植村" in page
    do(services.copy_mark, caseworker, copy, holding=Holding.OUT, whom="植木の窓口")
    with pytest.raises(ValidationError):
        do(services.copy_mark, caseworker, copy, holding=Holding.SHOWN)


def test_what_follows_a_copy_can_refuse_it(final, caseworker, monkeypatch):
    def refuses(copy, actor):
        raise ValidationError("同意は撤回されています")

    monkeypatch.setitem(KINDS, "letter", Kind("letter", "お知らせ", LETTER, approved=True, follows=refuses))
    copy = Copy.objects.filter(document=final).first()
    with pytest.raises(ValidationError, match="撤回"):
        do(services.copy_mark, caseworker, copy, holding=Holding.OUT)
    assert Copy.objects.get(pk=copy.pk).holding == "here"


def test_who_has_no_reach_gets_what_does_not_exist(client, cast, final):
    paths = [reverse(name, args=[final.pk]) for name in ("document", "document_file", "document_word", "document_state")]
    for user in (cast.other_caseworker, cast.auditor, cast.visitor, cast.advocate):
        login(client, user)
        assert {client.get(path).status_code for path in paths} == {404}
    login(client, cast.manager)
    assert [client.get(path).status_code for path in paths] == [200, 200, 200, 204]
    with pytest.raises(NotWithinReach):
        do(services.document_withdraw, cast.other_caseworker, final)


def test_opening_the_file_is_an_event_of_this_document(client, final, manager):
    login(client, manager)
    client.get(reverse("document_file", args=[final.pk]))
    event = AccessEvent.objects.order_by("-seq").first()
    assert (event.kind, event.action, event.actor) == ("open", "document.read", manager.pk)
    assert final.pk in event.records
    last = event.seq
    client.get(reverse("document_state", args=[final.pk]))
    assert not AccessEvent.objects.filter(seq__gt=last).exists()


def test_word_is_there_beside_the_pdf(client, final, manager):
    answer = login(client, manager).get(reverse("document_word", args=[final.pk]))
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{final.file_name}.docx"'
    assert answer.content.startswith(b"PK")

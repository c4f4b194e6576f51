"""Files lie with a record: who may read it may read them, who may write it may attach, and they go where it goes."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.models import User
from attachments import services
from attachments.looking import look
from attachments.models import Attachment, Piece
from attachments.opening import content_of
from attachments.services import PIECE
from casework import services as casework
from privacy import context, granting
from privacy.dossiers import READ
from privacy.errors import Denied, NotWithinReach, Refusal
from privacy.fields import Tampered
from privacy.models import AccessEvent, DossierKey
from tests.attachments.files import office, pdf, photograph
from tests.cast import login
from tests.factories import rights
from tests.factories import visits as watch
from tests.factories.casework import make_case, make_note

pytestmark = pytest.mark.django_db


def fresh(user):
    return User.objects.get(pk=user.pk)


def attach(record, user, data=None, *, name="通知書.pdf", description="植木の解雇通知", id=None):
    with context.on_behalf_of(fresh(user)) as now:
        return services.attachment_add(
            record, actor=now.user, id=id or uuid.uuid4(), looked=look(data or pdf()), name=name, description=description
        )


def send(client, url, *sent, description="", once=None):
    given = {"chosen": [SimpleUploadedFile(name, data) for name, data in sent], "description": description}
    return client.post(url, given | {"once": once or str(uuid.uuid4())}, follow=True)


@pytest.fixture
def case(caseworker, areas):
    return make_case(caseworker, areas.dai)


@pytest.fixture
def hers(client, caseworker):
    return login(client, caseworker)


def test_what_is_kept_comes_back_byte_by_byte_and_lies_nowhere_in_clear(case, caseworker):
    """Larger than a piece, and not packed, so that the name would be found."""
    data = pdf(b"<< /Length 2500000 >>\nstream\n" + "植芝の名".encode() + bytes(2_500_000) + b"endstream")
    made = attach(case, caseworker, data, name="植芝.pdf", description="植芝への通知")
    with context.on_behalf_of(fresh(caseworker)) as now:
        found = Attachment.objects.visible_to(now.user).get(pk=made.pk)
        assert content_of(found, now.user) == data
        assert (found.name, found.description, found.size) == ("植芝.pdf", "植芝への通知", len(data))
    assert Piece.objects.filter(attachment=made).count() == 3
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a::text FROM attachments_attachment a UNION ALL SELECT p::text FROM attachments_piece p "
            "UNION ALL SELECT h::text FROM attachments_historicalattachment h"
        )
        rows = " ".join(row for (row,) in cursor.fetchall())
    assert len(rows) > 5_000_000
    assert "植芝" not in rows
    assert "植芝".encode().hex() not in rows


def test_pieces_that_are_not_those_that_were_kept_are_no_file(case, caseworker):
    data = b"%PDF-1.7\n" + bytes(PIECE) + pdf()
    made = attach(case, caseworker, data)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE attachments_piece SET n = n + 10 WHERE n = 0 AND attachment_id = %s", [made.pk])
    with context.on_behalf_of(fresh(caseworker)) as now, pytest.raises(Tampered):
        content_of(Attachment.objects.visible_to(now.user).get(pk=made.pk), now.user)


def test_several_are_attached_at_once_and_those_that_are_wrong_are_named(hers, case, caseworker):
    answer = send(
        hers, reverse("attach_case", args=[case.pk]), ("C:\\植木\\表.xlsx", office()), ("毒.exe", b"MZ\x90"), ("空.pdf", b""),
        ("写真.jpg", photograph(turned=True)), description="届いたもの",
    )  # fmt: skip
    page = answer.content.decode()
    assert answer.redirect_chain[0][1] == 303
    assert "毒.exe: この" in page
    assert "空.pdf: この" in page
    assert 'value="届いたもの"' in page
    with context.on_behalf_of(fresh(caseworker)) as now:
        kept = {one.name: one for one in Attachment.objects.visible_to(now.user).filter(about=case.pk)}
        assert {name: (one.kind, one.description) for name, one in kept.items()} == {
            "表.xlsx": ("word", "届いたもの"), "写真.jpg": ("image", "届いたもの")
        }  # fmt: skip
        assert b"UEKI" not in content_of(kept["写真.jpg"], now.user)


def test_the_same_form_twice_attaches_once_and_too_long_words_keep_nothing(hers, case):
    once, url = str(uuid.uuid4()), reverse("attach_case", args=[case.pk])
    # The first one was right in part, so its form came back under the same key.
    send(hers, url, ("a.pdf", pdf()), ("b.exe", b"MZ"), once=once)
    send(hers, url, ("a.pdf", pdf()), ("c.jpg", photograph()), once=once)
    assert Attachment.objects.filter(about=case.pk).count() == 2
    # Another file of the same name is another one, also on a page that was gone back to; so is one of which something else is said.
    send(hers, url, ("a.pdf", pdf(b"<< >>")), once=once)
    send(hers, url, ("a.pdf", pdf()), once=once, description="控え")
    assert Attachment.objects.filter(about=case.pk).count() == 4
    send(hers, url, ("d.pdf", pdf()), description="長" * 201)
    assert Attachment.objects.filter(about=case.pk).count() == 4
    assert "ファイルを選んでください" in send(hers, url).content.decode()


def test_a_browser_may_do_nothing_with_a_file_and_reading_it_is_an_event(hers, case, caseworker):
    made = {
        kind: attach(case, caseworker, data) for kind, data in {"pdf": pdf(), "image": photograph(), "word": office()}.items()
    }
    for kind, where in {"pdf": "inline", "image": "inline", "word": "attachment"}.items():
        answer = hers.get(reverse("attachment_file", args=[made[kind].pk]))
        assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "no-store"
        assert answer["Content-Disposition"].startswith(f'{where}; filename="attachment-')
        event = AccessEvent.objects.order_by("-seq").first()
        assert (event.kind, event.action) == ("open", "attachment.read")
        assert made[kind].pk in event.records
    assert hers.get(reverse("attachment_file", args=[made["pdf"].pk]) + "?keep=1")["Content-Disposition"].startswith(
        "attachment"
    )
    with Image.open(io.BytesIO(hers.get(reverse("attachment_file", args=[made["image"].pk])).content)) as image:
        assert image.format == "JPEG"


def test_removed_it_opens_no_more_says_why_and_is_put_back(client, hers, case, caseworker, coordinator):
    made = attach(case, caseworker)
    answer = hers.post(reverse("attachment_remove", args=[made.pk]), {"reason": "植田さんの紙でした"}, follow=True)
    page = answer.content.decode()
    assert reverse("attachment_restore", args=[made.pk]) in page
    assert made.get_absolute_url() not in page.replace(reverse("attachment_restore", args=[made.pk]), "")
    opened = hers.get(reverse("attachment_file", args=[made.pk]))
    assert opened.status_code == 302
    assert Piece.objects.filter(attachment=made).exists()
    assert made.get_absolute_url() not in hers.get(case.get_absolute_url()).content.decode()
    with context.on_behalf_of(fresh(caseworker)) as now:
        list(Attachment.objects.visible_to(now.user))
        assert made.history.latest().history_change_reason == "植田さんの紙でした"
    # Who may see what was changed reads it there.
    changes = login(client, coordinator).get(reverse("case_changes", args=[case.pk])).content.decode()
    assert "植田さんの紙でした" in changes
    assert "外した日時" in changes
    hers = login(client, caseworker)
    hers.post(reverse("attachment_restore", args=[made.pk]))
    assert hers.get(reverse("attachment_file", args=[made.pk])).status_code == 200
    assert made.get_absolute_url() in hers.get(case.get_absolute_url()).content.decode()


def test_what_it_is_can_be_said_later(hers, case, caseworker):
    made = attach(case, caseworker, description="")
    hers.post(reverse("attachment_edit", args=[made.pk]), {"description": "植木の診断書"})
    assert "植木の診断書" in hers.get(made.get_absolute_url()).content.decode()
    assert made.history.count() == 2


def test_a_note_that_is_moved_takes_its_files_along(case, caseworker, manager, areas, client):
    note, to = make_note(caseworker, case), make_case(caseworker, areas.dai)
    made, removed = attach(note, caseworker, photograph()), attach(note, caseworker)
    stays = attach(case, caseworker)
    with context.on_behalf_of(fresh(caseworker)) as now:
        services.attachment_remove(removed, actor=now.user, reason="二重")
        was = content_of(Attachment.objects.visible_to(now.user).get(pk=made.pk), now.user)
        casework.note_move(note, actor=now.user, to=to)
    lies = dict(Attachment.objects.values_list("pk", "dossier"))
    assert lies == {made.pk: to.dossier_id, removed.pk: to.dossier_id, stays.pk: case.dossier_id}
    assert set(Piece.objects.filter(attachment__in=[made, removed]).values_list("dossier", flat=True)) == {to.dossier_id}
    # The key of the wrong case opens nothing of it any more, and is not needed.
    DossierKey.objects.filter(pk=case.dossier_id).delete()
    with context.on_behalf_of(fresh(caseworker)) as now:
        assert content_of(Attachment.objects.visible_to(now.user).get(pk=made.pk), now.user) == was
        assert removed.history.latest().history_change_reason == "二重"
    page = login(client, caseworker).get(reverse("files_note", args=[note.pk])).content.decode()
    assert made.get_absolute_url() in page


def test_who_may_not_read_the_record_finds_no_file_and_who_may_not_write_attaches_none(
    case, caseworker, coordinator, manager, visitor, advocate, areas, client
):
    """A referral is open to a caseworker by name alone, though the case it is about is open to all of them; an enrolment not to an advocate."""
    agency = rights.make_agency(coordinator, areas.council, "成年後見センター")
    referral = rights.make_referral(coordinator, case, agency)
    made = attach(referral, coordinator, description="申立書の写し")
    addresses = [
        made.get_absolute_url(),
        reverse("attachment_file", args=[made.pk]),
        reverse("files_referral", args=[referral.pk]),
    ]
    assert [login(client, coordinator).get(url).status_code for url in addresses] == [200, 200, 200]
    # She took the case, and so is named to it: another caseworker of the council is not.
    other = another_caseworker(areas)
    assert [login(client, other).get(url).status_code for url in addresses] == [404, 404, 404]
    assert login(client, other).get(case.get_absolute_url()).status_code == 200
    page = login(client, other).get(reverse("files_case", args=[case.pk])).content.decode()
    assert "申立書の写し" not in page
    with context.on_behalf_of(fresh(other)) as now, pytest.raises(Refusal):
        services.attachment_remove(made, actor=now.user, reason="x")
    with context.on_behalf_of(fresh(other)) as now, pytest.raises(NotWithinReach):
        services.attachment_add(referral, actor=now.user, id=uuid.uuid4(), looked=look(pdf()), name="x")
    with context.on_behalf_of(fresh(visitor)) as now, pytest.raises((Denied, NotWithinReach)):
        services.attachment_add(case, actor=now.user, id=uuid.uuid4(), looked=look(pdf()), name="x")
    assert Attachment.objects.count() == 1


def another_caseworker(areas):
    from privacy.roles import Role
    from tests.cast import make_member, make_user

    return make_member(make_user("another"), Role.CASEWORKER, areas.dai)


def test_who_may_only_read_sees_no_removed_file_and_no_button(case, caseworker, advocate, client):
    stays, removed = attach(case, caseworker), attach(case, caseworker, description="取り違えた紙")
    with context.on_behalf_of(fresh(caseworker)) as now:
        services.attachment_remove(removed, actor=now.user, reason="取り違え")
        granting.grant(advocate, case.dossier, "shared", level=READ, from_date=timezone.localdate(), given_by=now.user)
    reads = login(client, fresh(advocate))
    page = reads.get(reverse("files_case", args=[case.pk])).content.decode()
    assert stays.get_absolute_url() in page
    assert "取り違えた紙" not in page
    assert reverse("attach_case", args=[case.pk]) not in page
    assert reads.get(stays.get_absolute_url()).status_code == 200
    assert reads.get(reverse("attach_case", args=[case.pk])).status_code == 403
    assert reads.post(reverse("attachment_restore", args=[removed.pk])).status_code == 403


def test_each_kind_of_record_has_files_and_says_so_on_its_page(case, coordinator, areas, client):
    door = watch.enrol(coordinator, areas.dai)
    agency = rights.make_agency(coordinator, areas.council, "包括")
    with context.on_behalf_of(fresh(coordinator)) as now:
        consent = casework.consent_record(
            case.subject, actor=now.user, decision="granted", contents=["identity"], recipients=["commissioner"],
            given_date=timezone.localdate(), manner="written",
        )  # fmt: skip
    records = {
        "case": (case, case.get_absolute_url()), "note": (make_note(coordinator, case), case.get_absolute_url()),
        "consent": (consent, case.subject.get_absolute_url()), "enrolment": (door, door.get_absolute_url()),
        "referral": (referral := rights.make_referral(coordinator, case, agency), referral.get_absolute_url()),
    }  # fmt: skip
    client = login(client, coordinator)
    for name, (record, page) in records.items():
        files = reverse(f"files_{name}", args=[record.pk])
        made = attach(record, coordinator, description=f"紙-{name}")
        assert f"紙-{name}" in client.get(files).content.decode(), name
        shown = client.get(page).content.decode()
        is_named = name in ("case", "enrolment", "referral")
        assert (made.get_absolute_url() in shown) is is_named, name
        assert files in shown, name
        assert page in client.get(made.get_absolute_url()).content.decode(), name


def test_files_of_an_erased_record_are_dark(case, caseworker):
    made = attach(case, caseworker)
    DossierKey.objects.filter(pk=case.dossier_id).delete()
    with context.on_behalf_of(fresh(caseworker)) as now, pytest.raises(Exception, match="key"):
        content_of(Attachment.objects.visible_to(now.user).get(pk=made.pk), now.user)


def test_the_page_costs_the_same_for_one_and_for_many(hers, case, caseworker, django_assert_num_queries):
    def count(url):
        with connection.execute_wrapper(counter := Counter()):
            assert hers.get(url).status_code == 200
        return counter.n

    class Counter:
        n = 0

        def __call__(self, execute, *args):
            self.n += 1
            return execute(*args)

    note = make_note(caseworker, case)
    urls = [reverse("files_case", args=[case.pk]), case.get_absolute_url(), case.subject.get_absolute_url()]
    attach(case, caseworker), attach(note, caseworker)
    one = [count(url) for url in urls]
    for _each in range(6):
        attach(case, caseworker), attach(note, caseworker)
    assert [count(url) for url in urls] == one
    page = hers.get(case.get_absolute_url()).content.decode()
    assert page.count('class="name" href="/files/') == 5
    assert "添付ファイル 7" in page


def test_it_is_removed_by_somebody_or_not_at_all(case, caseworker):
    made = attach(case, caseworker)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE attachments_attachment SET removed_at = now() WHERE id = %s", [made.pk])

"""One of everything in a district, every text of it findable: what the matrix of routes, roles and relations is asked about."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace

from django.utils import timezone

from accounts.models import Membership, OneTimeLink, Organisation
from accounts.services import token_hash
from annual.models import YearReport
from attachments.codes import Kind as FileKind
from attachments.codes import Scan
from attachments.looking import Looked
from attachments.services import attachment_add
from casework import services
from casework.models import Circulation, DayBookEntry
from casework.pages.consent_sheet import consent_sheet
from casework.services.daybook import daybook_of
from casework.services.drafts import desk_of
from documents.models import Copy
from documents.services import document_ask, document_make
from moving.models import Move
from privacy import context, granting
from privacy.dossiers import WORK
from privacy.models import Emergency, Grant, Recusal
from privacy.roles import Role
from programs.demo import FIRST_YEAR, document
from programs.importing import plan_import
from programs.models import Helper, Plan, Program, RecordFile, RecordFileRow
from programs.plan_document import parse
from programs.services import activity_record, series_make
from publishing.codes import Status
from publishing.models import ClosedMonth
from supporters import services as supporters
from supporters.models import Host
from tests.cast import make_member, make_pledge, make_user
from tests.factories import conferences as meetings
from tests.factories import rights, support, telling
from tests.factories import visits as watch
from tests.factories.annual import make_own_form, make_report
from tests.factories.casework import details, make_case, make_note, make_person, make_place
from tests.factories.field import make_device, make_held
from tests.factories.publishing import make_table
from tests.factories.referrals import make_agency
from tests.factories.visits import make_turn
from visits import services as visits
from visits.models import Alert, Assignment, SafetyCheck

# Each stands in one kind of record only; none may be seen by whom the policy refuses.
PLANTED = SimpleNamespace(
    person="髙橋", words="通帳が見つからない", note="封筒が三通", consulter="露﨑", relative="植木 次郎", consent="植込の事業所",
    document="植芝の窓口", entry="植栽の申し送り", draft="植林の下書き", staff="植村 三郎", organisation="植物園ネットワーク", place="植町",
    door="植え込みに犬", agency="植木支援センター", visit="植木鉢が倒れている", step="植垣の向こうに声", referral="植林組合の借り入れ",
    ground="植え替えを見た", told="植付けの連絡", reporter="植竹 静", meeting="植物会の打ち合わせ", attendee="植草 花",
    minutes="植木市の話", decision="植栽を見に行く", deed="植木屋に電話する", table="植林地",
    helps="植物園で水やり", asks="植込みの草取り", brought="植桝の水が出たまま",
    file="植樹の領収書", bytes="植物の写し",
)  # fmt: skip


@dataclass
class World:
    """What lies in one district, made by `maker`, who is nobody of the matrix."""

    district: object
    maker: object
    case: object
    closed: object
    note: object
    relative: object
    consent: object
    entry: object
    place: object
    # The watch-over of the same person: who goes there, what was found, who is not yet confirmed safe, what must be taken up.
    door: object
    assignment: object
    visit: object
    check: object
    alert: object
    # Brought by somebody who was taken off the door.
    late: object
    tie: object
    # By a tablet, and waiting for somebody to settle it.
    brought: object
    # Somebody of the same name, and another record that the person's own leads to.
    twin: object
    joining: object
    other_name: object
    # A draft about the same person, which waits for approval.
    referral: object
    # A conference about the same person, below their case, with its item and somebody who comes.
    conference: object
    item: object
    attendee: object
    # One that is being held today, with what was said, decided and taken on.
    running: object
    spoken: object
    minutes: object
    decision: object
    deed: object
    # Told on the consent, and a ground that waits for a second person, and one that could not wait.
    told: object
    ground: object
    urgent: object
    # A consent form with a number, its only copy, and one that could not be made.
    document: object
    copy: object
    failed: object
    # A PDF that lies with the case.
    file: object
    # Who reported what the case is about, in a compartment.
    reporter: object
    # The same person helps in a programme, and asks for help, which was given once at a place.
    supporter: object
    training: object
    asks: object
    given: object

    @property
    def person(self):
        return self.case.subject


def make_world(maker, district, mark="") -> World:
    """`mark` keeps two worlds of one district apart."""
    mark = mark or str(district.pk)
    with context.on_behalf_of(maker):
        place = make_place(district, f"植町{mark}丁目")
        case = make_case(maker, district, new_subject=details(place))
        closed = make_case(maker, district, subject=case.subject, ended=True)
        note = make_note(maker, case, next_contact_date=date(2030, 1, 5), next_contact_todo="訪ねる")
        services.note_mend(note, actor=maker, text=f"{PLANTED.note}。開けていない封筒")
        relative = services.relative_save(case.subject, actor=maker, relation="長男", name=PLANTED.relative)
        consent = services.consent_record(
            case.subject, actor=maker, decision="granted", contents=["identity"], recipients=["commissioner"],
            recipient_detail=PLANTED.consent, given_date=date(2023, 9, 12), manner="oral",
        )  # fmt: skip
        book = daybook_of(district.council, timezone.localdate())
        entry = DayBookEntry.objects.visible_to(maker).filter(dossier=book).first() or services.entry_write(
            actor=maker, book=book, kind="handover", text=PLANTED.entry
        )
        told = telling.tell(maker, case, "commissioner", receiver_name="民生委員", text=PLANTED.told)
        ground = telling.make_ground(maker, case, text=PLANTED.ground)
        urgent = telling.make_ground(maker, case, text=PLANTED.ground, cannot_wait=True)
        watched = make_watch(maker, district, case.subject, mark)
        called = services.other_name_add(case.subject, actor=maker, kind="birth", family_name="植松")
        papers = make_documents(case.subject, maker)
        twin, other = (make_person(maker, district, family_name=name) for name in (PLANTED.person, "植月"))
        file = make_file(case, maker)
    keeps = make_member(make_user(f"keeps-{mark}"), Role.COORDINATOR, district)
    agency = rights.make_agency(keeps, district.council, f"機関{mark}")
    referral = rights.take(maker, rights.make_referral(maker, case, agency, matter=PLANTED.referral), "submit")
    held = make_meetings(keeps, district, case)
    joins = make_member(make_user(f"joins-{mark}"), Role.COORDINATOR, district)
    with context.on_behalf_of(maker):
        reporter = services.reporter_record(case, actor=maker, readers=[maker, joins], name=PLANTED.reporter, said="あざを見た")
    with context.on_behalf_of(joins):
        joining = services.person_join(case.subject, actor=joins, other=other, main=other.pk, why="同じ人")
    return World(
        district,
        maker,
        case,
        closed,
        note,
        relative,
        consent,
        entry,
        place,
        **watched,
        twin=twin,
        joining=joining,
        other_name=called,
        referral=referral,
        **held,
        told=told,
        ground=ground,
        urgent=urgent,
        **papers,
        file=file,
        reporter=reporter,
        **make_support(maker, district, case.subject, mark),
    )


def make_support(maker, district, person, mark) -> dict:
    helps = support.register(maker, person, active_at=PLANTED.helps)
    asks = support.ask(maker, person, text=PLANTED.asks)
    host = Host.objects.create(council=district.council, name=f"植林の家{mark}", tasks=["garden"])
    with context.on_behalf_of(maker):
        supporters.request_step(asks, actor=maker, step="match", host=host)
        given = supporters.deed_record(asks, actor=maker, date=timezone.localdate(), hours=1)
        training = supporters.training_add(helps, actor=maker, course="debut", date=timezone.localdate())
    return {"supporter": helps, "training": training, "asks": asks, "given": given}


def make_meetings(keeps, district, case) -> dict:
    """One ahead about this person, with a sheet and somebody from outside, and one that is being held."""
    conference = meetings.make_conference(keeps, district, case=case, kind="individual", title=PLANTED.meeting)
    item, attendee = meetings.add(keeps, conference, case), meetings.invite(keeps, conference, name=PLANTED.attendee)
    meetings.take_sheet(keeps, item)
    held = meetings.make_running(keeps, district, case, PLANTED)
    return {"conference": conference, "item": item, "attendee": attendee, **held}


def make_documents(person, maker) -> dict:
    said = {"kind": "consent", "data": consent_sheet(person), "recipient": PLANTED.document, "purpose": "確かめる"}
    document, failed = (document_ask(person, actor=maker, **said) for _each in range(2))
    document = document_make(document, actor=maker)
    failed.status = "failed"
    failed.save()
    return {"document": document, "copy": Copy.objects.get(document=document), "failed": failed}


def make_file(record, maker):
    """As if it had been looked into."""
    looked = Looked(FileKind.PDF, b"%PDF-1.7 " + PLANTED.bytes.encode(), Scan.NONE, b"")
    said = {"name": "植木.pdf", "description": PLANTED.file}
    return attachment_add(record, actor=maker, id=uuid.uuid4(), looked=looked, **said)


def make_watch(maker, district, person, mark) -> dict:
    """An enrolment with a past pause, one who goes there, a pair's two records of a concern, a door that nobody opened since, and a tie."""
    goes = make_member(make_user(f"goes-{mark}"), Role.VISITOR, district)
    now, today = timezone.now(), timezone.localdate()
    door = watch.enrol(maker, district, person=person, caution_text=PLANTED.door)
    assignment = watch.assign(maker, door, goes)
    with context.on_behalf_of(maker):
        visits.enrolment_pause(
            door, actor=maker, from_date=today - timedelta(days=40), until_date=today - timedelta(days=30), reason_code="away"
        )
    at = now - timedelta(hours=5)
    visit = watch.visit(maker, door, "concern", at=at, note=PLANTED.visit, companions=[goes])
    watch.visit(maker, door, "well", at=at + timedelta(minutes=9), visitor=goes)
    watch.visit(maker, door, "absent", at=now - timedelta(hours=1), steps=[("card", now - timedelta(minutes=58), PLANTED.step)])
    late = watch.bring_late(maker, door)
    with context.on_behalf_of(maker):
        check = SafetyCheck.objects.visible_to(maker).get(enrolment=door)
        alert = Alert.objects.visible_to(maker).get(enrolment=door)
    with context.on_behalf_of(goes):
        tie = visits.tie_tell(door, actor=goes, why="neighbour")
    brought = make_held(make_device(goes, district.council), door, note=PLANTED.brought)
    return {
        "door": door, "assignment": assignment, "visit": visit, "check": check, "alert": alert, "late": late, "tie": tie,
        "brought": brought,
    }  # fmt: skip


def visit_of(world: World, user):
    """A visit that is this user's own to mend, whoever may."""
    return watch.visit(world.maker, world.door, "well", visitor=user)


def make_staff(district, suffix):
    """An account with a confirmed role, one that waits, a pledge, a printed link and an organisation."""
    council = district.council
    person = make_member(make_user(f"staff-{suffix}", name=PLANTED.staff, pledge=False), Role.VISITOR, district)
    asker = make_member(make_user(f"asker-{suffix}", pledge=False), Role.ADMINISTRATOR, council)
    # What an administrator may confirm too; roles that see content are tried in tests/accounts/test_second_person.py.
    waiting = Membership.objects.create(
        user=person, role=Role.ADMINISTRATOR, area=district, from_date=date(2024, 4, 1), granted_by=asker
    )
    invited = make_member(make_user(f"invited-{suffix}", pledge=False), Role.ADMINISTRATOR, council)
    link = OneTimeLink.objects.create(
        user=invited, purpose="invitation", token_hash=token_hash(uuid.uuid4().hex), made_by=asker,
        expires_at=timezone.now() + timedelta(days=3),
    )  # fmt: skip
    disabled = make_member(make_user(f"disabled-{suffix}", pledge=False, is_active=False), Role.VISITOR, district)
    writes = make_member(make_user(f"writes-{suffix}", pledge=False), Role.COORDINATOR, council)
    make_pledge(writes)
    agency = make_agency(writes, council, f"{PLANTED.agency}{suffix}")
    organisation = Organisation.objects.create(kind="agency", name=PLANTED.organisation, area=district)
    held = person.memberships.exclude(pk=waiting.pk).get()
    ended = Membership.objects.create(
        user=invited,
        role=Role.ADMINISTRATOR,
        area=district,
        from_date=date(2024, 4, 1),
        granted_by=asker,
        ended_at=timezone.now(),
    )
    return SimpleNamespace(
        district=district, council=council, person=person, disabled=disabled, held=held, waiting=waiting, ended=ended, link=link, pledge=make_pledge(person),
        organisation=organisation, agency=agency, emergency=make_emergency(writes, make_person(writes, district).dossier), device=make_device(person, council), place=make_place(district, f"植町{district.pk}丁目"),
    )  # fmt: skip


def make_emergency(user, dossier):
    now = timezone.now()
    return Emergency.objects.create(
        user=user, dossier=dossier, council=dossier.council, why="life", until=now + timedelta(minutes=30), review_due=now.date(), opened_at=now,
    )  # fmt: skip


def make_plan(manager, council):
    """With a record of its best known programme, a series, and a helper of whom nobody else knows."""
    with context.on_behalf_of(manager):
        plan_import(parse(document(FIRST_YEAR)), actor=manager, area=council)
        plan = Plan.objects.get(area=council)
        program = Program.objects.get(name="総合相談支援事業", policy__goal__plan__area=council)
        measure = program.measures.first()
        activity = activity_record(actor=manager, measure=measure, number=12, date=date(2023, 9, 5))
        series = series_make(
            actor=manager, measure=measure, weekday=1, weeks=[1], from_date=date(2023, 10, 1), until_date=date(2023, 12, 31)
        )
    file = RecordFile.objects.create(council=council, program=program, taken_by=manager)
    RecordFileRow.objects.create(file=file, activity=activity, sheet="1", number=2, key=str(council.pk))
    person = make_member(make_user(f"helper-{council.pk}"), Role.VISITOR, council)
    ClosedMonth.objects.create(council=council, month=date(2023, 6, 1), closed_by=manager)
    helper = Helper.objects.create(program=program, user=person, from_date=date(2023, 4, 1), named_by=manager)
    return SimpleNamespace(
        program=program,
        target=program.targets.first(),
        plan=plan,
        activity=activity,
        file=file,
        host=support.make_host(manager, council, "植林の庭", district=None),
        series=series,
        helper=helper,
        table=make_table(manager, council, words=PLANTED.table),
        ready=make_table(manager, council, status=Status.READY),
        report=make_report(manager, plan, words=PLANTED.table),
        looked_at=make_report(manager, plan, status=YearReport.Status.READY),
        form=make_own_form(manager, council, field=PLANTED.table),
        turn=make_turn(manager, council),
        move=Move.objects.create(council=council, brought_by=manager, subject=Move.Subject.AGENCIES),
    )


def make_draft(user, council, form="intake", about=None):
    with context.on_behalf_of(user):
        payload = {"fields": {"name": [PLANTED.draft], "words": [PLANTED.draft]}, "checked": False}
        return services.draft_save(
            actor=user, desk=desk_of(user, council), form=form, payload=payload, about=about, id=uuid.uuid4()
        )


def asked_to_read(world: World, user) -> Circulation:
    with context.on_behalf_of(world.maker):
        return services.note_circulate(world.note, actor=world.maker, reader=user)


def name_to(world: World, user, *, days_left: int) -> None:
    today = timezone.localdate()
    for named in (
        world.case,
        world.closed,
        world.door,
        world.reporter,
        world.conference,
        world.item,
        world.running,
        world.spoken,
    ):
        granting.grant(
            user, named.dossier, Grant.Kind.SHARED, level=WORK, from_date=today - timedelta(days=9),
            until_date=today + timedelta(days=days_left), given_by=world.maker,
        )  # fmt: skip
    if days_left >= 0:
        # Who is named to a door goes there: on other days they record nothing.
        with context.on_behalf_of(world.maker):
            Assignment(enrolment=world.door, dossier=world.door.dossier, user=user, from_date=today).save()


def recuse(world: World, user) -> None:
    for dossier in (world.case.dossier, world.closed.dossier, world.person.dossier, world.door.dossier):
        Recusal.objects.create(user=user, dossier=dossier, why="neighbour", created_by=world.maker)

"""Each route of the project: what it is about, how it is asked, and what it shows. A route without a row fails the matrix.

`about` names the thing whose id stands in the address, and with it the relations that are tried. `shows` is planted text that
everybody allowed sees in the answer to GET, and nobody refused. `post` is what is sent; a route without it refuses POST.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone

from accounts.models import User
from field.models import Device
from privacy import reach
from privacy.models import Area
from tests.architecture.world import PLANTED, asked_to_read, make_draft, visit_of
from tests.factories.exports import make_export
from tests.factories.publishing import make_long
from tests.field.tablet import b64, spki

# By the kind of thing: where it can lie, seen from who asks.
CONTENT = ("own", "other", "named", "expired", "recused")
COUNCIL = ("own", "other")


@dataclass(frozen=True)
class Row:
    about: str = ""
    args: Callable = lambda world, user: ()
    shows: str = ""
    get: bool = True
    post: dict | Callable | None = None
    # Of a POST that is allowed: whether the ledger knows a write.
    writes: bool = True
    relations: tuple[str, ...] = ("own",)
    # How a record is read whose own refusal tells 403 from 404.
    read: str = ""
    # Asked by a script: what is sent is JSON, and these headers say who asks (of the id of whoever is signed in).
    script: bool = False
    headers: Callable | None = None


def once() -> str:
    return str(uuid.uuid4())


def about_case(read="case.read", pick=lambda world: world.case, **fields):
    return Row("content", lambda world, user: (pick(world).pk,), relations=CONTENT, read=read, **fields)


def about_person(read="person.read", pick=lambda world: world.person, **fields):
    return about_case(read, pick, **fields)


def about_door(read="enrolment.read", pick=lambda world: world.door, **fields):
    return about_case(read, pick, **fields)


def about_staff(pick, **fields):
    return Row("staff", lambda world, user: (pick(world).pk,), relations=COUNCIL, **fields)


def about_plan(pick, shows="", **fields):
    return Row("plan", lambda world, user: (pick(world).pk,), shows, relations=COUNCIL, **fields)


def about_help(pick=lambda world: world.asks, **fields):
    return about_case("support.read", pick, **fields)


def plain(**fields):
    return Row(**fields)


def about_referral(**fields):
    return about_case("referral.read", lambda world: world.referral, **fields)


def about_file(**fields):
    return about_case("attachment.read", lambda world: world.file, **fields)


def about_meeting(pick=lambda world: world.conference, **fields):
    return about_case("conference.read", pick, **fields)


def about_decided(pick=lambda world: world.decision, **fields):
    return about_case("decision.read", pick, **fields)


def long_of(world, user):
    """Whoever asks for it has one; nobody an id."""
    return (make_long(user, user.memberships.first().area.council).pk if user else uuid.uuid4(),)


def export_of(world, user):
    """One's own, which is all that most see of the register."""
    return (make_export(user, user.memberships.first().area.council).pk if user else uuid.uuid4(),)


def waiting_of(world, user):
    """Somebody else's, for whoever says yes."""
    if user is None:
        return (uuid.uuid4(),)
    other = User.objects.exclude(pk=user.pk).order_by("pk").first()
    return (make_export(other, user.memberships.first().area.council, status="waiting").pk,)


def draft_of(user, world):
    """Who has no desk tries an id."""
    has_desk = reach.can(user, "desk.use")
    return (make_draft(user, world.district.council).pk if has_desk else uuid.uuid4(),)


NOTE = {"means": "phone", "text": "長女より電話", "once": "11111111-1111-4111-8111-111111111111"}
PERSON = {"family_name": "高橋", "given_name": "ヨシ子", "sex": "female", "birth": "S18.5.7", "reason": "聞きちがい"}
CORRECTION = {
    "topics": ["care", "income"], "main_topic": "income", "route": "self", "urgency": "normal", "words": "別の言葉",
    "reason": "聞きちがい",
}  # fmt: skip
CONSENT = {
    "decision": "granted", "contents": ["identity"], "recipients": ["commissioner"], "purpose": "訪問", "manner": "oral",
    "given_by": "self",
}  # fmt: skip
INTAKE = {
    "means": "phone", "route": "self", "topics": ["care"], "main_topic": "care", "urgency": "normal", "same": "same",
    "name": "植田 五郎", "words": "庭の手入れ", "consent": "unasked",
}  # fmt: skip
ENQUIRY = {"means": "phone", "route": "self", "topic": "care", "words": "受付の時間"}
VISIT = {"outcome": "well", "once": "22222222-2222-4222-8222-222222222222"}
ROLE = {"role": "visitor", "from_date": "令和6年4月1日"}


def rolled_out() -> dict:
    """For the district where everything lies."""
    district = Area.objects.get(name="甲台小学校区").pk
    return {"district": district, f"{district}-status": "trial", f"{district}-from_date": str(timezone.localdate())}


LETTER = {"subject": "植", "reason": "植", "use-matter": "on", "text-matter": "植"}


def own_tablet(user_id) -> dict:
    device = Device.objects.filter(visitor=user_id).first()
    return {"X-Field-Device": str(device.pk)} if device else {}


def new_tablet() -> dict:
    return {"name": "植", "key": b64(spki(ec.generate_private_key(ec.SECP256R1())))}


PARAMETERS: dict[str, Row] = {
    # The tablet's own. What is signed by a tablet needs no session: tests/field.
    "field": plain(),
    "field_help": plain(),
    "field_worker": plain(),
    "field_manifest": plain(),
    "field_session": plain(),
    "field_devices": plain(get=False, post=new_tablet, script=True),
    "field_list": plain(shows="half", headers=own_tablet),
    "field_visits": plain(get=False, post={"items": []}, script=True, writes=False),
    "field_receipts": plain(),
    "arrivals": plain(shows=PLANTED.person),
    "arrival": about_door("arrival.settle", lambda world: world.brought, shows=PLANTED.brought, post={"door": ""}, writes=False),
    "arrival_aside": about_door("arrival.settle", lambda world: world.brought, get=False, post={"why": "試しだった"}),
    "devices": plain(shows=PLANTED.staff, post={"list_days": "2"}),
    "device_out": about_staff(lambda world: world.device, get=False, post={}),
    "device_name": about_staff(lambda world: world.device, post={"name": "あおい台"}),
    "own_devices": plain(),
    "own_device_out": Row(args=lambda world, user: (uuid.uuid4(),), get=False, post={}, writes=False),
    # Everybody's, signed in or not.
    "healthz": plain(),
    "readyz": plain(),
    "account_login": plain(post={}, writes=False),
    "demo_sign_in": plain(get=False, post={"login": "nobody"}, writes=False),
    "mfa_authenticate": plain(post={}, writes=False),
    "account_logout": plain(post={}, writes=False),
    "sign_in_help": plain(),
    "session_state": plain(post={}, writes=False),
    "link": plain(post={"code": "A"}, writes=False),
    "link_open": plain(args=lambda world, user: ("ABCDE",)),
    "set_language": plain(get=False, post={"language": "ja"}, writes=False),
    # One's own.
    "home": plain(),
    "mfa_activate_totp": plain(post={}, writes=False),
    "mfa_view_recovery_codes": plain(post=None),
    "mfa_generate_recovery_codes": plain(post={}, writes=False),
    "security": plain(),
    "passkey_sign_in": plain(post={}, writes=False),
    "passkey_new": plain(post={}, writes=False),
    "passkey_edit": Row(args=lambda world, user: (1,), post={}, writes=False),
    "factor_remove": Row(args=lambda world, user: (1,), get=False, post={}, writes=False),
    "session_end": Row(args=lambda world, user: (10**8,), get=False, post={}, writes=False),
    "sessions_end": plain(get=False, post={}, writes=False),
    "account_change_password": plain(post={}, writes=False),
    "account_reauthenticate": plain(post={}, writes=False),
    "own_settings": plain(post={"language": "ja", "calendar": "wareki", "text_size": "normal"}, writes=False),
    "working_council": plain(get=False, post={}, writes=False),
    "text_size": plain(get=False, post={"text_size": "normal"}, writes=False),
    # Administration.
    "people": plain(shows=PLANTED.staff),
    "person_new": plain(
        post=ROLE | {"display_name": "植木", "kana": "うえき", "username": "ueki"}, writes=False
    ),
    "person_account": about_staff(
        lambda world: world.person, shows=PLANTED.staff, post={"display_name": "植村", "kana": "うえむら"}
    ),
    "role_grant": about_staff(lambda world: world.person, shows=PLANTED.staff, post=ROLE, writes=False),
    "hand_over": plain(post={}, writes=False),
    "person_disable": about_staff(lambda world: world.person, shows=PLANTED.staff, post={"why": "left"}),
    "person_enable": about_staff(lambda world: world.disabled, get=False, post={}),
    "link_make": about_staff(lambda world: world.person, get=False, post={"purpose": "password"}),
    "role_end": about_staff(lambda world: world.held, shows=PLANTED.staff, post={"why": "left"}),
    "role_restore": about_staff(lambda world: world.ended, get=False, post={}),
    "role_confirm": about_staff(lambda world: world.waiting, get=False, post={}),
    "link_print": about_staff(lambda world: world.link),
    "link_confirm": about_staff(lambda world: world.link, get=False, post={}),
    "confirmations": plain(shows=PLANTED.staff),
    # Nothing was given up.
    "upkeep": plain(),
    "manual": plain(args=lambda world, user: ("caseworker",)),
    "mails": plain(post={}, writes=False),
    "areas": plain(shows="甲西小学校区"),
    "area_edit": about_staff(lambda world: world.district, post={"name": "甲台", "short_name": "台"}),
    "district_new": about_staff(lambda world: world.council, post={"name": "甲南", "short_name": "南"}),
    "organisations": plain(shows=PLANTED.organisation),
    "organisation_new": plain(post={"kind": "network", "name": "甲"}, writes=False),
    "organisation_edit": about_staff(
        lambda world: world.organisation, shows=PLANTED.organisation, post={"kind": "network", "name": "甲"}, writes=False
    ),
    "ledger": plain(post={}, writes=False),
    "pledges": plain(shows=PLANTED.staff),
    "pledge_forms": plain(),
    "pledges_record": plain(post={}, writes=False),
    "access_review": plain(shows=PLANTED.staff, post={"shown": ""}, writes=False),
    "pledge_form": plain(),
    "pledge_record": about_staff(lambda world: world.person, shows=PLANTED.staff, post={}, writes=False),
    "training_record": about_staff(lambda world: world.person, shows=PLANTED.staff, post={"trained_on": "R5.5.20"}),
    "pledge_form_for": about_staff(lambda world: world.person, shows=PLANTED.staff),
    "pledge_revoke": about_staff(lambda world: world.pledge, get=False, post={}),
    # The plan.
    "plan": plain(shows="総合相談支援事業"),
    "plan_upload": plain(post={}, writes=False),
    "plan_preview": plain(post={}, writes=False),
    "plan_rows_to_mend": plain(),
    "program": Row("plan", lambda world, user: (world.program.pk,), "総合相談支援事業", relations=COUNCIL),
    "program_review": about_plan(lambda world: world.program, shows="総合相談支援事業"),
    "program_review_save": about_plan(lambda world: world.program, get=False, post={"what": "comment", "comment-text": "話し合った"}, writes=False),
    "plan_quarter": plain(shows="総合相談支援事業"),
    "plan_quarter_file": plain(),
    "plan_quarter_word": plain(),
    "plan_years": plain(shows="総合相談支援事業"),
    "plan_next": about_plan(lambda world: world.plan, shows="総合相談支援事業", post={}, writes=False),
    "plan_part": Row("plan", lambda world, user: (world.program.pk, "program"), "総合相談支援事業", relations=COUNCIL, post={}, writes=False),
    "target": about_plan(lambda world: world.target, shows="総合相談支援事業", post={"judgement": "behind", "comment": ""}, writes=False),
    "plan_begin": about_plan(lambda world: world.plan, get=False, post={}, writes=False),
    "program_counting": about_plan(lambda world: world.program, shows="総合相談支援事業", post={"what": "months"}),
    "helper_end": about_plan(lambda world: world.helper, get=False, post={}),
    "series_end": about_plan(lambda world: world.series, get=False, post={}),
    # What the programmes did.
    "activities": plain(),
    "activity_new": plain(post={}, writes=False),
    "activity": about_plan(lambda world: world.activity, shows="総合相談支援事業"),
    "activity_edit": about_plan(lambda world: world.activity, shows="総合相談支援事業", post={}, writes=False),
    "activity_cancel": about_plan(lambda world: world.activity, shows="総合相談支援事業", post={}, writes=False),
    # Reports, and the closing of a month.
    "reports": plain(),
    "report_file": plain(args=lambda world, user: ("json",)),
    "long_report_new": plain(get=False, post=lambda: {"report": "monthly", "period": "2025-05", "once": once()}, writes=False),
    "long_report": plain(args=long_of),
    "long_report_state": plain(args=long_of),
    "long_report_stop": plain(args=long_of, get=False, post={}, writes=False),
    "long_report_file": plain(args=lambda world, user: (*long_of(world, user), "json")),
    "month_close": plain(args=lambda world, user: ("2023-05",), post={}),
    "month_reopen": plain(args=lambda world, user: ("2023-06",), post={"why": "入力もれ"}),
    "records_upload": plain(post={}, writes=False),
    "records_preview": plain(post={}, writes=False),
    "records_marked": plain(),
    "records_file": about_plan(lambda world: world.file, shows="総合相談支援事業", post={}),
    # Files of records that leave.
    "exports": plain(),
    "export_new": plain(post={}, writes=False),
    "export": plain(args=export_of),
    "export_state": plain(args=export_of),
    "export_decide": plain(args=waiting_of, post={}),
    "export_drop": plain(args=export_of, get=False, post={}),
    "export_passwords": plain(args=export_of, get=False, post={}, writes=False),
    "export_file": plain(args=export_of),
    # A ledger of before.
    "moves": plain(post={}, writes=False),
    "move_sample": plain(),
    "move": about_plan(lambda world: world.move, post={}, writes=False),
    "move_state": about_plan(lambda world: world.move),
    "move_marked": about_plan(lambda world: world.move),
    "move_drop": about_plan(lambda world: world.move, get=False, post={}),
    "move_back": about_plan(lambda world: world.move, get=False, post={}),
    # What is opened in an emergency.
    "emergency": plain(post={}, writes=False),
    "emergency_end": plain(get=False, post={}, writes=False),
    "emergencies": plain(),
    "emergency_review": about_staff(lambda world: world.emergency, post={"verdict": "right"}),
    # Who helps in the programmes, and who asks.
    "help_requests": plain(shows=PLANTED.person),
    "help_request_new": plain(post={"q": "たかはし"}, writes=False),
    "help_request": about_help(shows=PLANTED.asks),
    "help_request_edit": about_help(shows=PLANTED.asks, post={}, writes=False),
    "help_request_changes": about_help(),
    "help_step": about_help(get=False, post={"step": "end", "text": "植"}),
    "help_deed": about_help(get=False, post=lambda: {"date": str(timezone.localdate()), "hours": "1", "once": once()}),
    "deed_remove": about_help(lambda world: world.given, get=False, post={}),
    "supporters": plain(shows=PLANTED.person),
    "supporter_new": plain(post={"q": "たかはし"}, writes=False),
    "supporter": about_help(lambda world: world.supporter, shows=PLANTED.helps),
    "supporter_edit": about_help(lambda world: world.supporter, shows=PLANTED.helps, post={}, writes=False),
    "supporter_changes": about_help(lambda world: world.supporter),
    "training_add": about_help(
        lambda world: world.supporter, get=False, post=lambda: {"course": "other", "date": str(timezone.localdate()), "once": once()}
    ),
    "training_remove": about_help(lambda world: world.training, get=False, post={}),
    "supporter_end": about_help(
        lambda world: world.supporter, get=False, post=lambda: {"on_date": str(timezone.localdate()), "reason_code": "wish"}
    ),
    "hosts": plain(shows="植林の家", post={}, writes=False),
    "host_edit": about_plan(lambda world: world.host, shows="植林の庭", post={}, writes=False),
    # Tables that leave the office.
    "published_tables": plain(),
    "published_table_new": plain(
        post=lambda: {"what": "consultation.new", "dimensions": ["district"], "period": "quarter", "once": once()}
    ),
    "published_table": about_plan(lambda world: world.table, shows=PLANTED.table),
    "published_table_state": about_plan(lambda world: world.ready),
    "published_table_publish": about_plan(lambda world: world.ready, get=False, post={}),
    "published_table_again": about_plan(lambda world: world.ready, get=False, post={}),
    "published_table_drop": about_plan(lambda world: world.ready, get=False, post={}),
    "published_table_file": Row("plan", lambda world, user: (world.table.pk, "csv"), PLANTED.table, relations=COUNCIL),
    # Reports of the year, and the forms of others.
    "year_reports": plain(),
    "year_report_new": plain(post=lambda: {"year": "2025", "for_whom": "out", "once": once()}, writes=False),
    "year_report": about_plan(lambda world: world.report, shows=PLANTED.table),
    "year_report_state": about_plan(lambda world: world.looked_at),
    "year_report_issue": about_plan(lambda world: world.looked_at, get=False, post={}),
    "year_report_drop": about_plan(lambda world: world.looked_at, get=False, post={}),
    "year_report_file": Row("plan", lambda world, user: (world.report.pk, "pdf"), relations=COUNCIL),
    "own_form_new": plain(post={}, writes=False),
    "own_form": about_plan(lambda world: world.form, shows=PLANTED.table, post={"what_0": "", "period_0": "year"}),
    "own_form_filled": Row("plan", lambda world, user: (world.form.pk, world.report.pk), relations=COUNCIL),
    "own_form_retire": about_plan(lambda world: world.form, get=False, post={}),
    # Finding, taking.
    "search": plain(post={"q": "たかはし"}, writes=False),
    "intake": plain(post=INTAKE),
    "intake_start": plain(get=False, post={"q": "たかはし"}),
    "intake_sheet": plain(),
    "intake_draft": Row("desk", lambda world, user: draft_of(user, world), PLANTED.draft, relations=("own",)),
    "intake_person": Row("desk", lambda world, user: (uuid.uuid4(),), get=False, post={"other": "1"}),
    "namesakes": Row("desk", lambda world, user: (uuid.uuid4(),), get=False, post={"name": "髙橋"}, writes=False),
    "enquiry": plain(post=ENQUIRY),
    "enquiry_from": Row("desk", lambda world, user: (uuid.uuid4(),)),
    "draft_keep": Row("desk", lambda world, user: (uuid.uuid4(),), get=False, post={"name": "植"}),
    "draft_discard": Row(
        "desk", lambda world, user: draft_of(user, world), get=False, post={}, relations=("own", "somebody")
    ),
    "draft_save": Row("desk", lambda world, user: ("note_new", uuid.uuid4()), get=False, post={"text": "植"}),
    # Cases.
    "case_list": plain(shows=PLANTED.person),
    "case_list_print": plain(shows=PLANTED.person),
    "case": about_case(shows=PLANTED.note),
    "case_timeline": about_case(shows=PLANTED.note),
    "case_print": about_case(shows=PLANTED.words),
    "case_status": about_case(get=False, post={"status": "active"}),
    "case_correct": about_case(shows=PLANTED.words, post=CORRECTION),
    "case_close": about_case(post={"on_date": "令和5年10月1日", "reason_code": "solved"}),
    "case_reopen": about_case(pick=lambda world: world.closed, post={"on_date": "令和5年10月2日"}),
    "case_staff": about_case(post={}, writes=False),
    "case_subject": about_case(post={}, writes=False),
    "orphans": plain(post={}, writes=False),
    "recusals_asked": plain(post={}, writes=False),
    "case_recuse": about_case(post={}, writes=False),
    "case_exclude": about_case(post={}, writes=False),
    "case_restrict": about_case(shows=PLANTED.person, post={}, writes=False),
    "restriction_confirm": about_case(get=False, post={}, writes=False),
    "case_lift": about_case(post={}, writes=False),
    "mail_stop": about_case(shows=PLANTED.person, post={"why": "手紙を家族に開けられる"}),
    "reporter_new": about_case(shows=PLANTED.person, post={}, writes=False),
    "reporter": about_case("reporter.read", lambda world: world.reporter, shows=PLANTED.reporter),
    "reporter_edit": about_case("reporter.read", lambda world: world.reporter, shows=PLANTED.reporter, post={"name": "植原"}),
    "reporter_readers": about_case("reporter.read", lambda world: world.reporter, post={}, writes=False),
    "case_access": about_case(),
    "case_changes": about_case(shows=PLANTED.note),
    "note_receivers": plain(),
    "note_new": about_case(post=NOTE),
    "note_edit": about_case("note.read", lambda world: world.note, shows=PLANTED.note, post=NOTE | {"reason": "誤記"}),
    "note_move": about_case("note.read", lambda world: world.note, post={"q": "たかはし"}, writes=False),
    "note_read": Row(
        "content", lambda world, user: (asked_to_read(world, user).pk,), get=False, post={}, relations=CONTENT, read="note.read"
    ),
    "daybook": plain(shows=PLANTED.entry, post={"kind": "handover", "text": "植"}),
    "entry_done": Row(
        "book", lambda world, user: (world.entry.pk,), get=False, post={}, relations=COUNCIL, read="handover.read"
    ),
    # People.
    "person": about_person(shows=PLANTED.relative),
    "person_recuse": about_person(post={}, writes=False),
    "person_exclude": about_person(post={}, writes=False),
    "person_same": about_person(shows=PLANTED.person, post={"q": "たかはし"}, writes=False),
    "person_join": Row(
        "content", lambda world, user: (world.person.pk, world.twin.pk), PLANTED.person, post={}, writes=False, relations=CONTENT,
        read="person.read",
    ),
    "person_part": about_person(pick=lambda world: world.joining, shows=PLANTED.person, post={}, writes=False),
    "person_edit": about_person(shows=PLANTED.person, post=PERSON),
    "other_name_new": about_person(shows=PLANTED.person, post={"kind": "birth", "family_name": "植野"}),
    "other_name_remove": about_person("person.find", lambda world: world.other_name, get=False, post={}),
    "relative_new": about_person(post={"relation": "長女"}),
    "relative_edit": about_person(pick=lambda world: world.relative, shows=PLANTED.relative, post={"relation": "次男"}),
    "relative_remove": about_person(pick=lambda world: world.relative, get=False, post={}),
    "relative_restore": about_person(pick=lambda world: world.relative, get=False, post={}),
    "may_tell": about_person(post=None),
    "consent_new": about_person(post=CONSENT),
    "consent_withdraw": about_person(
        "consent.read", lambda world: world.consent, post={"withdrawn_date": "令和5年10月1日", "reason": "申し出"}
    ),
    # What was told, and the legal grounds beside consent.
    "told": about_person(shows=PLANTED.told),
    "told_print": about_person(shows=PLANTED.told),
    "told_add": about_case("consent.read", lambda world: world.told, shows=PLANTED.told, post={"text": "植木鉢も"}),
    "ground_new": about_case(
        post={"kind": "dv", "text": "植", "receiver": "city", "contents": ["abuse"], "purpose": "emergency", "once": once()}
    ),
    "ground": about_case("consent.read", lambda world: world.ground, shows=PLANTED.ground),
    "ground_confirm": about_case("consent.read", lambda world: world.ground, get=False, post={"answer": "yes"}),
    "ground_review": about_case("consent.read", lambda world: world.urgent, get=False, post={"answer": "yes"}),
    "consent_blank": about_person(get=False, post={}),
    "consent_paper": about_person("consent.read", lambda world: world.consent, get=False, post={}),
    # Documents.
    "documents": plain(shows=PLANTED.document),
    "document": about_person("document.read", lambda world: world.document, shows=PLANTED.document),
    "document_state": about_person("document.read", lambda world: world.document),
    "document_file": about_person("document.read", lambda world: world.document),
    "document_word": about_person("document.read", lambda world: world.document),
    "document_again": about_person("document.read", lambda world: world.failed, get=False, post={}),
    "document_withdraw": about_person("document.read", lambda world: world.document, post={"reason": "書きまちがい"}),
    "copy_mark": about_person("document.read", lambda world: world.copy, post={"holding": "out", "whom": "窓口"}),
    # Files that lie with a record, of each kind; those of the case stand for all in the addresses of one file.
    "files_case": about_case(shows=PLANTED.file),
    "files_note": about_case("note.read", lambda world: world.note, shows=PLANTED.person),
    "files_consent": about_case("consent.read", lambda world: world.consent, shows=PLANTED.person),
    "files_referral": about_referral(shows=PLANTED.person),
    "files_enrolment": about_door(shows=PLANTED.person),
    "attach_case": about_case(shows=PLANTED.person, post={}, writes=False),
    "attach_note": about_case("note.read", lambda world: world.note, shows=PLANTED.person, post={}, writes=False),
    "attach_consent": about_case("consent.read", lambda world: world.consent, shows=PLANTED.person, post={}, writes=False),
    "attach_referral": about_referral(shows=PLANTED.person, post={}, writes=False),
    "attach_enrolment": about_door(shows=PLANTED.person, post={}, writes=False),
    "attachment": about_file(shows=PLANTED.file),
    "attachment_file": about_file(shows=PLANTED.bytes),
    "attachment_edit": about_file(shows=PLANTED.file, post={"description": "植樹の領収書"}),
    "attachment_remove": about_file(shows=PLANTED.file, post={"reason": "別の人のもの"}),
    "attachment_restore": about_file(get=False, post={}, writes=False),
    "liaison_new": about_case(
        post=lambda: {"agency_name": PLANTED.agency, "agency": "", "matter": "植木の相談", "once": once()}, writes=False
    ),
    "liaison_telling": about_case(
        get=False, post={"agency_name": PLANTED.agency, "agency": "", "contents": ["identity"]}, writes=False
    ),
    # A visitor's own doors.
    "round": plain(),
    "own_record": plain(),
    "visitor_records": plain(),
    "visitor_record": plain(args=lambda world, user: (world and getattr(world, "world", world).visit.visitor_id,)),
    "visit_new": about_door("enrolment.read", shows=PLANTED.door, post=VISIT),
    "tie_tell": about_door(shows=PLANTED.person, post={"why": "neighbour"}),
    "tie_answer": about_door("round.read", lambda world: world.tie, shows=PLANTED.person, post={"answer": "stays", "text": "遠い親せき"}),
    "visit": about_door("visit.read", lambda world: world.visit, shows=PLANTED.visit),
    "visit_edit": Row(
        "content", lambda world, user: (visit_of(world, user).pk,), PLANTED.person, post=VISIT, relations=CONTENT, read="visit.read"
    ),
    "visit_join": about_door("visit.read", lambda world: world.visit, get=False, post={}),
    "visit_late": about_door("visit.read", lambda world: world.late, get=False, post={"do": "take"}),
    # Enrolments and the board by month.
    "watch": plain(shows=PLANTED.person),
    "watch_print": plain(shows=PLANTED.person),
    "watch_sheets": plain(shows=PLANTED.person),
    "enrolment_new": plain(post={"q": "たかはし"}, writes=False),
    "enrolment_sheet": plain(),
    "duty": plain(),
    "duty_save": plain(get=False, post={}, writes=False),
    "duty_end": Row("plan", lambda world, user: (world.turn.pk,), relations=COUNCIL, get=False, post={}),
    "rollout": plain(post=rolled_out, shows="甲東小学校区"),
    "visitor_move": about_door("round.read", lambda world: world.assignment, post={"to": "off"}),
    "enrolment": about_door(shows=PLANTED.door),
    "enrolment_access": about_door(),
    "enrolment_changes": about_door(),
    "enrolment_edit": about_door(shows=PLANTED.door, post={}, writes=False),
    "enrolment_pause": about_door(shows=PLANTED.person, post={"reason_code": "hospital", "from_date": "2040-04-01"}),
    "enrolment_resume": about_door(shows=PLANTED.person, post=lambda: {"on_date": str(timezone.localdate() - timedelta(days=35))}),
    "enrolment_end": about_door(
        shows=PLANTED.person, post=lambda: {"reason_code": "wish", "on_date": str(timezone.localdate())}
    ),
    "enrolment_tell": about_door(
        shows=PLANTED.person,
        post={"to": "network", "receiver_name": "植", "contents": ["identity"], "means": "phone"},
    ),
    "enrolment_reconfirm": about_door(shows=PLANTED.person, post=lambda: {"on_date": str(timezone.localdate())}),
    "visitors": about_door(shows=PLANTED.person, post={}, writes=False),
    # Who is not yet confirmed safe.
    "safety": plain(shows=PLANTED.person),
    "safety_print": plain(shows=PLANTED.person),
    "safety_step": about_door("visit.read", lambda world: world.check, shows=PLANTED.person, post={"step": "phone"}),
    "safety_next": about_door(
        "visit.read", lambda world: world.check, shows=PLANTED.person,
        post={"step": "phone", "by_date": "2040-04-01", "by_time": "10:00"},
    ),
    "safety_confirm": about_door("visit.read", lambda world: world.check, shows=PLANTED.person, post={"how": "family", "text": "電話に出た"}),
    "safety_take_back": about_door("visit.read", lambda world: world.check, post={"reason": "人違い"}, writes=False),
    # What somebody must take up.
    "alerts": plain(shows=PLANTED.person),
    "alert": about_door("alert.read", lambda world: world.alert, shows=PLANTED.person),
    "alert_take": about_door("alert.read", lambda world: world.alert, get=False, post={"seen": ""}),
    "alert_act": about_door("alert.read", lambda world: world.alert, get=False, post={"act-text": "電話した"}),
    "alert_close": about_door("alert.read", lambda world: world.alert, get=False, post={"close-how": "settled", "close-text": "話した"}),
    "alert_case": about_door(
        "alert.read", lambda world: world.alert, shows=PLANTED.visit, post={"ground": "agreed", "topic": "dementia"}
    ),
    # Referrals.
    "referrals": plain(shows=PLANTED.person),
    "referral": about_referral(shows=PLANTED.referral),
    "referral_edit": about_referral(shows=PLANTED.referral, post={}, writes=False),
    "referral_owner": about_referral(get=False, post={}, writes=False),
    "referral_changes": about_referral(),
    "letter": about_referral(shows=PLANTED.referral, post=LETTER),
    "letter_preview": about_referral(get=False, post=LETTER, writes=False),
    "letter_make": about_referral(get=False, post={}, writes=False),
    "letter_fax": about_referral(post={}, writes=False),
    "referral_new": about_case(shows=PLANTED.person, post={"kind": "debt", "wish": "返したい", "purpose": "support", "urgency": "normal"}),
    # Which step was the newest one, the page knows and a table cannot: tests/referrals.
    "referral_step": Row(
        "content", lambda world, user: (world.referral.pk, "withdraw"), shows=PLANTED.person, post={"text": "本人が望まない"}, writes=False,
        relations=CONTENT, read="referral.read",
    ),
    # A meeting while it is held, and what comes of it.
    "meeting_begin": about_meeting(lambda world: world.running, get=False, post={}, writes=False),
    "meeting_end": about_meeting(lambda world: world.running, get=False, post={}),
    "meeting": about_meeting(lambda world: world.running),
    "meeting_record": about_meeting(lambda world: world.running, shows=PLANTED.minutes),
    "meeting_item": about_meeting(lambda world: world.spoken, shows=PLANTED.minutes),
    "meeting_came": about_meeting(lambda world: world.attendee, get=False, post={"came": "on"}),
    "minutes_save": about_meeting(lambda world: world.spoken, get=False, post={"text": "植"}, writes=False),
    "minutes_draft": about_meeting(lambda world: world.item, get=False, post={"text": "植", "tab": "33333333-3333-4333-8333-333333333333"}),
    "minutes_take_over": about_meeting(lambda world: world.spoken, get=False, post={"tab": "33333333-3333-4333-8333-333333333333"}),
    "minutes_edit": about_meeting(lambda world: world.spoken, shows=PLANTED.minutes, post={"text": "植"}),
    "minutes_approve": about_meeting(lambda world: world.minutes, get=False, post={"mark": ""}, writes=False),
    "minutes_correct": about_meeting(lambda world: world.minutes, shows=PLANTED.minutes, post={"text": "植"}, writes=False),
    "decision_add": about_meeting(lambda world: world.spoken, get=False, post={"kind": "continue", "text": "植"}),
    "decision_remove": about_decided(get=False, post={}),
    "decision_follow": about_decided(get=False, post={"kind": "debt"}),
    "action_add": about_meeting(
        lambda world: world.spoken, get=False, post={"outsider": "植", "what": "植", "until_date": "2040-04-01"}
    ),
    "action_remove": about_decided(lambda world: world.deed, get=False, post={}),
    "action_handover": about_decided(lambda world: world.deed, get=False, post={}, writes=False),
    "action_board": plain(shows=PLANTED.deed),
    "action_done": about_decided(lambda world: world.deed, shows=PLANTED.deed, post={}, writes=False),
    # Conferences. What a form of an item must say, its page knows and a table cannot: tests/conferences.
    "conferences": plain(),
    "conference_new": plain(post={}, writes=False),
    "conference": about_meeting(shows=PLANTED.meeting),
    "conference_edit": about_meeting(shows=PLANTED.meeting, post={}, writes=False),
    "conference_cancel": about_meeting(get=False, post={}),
    "conference_series": about_meeting(shows=PLANTED.meeting, post={}, writes=False),
    "conference_people": about_meeting(shows=PLANTED.attendee, post={"name": "植草 二郎"}),
    "conference_add": about_meeting(get=False, post={"title": "計画の進み"}),
    "attendee_change": about_meeting(lambda world: world.attendee, get=False, post={"what": "pledge"}),
    "conference_item": about_meeting(lambda world: world.item, get=False, post={}, writes=False),
    # The only item of its agenda stays where it is.
    "conference_item_move": about_meeting(lambda world: world.item, get=False, post={"to": "0"}, writes=False),
    "conference_item_remove": about_meeting(lambda world: world.item, get=False, post={}),
    "sheet": about_meeting(lambda world: world.item, shows=PLANTED.words, post={}),
    "sheet_take": about_meeting(lambda world: world.item, get=False, post={}),
    "sheet_masked": about_meeting(lambda world: world.item, shows=PLANTED.words, post={}),
    "sheet_reopen": about_meeting(lambda world: world.item, get=False, post={}, writes=False),
    "sheet_settle": about_meeting(lambda world: world.item, get=False, post={}, writes=False),
    "case_conference_new": about_case(post={}, writes=False),
    "candidate_ask": about_case(get=False, post={"why": "見立てを相談したい"}),
    "candidate_unask": about_case(get=False, post={}, writes=False),
    "candidate_pass": about_case(get=False, post={}),
    # The papers of a conference.
    "conference_papers": about_meeting(shows=PLANTED.attendee),
    "conference_papers_make": about_meeting(get=False, post={}),
    "conference_sheets_take": about_meeting(get=False, post={}, writes=False),
    "conference_papers_state": about_meeting(),
    "conference_papers_collect": about_meeting(get=False, post={}),
    "conference_people_make": about_meeting(get=False, post={}),
    "conference_letter_make": about_meeting(get=False, post={}, writes=False),
    "conference_minutes_make": about_meeting(get=False, post={}),
    "conference_decisions_make": about_meeting(get=False, post={}),
    "item_minutes_make": about_meeting(lambda world: world.item, get=False, post={}),
    "conference_calendar": about_meeting(),
    # The directory of agencies.
    "agencies": plain(),
    "agency": about_staff(lambda world: world.agency, shows=PLANTED.agency),
    "agency_changes": about_staff(lambda world: world.agency, shows=PLANTED.agency),
    "agency_suggest": plain(),
    "agency_new": plain(post={}, writes=False),
    "agency_edit": about_staff(lambda world: world.agency, shows=PLANTED.agency, post={}, writes=False),
    "agency_close": about_staff(lambda world: world.agency, get=False, post={}),
    "agency_merge": about_staff(lambda world: world.agency, shows=PLANTED.agency, post={}, writes=False),
    "agency_export": plain(),
    "agency_kinds": plain(shows="消費生活センター", post={"kind": "new"}, writes=False),
    # Town blocks.
    "places": plain(shows=PLANTED.place),
    "place_new": plain(post={"name": "甲"}, writes=False),
    "place_edit": about_staff(lambda world: world.place, shows=PLANTED.place, post={}, writes=False),
    "place_close": about_staff(lambda world: world.place, get=False, post={}),
}  # fmt: skip

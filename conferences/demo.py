"""The demo's meetings: the one of last month with what was decided, the one ahead half ready, one about one person, a committee."""

import uuid
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.demo import make_accounts
from accounts.demo_staff import FIRST_COUNCIL
from accounts.models import User
from casework.codes import Content, Decision, Manner
from casework.models import Case
from casework.services import consent_record
from conferences import services
from conferences.agenda_candidates import reasons_of, stands_of
from conferences.codes import Basis, DecisionKind, Host, Kind, Purpose, Rhythm
from conferences.models import Attendee, Conference, Item, Minutes
from conferences.services.minutes import standing
from conferences.services.sheets import REPLACE
from conferences.sheets import masked_of, sheet_of, table_of
from privacy import context
from privacy.models import Area
from referrals.models import Agency

REGULAR = {
    "kind": Kind.REGULAR,
    "host": Host.OURS,
    "basis": Basis.CONSENT,
    "begins": time(13, 30),
    "ends": time(15, 30),
    "place": "福祉センター2階会議室",
}
# The question of each item of the meeting ahead, with its minutes. The last one has none yet: its papers wait.
AHEAD = (
    ("長男に、だれが最初に会いに行くか", 25), ("お金の管理を日常生活自立支援事業に頼むか、後見の相談へ進むか", 20), ("学校とどこまで話を共有するか", 20), ("", 15),
)  # fmt: skip
# What was said of the two items of the meeting that was held.
SAID = (
    "本人は落ち着いている。買い物は週に一度、長女が来ている。\n相談の回数は減っており、見守りに切りかえてよいという意見で一致した。",
    "電話には出るが、外には出ていない。\n集まりへ誘う時期は秋がよい。それまでは月に一度の電話を続ける。",
)
ASKS = ("見立てを相談したい", "家族への伝え方を一緒に考えてほしい", "業者からの電話が続いている")


@transaction.atomic
def make_demo() -> None:
    """Run again, it changes nothing. Needs the cases of casework's demo and the agencies of the referrals'."""
    make_accounts()
    council = Area.objects.get(name=FIRST_COUNCIL)
    if Conference.objects.filter(council=council).exists():
        return
    uzawa, manager, misaki = (User.objects.get(username=name) for name in ("uzawa", "ishiwata", "misaki"))
    with context.on_behalf_of(uzawa):
        rows = (
            Case.objects.visible_to(uzawa, "conference.propose")
            .unclosed()
            .numbered()
            .filter(council=council, subject__isnull=False)
        )
        cases = list(rows.select_related("dossier__area", "subject__dossier").order_by("created_at", "id")[:12])
        _last_month(uzawa, council, manager, misaki, cases[:2])
        _ahead(uzawa, council, manager, misaki, cases[2:6])
        _about_one(uzawa, manager, misaki, cases[6])
        _committee(uzawa, council, manager)
    with context.on_behalf_of(misaki):
        for case, why in zip(cases[7:], ASKS, strict=False):
            mine = Case.objects.visible_to(misaki, "conference.propose").select_related("dossier").filter(pk=case.pk).first()
            if mine:
                services.candidate_ask(mine, actor=misaki, why=why)
    with context.on_behalf_of(uzawa):
        _not_this_time(uzawa, cases[1])


def _not_this_time(uzawa, case) -> None:
    """Spoken of last month, asked for again, and let pass until something about it changes."""
    services.candidate_ask(case, actor=uzawa, why="秋の集まりのあとで、もう一度話したい")
    services.candidate_pass(case, actor=uzawa, reasons=stands_of(reasons_of(uzawa, case)))


def _last_month(uzawa, council, manager, misaki, cases) -> None:
    """Three things to do came of it: one is done, one is late, one is still to come."""
    day = timezone.localdate() - timedelta(days=28)
    made = services.conference_create(actor=uzawa, area=council, chair=manager, date=day, **REGULAR)
    people = _invite(made, uzawa, council, manager, misaki, day)
    for number, case in enumerate(cases):
        item = services.item_add(
            made,
            actor=uzawa,
            case=case,
            minutes=30,
            purpose=Purpose.DECIDE,
            question="支援を終えて見守りに切りかえるか",
            presenter=people[1],
        )
        kind, text = (
            (DecisionKind.WATCH, "見守りに切りかえ、月に二度たずねる"),
            (DecisionKind.CONTINUE, "相談を続け、秋に集まりへ誘う"),
        )[number]
        decision = services.decision_record(item, actor=uzawa, kind=kind, text=text)
        services.action_add(
            item,
            actor=uzawa,
            decision=decision,
            what="本人に話し、返事を聞く",
            until_date=day + timedelta(days=35 if number else 14),
            owner=misaki,
        )
        if not number:
            done = services.action_add(
                item, actor=uzawa, decision=decision, what="訪問員をさがす", until_date=day + timedelta(days=21), owner=uzawa
            )
            services.action_done(done, actor=uzawa, done_date=timezone.localdate() - timedelta(days=10), text="北条さんが行く")
    services.series_begin(made, actor=uzawa, name="定例ケース会議", rhythm=Rhythm.WEEKLY, weekday=day.weekday(), weeks=4)
    _held(made, uzawa, manager)


def _held(made, uzawa, manager) -> None:
    """With minutes that the manager approved: of the first item they are locked and corrected, the second one's wait for her."""
    at = timezone.make_aware(datetime.combine(made.date, made.begins))
    services.conference_begin(made, actor=uzawa, now=at)
    for number, item in enumerate(Item.objects.visible_to(uzawa).present().filter(conference=made).order_by("order")):
        services.item_begin(item, actor=uzawa, now=at + timedelta(minutes=30 * number))
        services.minutes_keep(item, actor=uzawa, text=SAID[number], now=at + timedelta(minutes=30 * number + 25))
    for attendee in Attendee.objects.in_dossier_of(made, uzawa).filter(conference=made).present().order_by("invited_at", "id"):
        services.attendee_came(attendee, actor=uzawa, came=True)
    services.conference_end(made, actor=uzawa, now=at + timedelta(minutes=75))
    first = Minutes.objects.visible_to(uzawa).filter(item__conference=made).order_by("item__order").first()
    with context.on_behalf_of(manager):
        services.minutes_approve(first, actor=manager, seen=standing(first.item, manager).mark, now=at + timedelta(days=2))
    with context.on_behalf_of(uzawa):
        approved = Minutes.objects.visible_to(uzawa).get(pk=first.pk)
        services.minutes_correct(approved, actor=uzawa, text="「長女」は「二女」の誤り。", now=at + timedelta(days=3))


def _ahead(uzawa, council, manager, misaki, cases) -> None:
    """Half ready: one item lacks its question, one has no basis for those outside."""
    last = (
        Conference.objects.visible_to(uzawa)
        .select_related("dossier", "area", "chair", "series")
        .get(council=council, kind=Kind.REGULAR)
    )
    made = services.copy_of(last, uzawa, date=timezone.localdate() + timedelta(days=6), series=last.series, id=uuid.uuid4())
    for number, (case, (question, minutes)) in enumerate(zip(cases, AHEAD, strict=False)):
        if number != 2:
            _agree(uzawa, case)
        item = services.item_add(made, actor=uzawa, case=case, minutes=minutes, question=question, purpose=Purpose.DISCUSS)
        if number < 2:
            services.sheet_take(item, actor=uzawa)
        if not number:
            _mask(uzawa, item)


def _mask(uzawa, item) -> None:
    """Its sheet for those outside is ready: what the rule leaves open is replaced as the page offers it."""
    services.sheet_mask(item, actor=uzawa, texts={}, institutions=True, districts=False)
    while left := _left(uzawa, item):
        key, mark, instead = left[0]
        services.sheet_settle(item, actor=uzawa, key=key, mark=mark, how=REPLACE, instead=instead or "（略）", alike=True)


def _left(uzawa, item) -> list:
    sheet = sheet_of(item, uzawa, "item.prepare")
    blocks = masked_of(item, sheet, table_of(item, sheet, uzawa))
    return [(one.source.key, found.mark(one.text), found.suggestion) for one in blocks for found in one.open]


def _about_one(uzawa, manager, misaki, case) -> None:
    """With the real name, by the person's consent."""
    _agree(uzawa, case)
    made = services.conference_create(
        actor=uzawa, area=case.dossier.area, case=case, kind=Kind.INDIVIDUAL, host=Host.OURS, basis=Basis.CONSENT, chair=manager,
        date=timezone.localdate() + timedelta(days=9), begins=time(10), ends=time(11), place="本人の家", review=0,
    )  # fmt: skip
    services.attendee_invite(made, actor=uzawa, user=misaki)
    services.attendee_invite(made, actor=uzawa, name="林田 由紀", organisation="地域包括支援センター", role="保健師")
    services.item_add(
        made, actor=uzawa, case=case, minutes=45, purpose=Purpose.DISCUSS, question="退院のあと、家でどう暮らすか"
    )


def _committee(uzawa, council, manager) -> None:
    made = services.conference_create(
        actor=uzawa, area=council, kind=Kind.COMMITTEE, host=Host.OURS, basis=Basis.NO_CASES, chair=manager, title="地区行動計画推進委員会",
        date=timezone.localdate() + timedelta(days=20), begins=time(18), ends=time(19, 30), place="公民館",
    )  # fmt: skip
    for title, minutes in (("計画の進み", 30), ("見守りの広がり", 20)):
        services.item_add(made, actor=uzawa, title=title, minutes=minutes, standing=True)


def _invite(made, uzawa, council, manager, misaki, day) -> list:
    agency = Agency.objects.filter(council=council, closed_date=None, name__contains="包括").order_by("name", "id").first()
    outside = {"agency": agency} if agency else {"organisation": "地域包括支援センター"}
    return [
        services.attendee_pledge(
            Attendee.objects.in_dossier_of(made, uzawa).get(conference=made, user=manager), actor=uzawa, pledged_date=day
        ),
        services.attendee_invite(made, actor=uzawa, user=misaki, pledged_date=day),
        services.attendee_invite(made, actor=uzawa, name="林田 由紀", role="保健師", pledged_date=day, **outside),
        services.attendee_invite(made, actor=uzawa, name="露﨑 光江", role="民生委員・児童委員", pledged_date=day),
    ]


def _agree(uzawa, case) -> None:
    consent_record(
        case.subject, actor=uzawa, decision=Decision.GRANTED, contents=[one for one in Content if one != Content.ABUSE], recipients=["conference"],
        purposes=["conference"], purpose="ケース会議で相談するため", manner=Manner.WRITTEN, given_by="self",
        given_date=timezone.localdate() - timedelta(days=20),
    )  # fmt: skip

"""One list of agencies that was taken over: three new ones, one that it corrected, and one that stood so in the directory."""

import uuid

from django.db import transaction

from accounts.demo import make_accounts
from accounts.demo_staff import FIRST_COUNCIL
from accounts.models import User
from moving import services
from moving.models import Move, MoveContent
from moving.services.taking import read
from privacy import context
from privacy.models import Area
from programs.files.reading import Table

ROWS = [
    ["機関名", "ふりがな", "種類", "電話番号", "FAX", "対応内容", "受付時間", "担当部署", "担当者", "備考"],
    [
        "みなも訪問看護ステーション", "みなもほうもんかんごすてーしょん", "介護・障害福祉サービス", "0436-00-7952", "0436-00-7953",
        "訪問看護・退院前の相談", "平日 8:30〜17:30", "管理者", "時田", "夜間は留守番電話",
    ],
    ["みなも信用組合 国分寺台支店", "", "その他", "0436-00-7962", "", "窓口での声かけ、だましの振り込み", "平日 9:00〜15:00", "窓口", "", ""],
    [
        "みなも市フードバンク", "みなもしふーどばんく", "その他", "0436-00-7963", "", "食料の支援。前の日までに電話", "火・金 10:00〜15:00",
        "受付", "御園", "",
    ],
    ["台中央診療所", "", "医療機関", "0436-00-7601", "", "内科・往診", "月〜土 9:00〜12:00", "医療相談", "中島", "往診は地区内のみ"],
    ["台小学校", "", "学校", "0436-00-7701", "", "", "", "教頭", "", ""],
]  # fmt: skip


@transaction.atomic
def make_demo() -> None:
    """Run again, it changes nothing. Needs the directory of the referrals' demo."""
    make_accounts()
    council = Area.objects.get(name=FIRST_COUNCIL)
    if Move.objects.filter(council=council).exists():
        return
    coordinator = User.objects.get(username="uzawa")
    with context.on_behalf_of(coordinator):
        tables = [Table("関係機関", ROWS)]
        subject = Move.Subject.AGENCIES
        move = services.move_begin(council, actor=coordinator, tables=tables, subject=subject, id=uuid.uuid4())
        content = MoveContent.objects.visible_to(coordinator).get(move=move)
        _reader, _found, plan = read(move, content.payload, coordinator)
        services.move_ask(move, actor=coordinator, expected=plan.counts)
        services.move_take(move, actor=coordinator)

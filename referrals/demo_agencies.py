"""The demo's directory: agencies of every kind, with telephones that ring nowhere; calls to them, and legal grounds in both standings."""

import uuid
from datetime import timedelta

from django.utils import timezone

from casework import services as casework
from casework.models import Case, Consent
from privacy import context
from referrals import services
from referrals.models import Agency
from referrals.services.agencies import kinds_of

# (name, kana, kind, telephone, FAX, contacts as (office or task, name), what it takes)
AGENCIES = (
    (
        "国分寺台地域包括支援センター",
        "こくぶんじだいちいきほうかつしえんせんたー",
        "地域包括支援センター",
        "0436-00-7101",
        "0436-00-7102",
        (("総合相談", "田中"), ("権利擁護", "大野")),
        "高齢の方の介護・健康・虐待の相談",
    ),
    (
        "市役所 高齢者支援課",
        "しやくしょ こうれいしゃしえんか",
        "市役所",
        "0436-00-7201",
        "0436-00-7202",
        (("虐待の通報窓口", ""), ("地域包括ケア係", "鈴木")),
        "高齢者虐待の通報・市長申立て",
    ),
    (
        "市役所 障がい者支援課",
        "しやくしょ しょうがいしゃしえんか",
        "市役所",
        "0436-00-7203",
        "",
        (("障害者虐待防止センター", ""),),
        "障害のある方の相談・虐待の通報",
    ),
    (
        "市役所 子ども家庭課",
        "しやくしょ こどもかていか",
        "市役所",
        "0436-00-7205",
        "",
        (("家庭児童相談", ""),),
        "児童虐待の通告・子育ての相談",
    ),
    (
        "市社会福祉協議会 地域福祉課",
        "ししゃかいふくしきょうぎかい ちいきふくしか",
        "市社会福祉協議会",
        "0436-00-7301",
        "0436-00-7302",
        (("日常生活自立支援事業", "小林"),),
        "日常生活自立支援事業・生活福祉資金",
    ),
    (
        "成年後見支援センター",
        "せいねんこうけんしえんせんたー",
        "中核機関",
        "0436-00-7303",
        "0436-00-7304",
        (("相談", "渡部"),),
        "成年後見制度の利用の相談",
    ),
    (
        "法テラス 試験事務所",
        "ほうてらす しけんじむしょ",
        "法テラス・弁護士",
        "0436-00-7401",
        "",
        (("予約の受付", ""),),
        "借金・法律の相談",
    ),
    (
        "市消費生活センター",
        "ししょうひせいかつせんたー",
        "消費生活センター",
        "0436-00-7501",
        "",
        (("相談員", "平野"),),
        "訪問販売・詐欺の相談",
    ),
    ("台中央診療所", "だいちゅうおうしんりょうじょ", "医療機関", "0436-00-7601", "", (("医療相談", "中島"),), ""),
    ("台小学校", "だいしょうがっこう", "学校", "0436-00-7701", "", (("教頭", ""),), ""),
    (
        "台小区福祉ネットワーク",
        "だいしょうくふくしねっとわーく",
        "小域福祉ネットワーク",
        "0436-00-7801",
        "",
        (("会長", "鳥海"),),
        "見守り・サロン",
    ),
    (
        "国分寺台地区民児協",
        "こくぶんじだいちくみんじきょう",
        "民生委員・児童委員協議会",
        "0436-00-7901",
        "",
        (("会長", "根本"),),
        "",
    ),
    (
        "ヘルパーステーション花",
        "へるぱーすてーしょんはな",
        "介護・障害福祉サービス",
        "0436-00-7951",
        "",
        (("管理者", "秋葉"),),
        "訪問介護",
    ),
    ("台中央交番", "だいちゅうおうこうばん", "その他", "0436-00-7961", "", (("所長", ""),), "行方のわからない方、だましの電話"),
)
# (what it was about, what they answered, days ago)
CALLS = (
    ("介護申請の相談を依頼。本人の氏名と住所を伝えた", "来週の火曜に自宅を訪ねる", 3),
    ("訪問に同行してもらえるか聞いた", "担当から折り返す", 9),
)


def make_agencies(council, coordinator) -> None:
    kinds = {kind.name: kind for kind in kinds_of(council.pk)}
    for name, kana, kind, phone, fax, contacts, takes in AGENCIES:
        people = [{"role": role, "name": person, "phone": ""} for role, person in contacts]
        services.agency_save(
            actor=coordinator, council=council, kinds=[kinds[kind]], contacts=people, name=name, kana=kana, phone=phone, fax=fax,
            takes=takes, hours="平日 8:30–17:15", address="国分寺台中央",
        )  # fmt: skip


def make_calls(caseworker, council, today) -> None:
    """About the first of this caseworker's people who agreed that the centre may know them."""
    with context.on_behalf_of(caseworker):
        centre = Agency.objects.with_kinds().get(council=council, name=AGENCIES[0][0])
        agreed = Consent.objects.visible_to(caseworker).filter(recipients__contains=["comprehensive"]).values("person")
        mine = Case.objects.visible_to(caseworker).unclosed().assigned_to(caseworker)
        cases = list(
            mine.filter(subject__in=agreed).select_related("dossier", "subject__dossier").order_by("created_at", "id")[:2]
        )
        for case, (matter, answer, days) in zip(cases, CALLS, strict=False):
            services.liaison_record(
                case, actor=caseworker, agency=centre, spoken_to="田中さん", matter=matter, answer=answer, contents=["identity"],
                at=timezone.now() - timedelta(days=days), id=uuid.uuid4(),
            )  # fmt: skip
        first = mine.exclude(subject=None).select_related("dossier").order_by("created_at", "id")[0]
        for cannot_wait, text in (
            (False, "離れて暮らす長女の連絡先がわからず、本人は入院中"),
            (True, "腕にあざ。お金を渡していると話す"),
        ):
            casework.ground_record(
                first, actor=caseworker, kind="elder_abuse" if cannot_wait else "protection", text=text, receiver="city",
                contents=["identity", "abuse"] if cannot_wait else ["identity", "health"], purpose="emergency", from_date=today,
                cannot_wait=cannot_wait,
            )  # fmt: skip

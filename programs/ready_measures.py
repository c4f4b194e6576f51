"""The sensible set of measures to begin with, by a word of a programme's name. The council edits its own from then on."""

from dataclasses import dataclass, field

from programs.models import Measure, Program

Kind, Adds = Measure.Kind, Measure.Adds


@dataclass(frozen=True)
class Ready:
    name: str
    unit: str
    adds: str = Adds.SUM
    kind: str = Kind.SESSION


@dataclass(frozen=True)
class Set:
    """`word`: of the programme's name. `months`: when it is planned, where it is not spread over the year."""

    word: str
    measures: tuple[Ready, ...]
    months: tuple[int, ...] = field(default=())


def _people(name: str, adds: str = Adds.SUM) -> Ready:
    return Ready(name, "人", adds)


def _told(name: str) -> Ready:
    return Ready(name, "件", kind=Kind.PUBLICATION)


SETS = (
    Set("広報誌", (
        Ready("広報誌の部数", "部", kind=Kind.PUBLICATION), Ready("チラシの部数", "部", kind=Kind.PUBLICATION), _told("SNSでの発信"),
    )),
    Set("歳末助け合い", (
        Ready("募金の額", "円", kind=Kind.CAMPAIGN), Ready("募金の件数", "件", kind=Kind.CAMPAIGN), _people("交流の場の参加者"),
    ), months=(12,)),
    Set("地域福祉支援", (_people("集まりの参加者"), Ready("様子を聞いた世帯", "世帯", kind=Kind.SURVEY))),
    Set("生活困窮者支援", (
        Ready("制服リユースの提供", "点", kind=Kind.CAMPAIGN), Ready("制服リユースの受入", "点", kind=Kind.CAMPAIGN),
        Ready("フードパントリーの世帯", "世帯", kind=Kind.CAMPAIGN), Ready("食料品の配布", "点", kind=Kind.CAMPAIGN),
    )),
    Set("サロン", (
        _people("茶話会の参加者", Adds.AVERAGE), _people("バリアフリーの参加者", Adds.AVERAGE), _people("子育ての参加者", Adds.AVERAGE),
    )),
    Set("子どもの居場所", (_people("居場所の参加者", Adds.AVERAGE),)),
    Set("地域食堂", (_people("地域食堂の参加者", Adds.AVERAGE), Ready("既設の食堂との話し合い", "件"))),
    Set("運営支援", (Ready("運営助成金の額", "円", kind=Kind.GRANT), _told("活動の紹介"))),
    Set("総合相談", (_people("研修会・ケース会議の参加者"), _told("窓口の周知"))),
    Set("参加支援", (_people("参加の場の参加者", Adds.AVERAGE), Ready("受け入れる場", "か所", Adds.PARTNERS, Kind.AGREEMENT))),
    Set("権利擁護", (_people("研修会の参加者"), _told("理解促進の周知"))),
    Set("見守り", (_people("打ち合わせの参加者"), _told("見守りの周知"))),
    Set("第2層協議体", (_people("協議体会議の出席者", Adds.AVERAGE),)),
    Set("日常生活支援", (
        Ready("手伝いの実施", "件"), Ready("アンケートの配布", "枚", kind=Kind.SURVEY), Ready("アンケートの回収", "枚", kind=Kind.SURVEY),
        _told("活動の周知"),
    )),
    Set("行動計画推進", (_people("推進委員会の出席者", Adds.AVERAGE),)),
    Set("社会福祉法人", (Ready("参画した法人", "法人", Adds.PARTNERS, Kind.AGREEMENT), _people("話し合いの参加者"))),
    Set("連絡会議", (_people("連絡会の出席者", Adds.AVERAGE),)),
    Set("ボランティアデビュー", (_people("養成講座の参加者"), Ready("出番の場", "か所", Adds.PLACES))),
    Set("担い手養成", (_people("勉強会・研修の参加者"),)),
    Set("地域福祉研修会", (_people("研修会の参加者"),)),
    Set("災害ボランティア", (_people("HUG訓練の参加者"), _people("うち地域住民の参加"))),
    Set("災害時", (_people("HUG・DIGの参加者"),)),
    Set("安全教室", (_people("教室・講座の児童"),)),
    Set("防犯", (_people("防犯活動の参加者"),)),
)  # fmt: skip
OTHERWISE = Set("", (_people("参加者", Adds.AVERAGE),))


def set_of(name: str) -> Set:
    return next((one for one in SETS if one.word in name), OTHERWISE)


def begin_measures(program: Program) -> list[Measure]:
    """Those of the programme. One that has none yet gets the usual ones, and its usual months."""
    standing = list(program.measures.filter(retired_date=None))
    if standing or program.measures.exists():
        return standing
    ready = set_of(program.name)
    Measure.objects.bulk_create(
        Measure(program=program, position=position, name=one.name, unit=one.unit, adds=one.adds, kind=one.kind)
        for position, one in enumerate(ready.measures)
    )
    if ready.months and not program.planned_months:
        program.planned_months = list(ready.months)
        program.save(update_fields=["planned_months"])
    return list(program.measures.all())

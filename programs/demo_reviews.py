"""The demo's reviews: two quarters written, budgets, and one programme that a person judged otherwise than the rule."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from accounts.models import User
from japan import fiscal
from programs.models import Comment, Evaluation, Money, Program, Review
from programs.pages.quarters import bounds_of

# By a word of the name: done, learned, next; once for each of the two quarters.
WRITTEN = {
    "広報誌": (
        ("6月号を全戸に配った。SNSの係を二人決めた。", "写真の多いページがよく読まれている。", "秋の号に地域食堂の特集を入れる。"),
        ("8月号を配り、SNSを試しに始めた。", "若い世帯からの問い合わせが初めてあった。", "載せてよい写真の決まりを作る。"),
    ),
    "共生型サロン": (
        ("茶話会を二つの会場で月2回ひらいた。", "東小区は雨の日に人が減る。", "送り迎えのしかたを話し合う。"),
        ("夏も休まずひらいた。子育ての会に父親が来た。", "会場がせまくなってきた。", "西小区の会場をさがす。"),
    ),
    "地域食堂": (
        ("台小区で月2回。食材は農家から分けてもらった。", "片づけの人手が足りない。", "中学生に手伝いを頼む。"),
        ("夏休みは昼にもひらいた。", "子どもだけで来る家が三つある。", "西小区で試しに一度ひらく。"),
    ),
    "総合相談": (
        ("窓口のちらしを回覧した。研修会を一度した。", "電話の相談がふえた。", "ケース会議を二か月に一度にする。"),
        ("ケース会議を二度ひらいた。", "夕方の電話に出られないことがある。", "当番を決める。"),
    ),
    "見守り": (
        ("小域福祉ネットワークと打ち合わせをした。", "訪問員の心配は玄関先での話し方。", "話し方の練習会をする。"),
        ("台小区で訪問を始めた。", "留守が続いた家への手順が役に立った。", "東小区の準備に入る。"),
    ),
    "災害ボランティア": (
        ("中学校と日程を決めた。", "授業の中で行うほうが参加が多い。", "秋のHUGの役割を決める。"),
        ("", "", ""),
    ),
}  # fmt: skip
# Yen of a year: planned, and spent by now.
MONEY = {
    "広報誌": (480_000, 236_500, "印刷と折り込み"), "共生型サロン": (360_000, 171_200, ""), "地域食堂": (300_000, 188_400, "食材が上がった"),
    "運営支援": (150_000, 150_000, "三つのネットワークへ5万円ずつ"), "歳末助け合い": (80_000, None, ""), "総合相談": (120_000, 41_800, ""),
    "災害ボランティア": (60_000, 63_500, "訓練の用紙を刷り増した"),
}  # fmt: skip
# A person's word instead of the rule's, and a comment on what the rule says.
JUDGED = (
    ("広報誌", "on_track", "号は予定どおり。SNSは係の引きつぎを待って、冬に始める。"),
    ("地域食堂", "", "西小区は試しの日が決まり、年度のうちに追いつける。"),
)


def make_reviews(plan) -> None:
    """Of the year that runs, or of the plan's last one."""
    people = {user.username: user for user in User.objects.filter(username__in=("uzawa", "ishiwata"))}
    if Review.objects.filter(program__policy__goal__plan=plan).exists() or len(people) < 2:
        return
    today = timezone.localdate()
    year = max(plan.from_year, min(plan.to_year, fiscal.fiscal_year(today)))
    programs = list(Program.objects.filter(policy__goal__plan=plan))
    kept = {"fiscal_year": year, "by": people["uzawa"]}
    for word, quarters in WRITTEN.items():
        program = next(one for one in programs if word in one.name)
        for quarter, (done, learned, following) in enumerate(quarters, 1):
            at = _moment(bounds_of(year, quarter)[1] + timedelta(days=6))
            if done and at <= timezone.now():
                Review.objects.create(
                    program=program, quarter=quarter, done=done, learned=learned, next=following, at=at, **kept
                )
    for word, (budget, spent, note) in MONEY.items():
        program = next(one for one in programs if word in one.name)
        Money.objects.create(program=program, budget=budget, note="", at=_moment(fiscal.bounds(year)[0]), **kept)
        if spent and today >= bounds_of(year, 2)[1]:
            Money.objects.create(
                program=program, budget=budget, spent=spent, note=note, at=_moment(bounds_of(year, 2)[1]), **kept
            )
    for word, judgement, comment in JUDGED:
        judged = next(one for one in programs if word in one.name)
        Evaluation.objects.create(
            program=judged, fiscal_year=year, judgement=judgement, comment=comment, at=timezone.now(), by=people["ishiwata"]
        )
    Comment.objects.create(program=judged, quarter=1, text="片づけは自治会の当番と合わせられないか、次の委員会で。", **kept)


def _moment(day):
    return timezone.make_aware(datetime.combine(day, time(10, 30)))

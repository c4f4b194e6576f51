"""The demo's plan: names and figures of a real plan, described in our own words, in the very habit that the importer reads."""

from django.utils import timezone

from japan import fiscal
from privacy import context
from privacy.models import Area
from programs.demo_activities import make_activities
from programs.demo_reviews import make_reviews
from programs.importing import plan_import
from programs.models import Plan
from programs.plan_document import parse

HEAD = "事業名\t事業内容\t到達目標\t今年度の計画"
FIRST_YEAR, LAST_YEAR = 2023, 2026
DOCUMENT = """\
2023年度事業計画（案）

国分寺台地区行動計画（2023年度～2026年度）

基本理念： ともに支え合い ともに明るい未来を育むまち 国分寺台

基本目標 1 「地域の誰もが互いに支え合うコミュニティづくり」

1-1 地域・福祉を知る機会の充実（福祉意識の醸成）

{head}
広報誌発行事業\t紙とSNSで活動を知らせ、手伝う人をふやす。\t①広報誌を年3回以上 ②SNSでの発信\t①広報誌を年4回 ②SNSの準備
歳末助け合い事業\t年の暮れの募金を通じて、支え合いを知ってもらう。\t続ける\t交流の場で行う
地域福祉支援事業\t年の暮れに集まり、困りごとの声を聞く。\t個別の支援へ移る\t困りごとのある家の様子を知る
生活困窮者支援活動の推進\t食べ物や制服をゆずり合う。\t①制服リユースの通年実施 ②フードパントリーを毎年開催\t①制服リユースの通年実施 ②配り方の検討

1-2 人と人との触れ合いを育む場の推進（福祉意識の醸成）

{head}
共生型サロン事業(いきいき、はつらつ、子育てサロンの発展・強化)\t年齢や立場によらず集まれる場。\t①茶話会を3小学校区全てに開設 ②移行をおえる ③会場をふやす\t3分野に分ける。 ①茶話会：25名/回, 月2回, 2会場 ②バリアフリー：30名/回, 年2回 ③子育て：50名/回, 年3回
子どもの居場所づくり事業\t子どもが安心して過ごせる場。\t全小学校区に会場\t準備と、1小学校区での試行
地域食堂事業\t一緒に食べる場で、世代がふれ合う。\t全小学校区に会場\t台小区：地域食堂 25名/回, 月2回 東小区：今の食堂を支える 西小区：調べて準備

1-3 小地域福祉活動の推進

{head}
小域福祉ネットワーク連携事業（運営支援）\t3圏域の小域福祉ネットワークを支える。\t続ける\t①助成を続ける ②活動を紹介する

基本目標 2 「地域の繋がりを豊かにするための仕組みづくり」

2-1 寄り添い支えていく体制の強化（地域で孤立させない取組の強化）

{head}
総合相談支援事業\t困りごとを早く受けとめ、つなぎ、その後を見守る窓口。\t①困りごとに気づく力 ②支える力\t①研修会とケース会議 ②窓口を知ってもらう
参加支援の場づくり事業\t制度のすき間にいる人が、人とつながる場。\t①本格的に行う ②相談や食堂とつなぐ\t①検討 ②場をさがす ③試す
権利擁護事業\t判断する力が弱くなっても、その人らしく暮らせるように支える。\t①相談とつなぐ\t①知ってもらう ②研修で学ぶ
見守り事業(安心生活見守り支援事業)\t安心訪問員がたずね、声をかけ、無事をたしかめる。\t全小学校区で見守りを実施\t①準備 ②小域福祉ネットワークと組む

2-2 生活を支えるための体制強化（地域で孤立させない取組の強化）

{head}
高齢者地域支え合い事業(第2層協議体推進)\t地域の支え合いを話し合い、担い手とつなぐ。\t続ける\t会議を続ける
日常生活支援事業\t暮らしの小さな手伝いを住民どうしで。\t担い手と手伝いをふやす\t①アンケート ②行い、知らせる

2-3 地域福祉力の向上

{head}
地区行動計画推進事業\t計画の進みを委員会で確かめる。\t計画をやりとげる\t①進みの管理 ②成果の確かめ
社会福祉法人との連携づくり事業\t法人の力を地域の課題に生かす。\t一緒に動く\t①高齢者分野から
小域福祉ネットワーク連携事業（連絡会議）\tネットワークと考えを合わせる。\t続ける\t①連絡会を年2回

基本目標 3 「地域で安心して幸せに暮らすための基盤づくり」

3-1 地域で活躍する人材の育成

{head}
ボランティアデビュー事業\t福祉を学び、地域に出るきっかけ。\t①講座を年1回以上 ②出番をつくる\t①講座 ②やり方の検討
災害・生活支援活動等の担い手養成事業\t災害と暮らしの手伝いの担い手。\t学ぶ会をひらく\t①検討 ②研修に出る
地域福祉研修会事業\t地域の中心となる人を育てる。\t続ける\t①研修会

3-2 災害対応力の体制構築

{head}
災害ボランティア事業\t災害のときに動ける人と関係をつくる。\t協力のかたちをつくる\t①中学校でのHUG ②住民の参加 ③課題の検討
災害時に備えた地域連携体制の構築事業\t自主防災組織と組む。\tHUG・DIGを複数回実施\tHUG・DIGを複数回実施

3-3 安心・安全な地域づくりの推進

{head}
体験型安全教室の推進事業\t子どもが自分を守る力をつける。\t続ける\t各小学校で行う
地域防犯活動との連携事業\t防犯の活動と手を組む。\t連携を強める\t調べ、話し合い、行う
""".replace("{head}", HEAD)


def document(year: int) -> str:
    """The plan of one of its years. Its term goes on as long as today is asked for: one that is over shows nothing of this year."""
    last = max(LAST_YEAR, fiscal.fiscal_year(timezone.localdate()))
    return DOCUMENT.replace(f"{FIRST_YEAR}年度事業計画", f"{year}年度事業計画").replace(f"～{LAST_YEAR}年度", f"～{last}年度")


def make_demo() -> None:
    """For the demo's first council; run again, it changes nothing."""
    area = Area.objects.councils().order_by("pk").first()
    if area is None or Plan.objects.filter(area=area).exists():
        return
    this_year = fiscal.fiscal_year(timezone.localdate())
    with context.as_job("import"):
        for year in sorted({FIRST_YEAR, this_year - 1, this_year}):
            plan_import(parse(document(year)), actor=context.current(), area=area)
    make_activities(area)
    make_reviews(Plan.objects.filter(area=area).first())

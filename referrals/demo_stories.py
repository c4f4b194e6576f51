"""Invented referrals of the demo: one in each state, one in silence, one that came back; and who reported the suspected abuse."""

from casework.codes import Content, Purpose
from referrals.codes import Kind, Type

CORE, CITY, COUNCIL = "成年後見支援センター", "市役所 高齢者支援課", "市社会福祉協議会 地域福祉課"
LEGAL, CONSUMER = "法テラス 試験事務所", "市消費生活センター"
MONEY = [Content.IDENTITY, Content.LIVING, Content.MONEY]
HEALTH = [Content.IDENTITY, Content.HEALTH, Content.LIVING]
SUSPECTED = [Content.EXISTENCE, Content.IDENTITY, Content.ABUSE]
WARD = {"kind": Kind.GUARDIAN, "purpose": Purpose.APPLICATION}

REPORTER = {
    "name": "蛭田 ツネ",
    "phone": "0436-00-7719",
    "relation": "となりの家",
    "wish": "「わたしから聞いたとは、言わないでください」",
    "said": "夜中にどなり声が三度。「金はどこだ」と聞こえた。先月から本人を外で見ない",
}
# Agency, what is asked, [(step, days before today, what is said)]; begun the day before the first step.
REFERRALS = [
    (CORE, {**WARD, "type": Type.OPEN, "contents": HEALTH, "matter": "通帳と印鑑を何度もなくし、公共料金の支払いが止まった。制度の利用を相談したい",
            "wish": "「自分でできなくなったら、だれかに頼みたい」", "answers": {"signs": ["money", "documents"], "money": "self", "applicant": "relative"}}, []),
    (COUNCIL, {"kind": Kind.DAILY_LIFE, "contents": MONEY, "matter": "郵便物の整理と、生活費の払い出しの手伝い", "wish": "「手伝ってもらえると助かる」",
               "answers": {"signs": ["documents"], "understands": "毎月の手数料のことも、自分の言葉で話せた"}}, [("submit", 1, {})]),
    (CORE, {**WARD, "type": Type.CURATORSHIP, "contents": HEALTH, "matter": "訪問販売の契約が続いた。保佐の利用を長女と相談中", "wish": "「娘にまかせたい」",
            "answers": {"signs": ["purchases", "varies"], "applicant": "relative"}}, [("submit", 3, {}), ("approve", 2, {})]),
    (LEGAL, {"kind": Kind.DEBT, "contents": MONEY, "matter": "三社からの借入れ。返済の見通しが立たない", "wish": "「少しずつでも返したい」",
             "answers": {"debts": "三社で120万円ほど。2年前から", "money": "self"}}, [("submit", 4, {}), ("approve", 3, {}), ("send", 0, {})]),
    # In silence: past both days.
    (CORE, {**WARD, "type": Type.OPEN, "contents": HEALTH, "matter": "妻の入院で、家の書類と支払いを見る人がいない", "wish": "「困っている。相談したい」",
            "answers": {"signs": ["documents", "appointments"], "applicant": "self"}}, [("submit", 23, {}), ("approve", 22, {}), ("send", 20, {})]),
    (CITY, {"kind": Kind.ELDER_ABUSE, "contents": SUSPECTED, "purpose": Purpose.EMERGENCY, "matter": "年金の通帳を家族が持ち、食費を渡していない疑い",
            "wish": "まわりに人がいて、聞けなかった", "wish_unknown": True, "answers": {"seen": ["financial", "neglect"], "danger": "soon", "saw": "「年金は見たことがない」と民生委員に話した。冷蔵庫に食べ物がなかった"}},
     [("reported", 2, {"spoken_to": "権利擁護係 鳥海", "receipt": "番号なし（電話で受付）"}), ("acknowledge", 1, {"spoken_to": "権利擁護係 鳥海", "text": "訪問して確かめるとのこと"})]),
    (CONSUMER, {"kind": Kind.CONSUMER, "contents": MONEY, "matter": "屋根の修理の契約を取り消したい", "wish": "「断れなかった。やめたい」",
                "answers": {"bought": "先月末、自宅で。80万円。契約書あり"}},
     [("submit", 9, {}), ("approve", 9, {}), ("send", 8, {}), ("acknowledge", 7, {"receipt": "受-118"}), ("accept", 5, {"text": "業者へ通知を出す"})]),
    (CITY, {"kind": Kind.MAYOR, "purpose": Purpose.APPLICATION, "contents": HEALTH, "matter": "身寄りがなく、申立てをする人がいない", "wish": "「よくわからないが、ひとりは心細い」",
            "answers": {"signs": ["repeats", "money", "place"], "applicant": "mayor"}},
     [("submit", 16, {}), ("approve", 15, {}), ("send", 14, {}), ("acknowledge", 12, {}), ("return", 3, {"text": "四親等内の親族の有無を確かめてからとのこと"})]),
    (LEGAL, {"kind": Kind.DEBT, "contents": MONEY, "matter": "連帯保証の請求が来た", "wish": "「払えない」", "answers": {"debts": "知人の事業の保証。約300万円"}},
     [("submit", 25, {}), ("approve", 24, {}), ("send", 24, {}), ("acknowledge", 22, {}), ("decline", 18, {"text": "ほかの弁護士が受任ずみ"})]),
    (COUNCIL, {"kind": Kind.DAILY_LIFE, "contents": MONEY, "matter": "家賃と公共料金の支払いの手伝い", "wish": "「来てくれるなら続けたい」", "answers": {"signs": ["money"]}},
     [("submit", 40, {}), ("approve", 39, {}), ("send", 38, {}), ("acknowledge", 36, {}), ("accept", 28, {}), ("work", 14, {"text": "生活支援員が週1回訪問"})]),
    (CORE, {**WARD, "type": Type.ASSISTANCE, "contents": HEALTH, "matter": "書類の手続きの代理を頼みたい", "wish": "「大事なことだけ手伝ってほしい」", "answers": {"signs": ["documents"], "applicant": "self"}},
     [("submit", 60, {}), ("approve", 59, {}), ("send", 58, {}), ("acknowledge", 56, {}), ("accept", 50, {}), ("work", 45, {}), ("end", 6, {"text": "補助開始の審判が確定した"})]),
    (COUNCIL, {"kind": Kind.DAILY_LIFE, "contents": MONEY, "matter": "金銭管理の手伝い", "wish": "「やはり自分でやりたい」", "answers": {}},
     [("submit", 11, {}), ("withdraw", 8, {"text": "長男が手伝うことになった"})]),
]  # fmt: skip

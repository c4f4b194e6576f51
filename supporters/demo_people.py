"""Invented people who help in the programmes and who ask: odd names, numbers that ring nowhere."""

from supporters.codes import Kind, Task

DAILY, DEBUT = [Kind.EVERYDAY, Kind.ELDERLY], [Kind.DEBUT]
# Name, kana, sex, year of birth, district, for what, what they can do, weekdays, bands, where they are active already, days since the pledge.
SUPPORTERS = [
    ("青空 晴子", "あおぞら はるこ", "female", 1957, "台小区", DAILY, [Task.GARDEN, Task.RUBBISH], [0, 2, 4], ["morning"], "サロンの手伝い", 60),
    ("星川 一歩", "ほしかわ いっぽ", "male", 1951, "台小区", DAILY, [Task.REPAIRS, Task.GARDEN], [1, 3], ["morning", "afternoon"], "", 90),
    ("若葉 みどり", "わかば みどり", "female", 1963, "台小区", DAILY, [Task.SHOPPING, Task.ESCORT], [2], ["afternoon"], "地域食堂", 45),
    ("夕凪 渚", "ゆうなぎ なぎさ", "female", 1960, "東小区", DAILY, [Task.CLEANING, Task.COOKING], [0, 1], ["morning"], "地域食堂", 120),
    ("木漏日 守", "こもれび まもる", "male", 1949, "東小区", DAILY, [Task.ESCORT, Task.TALK], [], [], "", 200),
    ("雪原 小雪", "ゆきはら こゆき", "female", 1972, "西小区", DAILY, [Task.PAPERS, Task.PHONE], [5], ["morning", "afternoon"], "", 30),
    ("月影 望", "つきかげ のぞむ", "male", 1955, "西小区", DAILY, [Task.REPAIRS, Task.SHOPPING], [3, 4], ["afternoon"], "防犯パトロール", 400),
    ("朝霧 明", "あさぎり あきら", "male", 1958, "台小区", [Kind.PARTICIPATION], [Task.TALK, Task.JOINING], [4], ["afternoon"], "居場所づくり", 75),
    ("花園 すみれ", "はなぞの すみれ", "female", 1966, "東小区", [Kind.PARTICIPATION, Kind.ELDERLY], [Task.JOINING, Task.TALK], [2], [], "茶話会", 15),
    ("春風 そよ", "はるかぜ そよ", "female", 1985, "台小区", DEBUT, [Task.CHILDREN, Task.EVENTS], [5, 6], [], "", 20),
    ("海原 航", "うなばら わたる", "male", 1990, "西小区", DEBUT, [Task.EVENTS, Task.PHONE], [6], ["afternoon"], "", 25),
    ("虹野 かける", "にじの かける", "male", 2004, "東小区", DEBUT, [Task.PHONE, Task.CHILDREN], [5], ["morning"], "", 10),
    ("山彦 響", "やまびこ ひびき", "male", 1962, "台小区", [Kind.HELPERS], [Task.EVENTS, Task.REPAIRS], [], [], "自主防災組織", 150),
    ("小川 せせら", "おがわ せせら", "female", 1969, "西小区", [Kind.HELPERS, Kind.EVERYDAY], [Task.CLEANING, Task.GARDEN], [1], ["morning"], "", 35),
    ("陽炎 ゆら", "かげろう ゆら", "female", 1948, "台小区", DAILY, [Task.TALK], [], ["morning"], "", 500),
]  # fmt: skip

# Name of the place, district, what one can do there, weekdays, bands.
HOSTS = [
    ("台の居場所 ひだまり", "台小区", [Task.JOINING, Task.CHILDREN], [2, 5], ["afternoon"]),
    ("東の茶話会", "東小区", [Task.JOINING, Task.TALK], [3], ["morning"]),
    ("地域食堂の台所", "台小区", [Task.COOKING, Task.EVENTS], [5], ["evening"]),
    ("養成講座", None, [Task.LEARNING], [], []),
]

# Name, kana, sex, year of birth, district, kind, task, in their words, weekdays, bands, days ago, who does it, how far, hours each time.
REQUESTS = [
    ("霞ヶ原 うめ", "かすみがはら うめ", "female", 1937, "台小区", Kind.EVERYDAY, Task.GARDEN, "庭の草が腰まで伸びた", [0, 2], ["morning"], 3, "", "asked", []),
    ("千歳飴 つる", "ちとせあめ つる", "female", 1935, "東小区", Kind.EVERYDAY, Task.RUBBISH, "集積所まで歩けない", [1, 4], ["morning"], 9, "", "arranging", []),
    ("白樺 立夫", "しらかば たつお", "male", 1941, "台小区", Kind.EVERYDAY, Task.REPAIRS, "廊下の電球に手が届かない", [], [], 20, "星川 一歩", "ended", [0.5]),
    ("桃栗 実", "ももくり みのる", "male", 1939, "台小区", Kind.EVERYDAY, Task.SHOPPING, "米と灯油が重い", [2], ["afternoon"], 48, "若葉 みどり", "doing", [1.5, 1.5, 2, 1.5]),
    ("綿雲 ふわ", "わたぐも ふわ", "female", 1944, "東小区", Kind.ELDERLY, Task.ESCORT, "眼科まで一緒に行ってほしい", [], [], 60, "木漏日 守", "doing", [3, 2.5, 3]),
    ("薄氷 きよ", "うすらい きよ", "female", 1936, "西小区", Kind.ELDERLY, Task.TALK, "一日だれとも話さない日がある", [], ["afternoon"], 15, "", "arranging", []),
    ("露草 はじめ", "つゆくさ はじめ", "male", 1988, "台小区", Kind.PARTICIPATION, Task.JOINING, "静かにいられる場所がほしい", [2], ["afternoon"], 40, "台の居場所 ひだまり", "doing", [2, 2, 2.5]),
    ("霜柱 れい", "しもばしら れい", "female", 1995, "東小区", Kind.PARTICIPATION, Task.JOINING, "少しずつ外に出たい", [3], [], 6, "", "asked", []),
    ("春風 そよ", "", "", 0, "", Kind.DEBUT, Task.EVENTS, "行事の手伝いからはじめたい", [5], [], 25, "地域食堂の台所", "doing", [2]),
    ("虹野 かける", "", "", 0, "", Kind.DEBUT, Task.CHILDREN, "子どもと遊ぶのが好き", [5], ["afternoon"], 8, "台の居場所 ひだまり", "arranging", []),
    ("山彦 響", "", "", 0, "", Kind.HELPERS, Task.LEARNING, "災害のときの手伝い方を知りたい", [], [], 70, "養成講座", "ended", [2, 2]),
    ("金木犀 かおる", "きんもくせい かおる", "female", 1940, "西小区", Kind.EVERYDAY, Task.CLEANING, "網戸を洗いたい", [], [], 33, "", "cancelled", []),
]  # fmt: skip

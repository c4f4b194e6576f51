"""Invented people behind the doors of the watch-over (those who are consulted about: `casework/demo_people.py`): odd names, numbers that
ring nowhere."""

from visits.codes import Caution, Manner, Need, Part, Pattern

ALONE = {"need": Need.ALONE, "manner": Manner.MEETING}
TWICE = {"pattern": Pattern.TIMES, "times": 2}
ONCE = {"pattern": Pattern.TIMES, "times": 1}
WEEKLY = {"pattern": Pattern.WEEKS, "weeks": 1}

# Name, kana, sex, year of birth, district, what is applied for, (visitor, part)…, what happens (see `visits.demo`).
DOORS = [
    (
        "石井 トシ", "いしい とし", "female", 1938, "台小区",
        {**ALONE, **TWICE, "cautions": [Caution.HEARING], "caution_text": "右の耳が遠い。大きな声でゆっくり", "preference": "午前中"},
        [("shishikura", Part.VISITOR), ("nagasawa", Part.COMPANION)], "regular",
    ),
    (
        "髙田 勇", "たかだ いさむ", "male", 1941, "台小区",
        {"need": Need.COUPLE, "manner": Manner.MEETING, **TWICE, "cautions": [Caution.BELL], "caution_text": "勝手口から声をかける"},
        [("shishikura", Part.VISITOR)], "concern",
    ),
    (
        "宮﨑 フミ", "みやざき ふみ", "female", 1936, "台小区",
        {**ALONE, **WEEKLY, "cautions": [Caution.SLOW], "caution_text": "戸口まで3分ほどかかる", "preference": "木曜はデイサービス"},
        [("shishikura", Part.VISITOR), ("nagasawa", Part.SUBSTITUTE)], "absent",
    ),
    (
        "齊藤 和夫", "さいとう かずお", "male", 1945, "台小区",
        {**ALONE, "pattern": Pattern.NTH, "nth": [2, 4], "weekdays": [4], "skip_holidays": True, "cautions": [Caution.DOG]},
        [("shishikura", Part.VISITOR)], "regular",
    ),
    (
        "渡邊 富子", "わたなべ とみこ", "female", 1940, "台小区",
        {"need": Need.HOSPITAL, "manner": Manner.MEETING, "pattern": Pattern.WEEKS, "weeks": 2, "caution_text": "退院したばかり。長く立たせない"},
        [("shishikura", Part.VISITOR)], "regular",
    ),
    (
        "川名 あき", "かわな あき", "female", 1943, "台小区", {**ALONE, **ONCE, "manner": Manner.CALL, "preference": "夕方"},
        [("shishikura", Part.VISITOR)], "waiting",
    ),
    (
        "栁田 キク", "やなぎだ きく", "female", 1934, "台小区",
        {**ALONE, **WEEKLY, "weekdays": [1, 4], "cautions": [Caution.DOG, Caution.SIGHT], "caution_text": "犬は庭につないである"},
        [("shishikura", Part.VISITOR), ("nagasawa", Part.COMPANION)], "regular",
    ),
    (
        "鎗田 正", "やりた ただし", "male", 1948, "台小区",
        {"need": Need.FIFTY_EIGHTY, "manner": Manner.OUTSIDE, **TWICE, "need_text": "50代の息子と二人。息子は人に会いたがらない"},
        [("shishikura", Part.VISITOR)], "regular",
    ),
    (
        "塚越 源一", "つかごし げんいち", "male", 1945, "東小区",
        {"need": Need.COUPLE, "manner": Manner.MEETING, **TWICE, "cautions": [Caution.DOG], "need_text": "妻は入院中"},
        [("koide", Part.VISITOR)], "regular",
    ),
    (
        "小川 トミ", "おがわ とみ", "female", 1942, "東小区",
        {**ALONE, **WEEKLY, "weekdays": [3], "cautions": [Caution.MEMORY], "caution_text": "約束を忘れていることがある"},
        [("koide", Part.VISITOR)], "overdue",
    ),
    (
        "鴇田 実", "ときた みのる", "male", 1947, "東小区",
        {"need": Need.DISABILITY, "manner": Manner.MEETING, **ONCE, "caution_text": "筆談の用意がある"},
        [("koide", Part.VISITOR)], "consulted",
    ),
    (
        "花澤 ミネ", "はなざわ みね", "female", 1939, "西小区", {**ALONE, **TWICE, "preference": "雨の日は電話で"},
        [("nagasawa", Part.VISITOR)], "regular",
    ),
    (
        "切替 ハナ", "きりかえ はな", "female", 1937, "台小区", {**ALONE, **TWICE, "cautions": [Caution.SLOW]},
        [("nagasawa", Part.VISITOR)], "paused",
    ),
    (
        "積田 茂", "つみた しげる", "male", 1944, "台小区", {**ALONE, **TWICE},
        [("nagasawa", Part.VISITOR)], "ended",
    ),
    ("安西 澄", "あんざい すみ", "female", 1946, "東小区", {**ALONE, **TWICE, "cautions": [Caution.HEARING]}, [], "new"),
]  # fmt: skip
WORDS = [
    "庭の草とりをしていた",
    "",
    "お茶を出そうとするので断った",
    "",
    "孫が来ると話す。声に張り",
    "",
    "新聞は取り込んであった",
]
CONCERN = "郵便が三日分たまっている。本人は「かぜ気味で寝ていた」。昼食はまだとのこと"
CONSULT = "役所の封筒の読み方がわからないので、だれかに相談したいとのこと"

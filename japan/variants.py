"""Old and new forms of one character: each pair leads from the one that is found to the one that is looked up.

Out of the annexes of the family-register rules (戸籍法施行規則別表第二: name characters, and old forms of common ones), the old forms in
the brackets of the 常用漢字表, the forms that 表外漢字字体表 and JIS X 0208 write otherwise, and what family registers write by hand.
What Unicode itself calls a compatibility form (海 U+FA45) is folded before and stands in no table.
"""

# The form that is folded, then the form it is found under.
_ANNEX = """
亞亜 惡悪 爲為 榮栄 衞衛 圓円 緣縁 薗園 應応 櫻桜 奧奥 橫横 溫温 價価 壞壊 懷懐 樂楽 渴渇 卷巻 陷陥 寬寛 氣気 僞偽 戲戯 虛虚 峽峡 狹狭 曉暁
駈駆 勳勲 薰薫 惠恵 揭掲 鷄鶏 藝芸 擊撃 縣県 儉倹 劍剣 險険 圈圏 檢検 顯顕 驗験 嚴厳 廣広 恆恒 黃黄 國国 黑黒 碎砕 雜雑 兒児 濕湿 實実 壽寿
收収 從従 澁渋 獸獣 縱縦 緖緒 敍叙 將将 涉渉 燒焼 奬奨 條条 狀状 乘乗 淨浄 剩剰 疊畳 孃嬢 讓譲 釀醸 眞真 寢寝 愼慎 盡尽 粹粋 醉酔 穗穂 瀨瀬
齊斎 靜静 攝摂 專専 戰戦 纖繊 禪禅 壯壮 爭争 莊荘 搜捜 巢巣 曾曽 裝装 瘦痩 騷騒 增増 藏蔵 臟臓 卽即 帶帯 滯滞 瀧滝 單単 團団 彈弾 晝昼 鑄鋳
廳庁 徵徴 聽聴 鎭鎮 轉転 傳伝 嶋島 燈灯 盜盗 稻稲 德徳 拜拝 盃杯 賣売 髮髪 拔抜 晚晩 祕秘 冨富 拂払 佛仏 步歩 峯峰 飜翻 每毎 萬万 默黙 埜野
彌弥 藥薬 與与 搖揺 樣様 謠謡 來来 賴頼 覽覧 龍竜 凉涼 綠緑 淚涙 壘塁 禮礼 曆暦 歷歴 鍊錬 郞郎 錄録 亙亘 凜凛 堯尭 巖巌 晄晃 檜桧 槇槙 祿禄
禰祢 穰穣 萠萌 遙遥
"""
_COMMON = """
壓圧 圍囲 醫医 壹壱 飮飲 隱隠 營営 銳鋭 驛駅 悅悦 閱閲 鹽塩 艷艶 毆殴 歐欧 假仮 會会 繪絵 擴拡 殼殻 覺覚 學学 嶽岳 勸勧 罐缶 觀観 歡歓 關関
旣既 歸帰 龜亀 犧犠 舊旧 據拠 擧挙 敎教 區区 驅駆 徑径 經経 繼継 螢蛍 輕軽 莖茎 溪渓 缺欠 硏研 權権 獻献 號号 效効 鑛鉱 劑剤 濟済 齋斎 册冊
慘惨 棧桟 蠶蚕 贊賛 殘残 絲糸 齒歯 辭辞 舍舎 寫写 釋釈 肅粛 處処 稱称 證証 觸触 囑嘱 屬属 續続 墮堕 對対 體体 臺台 擇択 澤沢 擔担 膽胆 斷断
癡痴 遲遅 蟲虫 敕勅 遞逓 點点 黨党 當当 鬪闘 獨独 讀読 屆届 貳弐 腦脳 霸覇 廢廃 發発 蠻蛮 濱浜 甁瓶 竝並 變変 邊辺 辨弁 瓣弁 辯弁 舖舗 寶宝
豐豊 襃褒 沒没 滿満 餠餅 譽誉 豫予 餘余 兩両 獵猟 隸隷 靈霊 齡齢 戀恋 爐炉 勞労 樓楼 灣湾 瑤瑶 槪概 槩概 淸清 靑青 鄕郷 緜綿 內内 戶戸 吳呉
姬姫 產産 稅税 說説 脫脱 顏顔 彥彦 戾戻 查査 淺浅 踐践 錢銭 潛潜 雙双 總総 聰聡 屢屡 數数 樞枢 亂乱 尙尚 眾衆 鐵鉄 圖図 聲声 賤賎 鄰隣 羣群
穩穏 攜携 崕崖 峩峨 冝宜 勑勅
"""
_BEYOND = """
鷗鴎 蘆芦 鶯鴬 濤涛 檮梼 禱祷 蠟蝋 蠣蛎 礪砺 籠篭 瀆涜 攪撹 屛屏 幷并 俠侠 頰頬 剝剥 塡填 麴麹 嚙噛 搔掻 繡繍 醬醤 荊荆 軀躯 竈竃 壺壷 諫諌
藪薮 籔薮 侭儘 繫繋 迹跡 蔣蒋 萊莱 蠅蝿 鼈鱉 囊嚢 摑掴 潑溌 焰焔 簞箪 蟬蝉 顚顛 驒騨 鹼鹸 麵麺 靭靱 礒磯
"""
_REGISTERS = """
髙高 﨑崎 嵜崎 碕崎 𠮷吉 濵浜 栁柳 桺柳 邉辺 斉斎 嶌島 淵渕 渊渕 舘館 曻昇 𣘺橋 槗橋 桒桑 舩船 圡土 𡈽土 凬風 邨村 亰京 隝島 冩写 煕熙 熈熙
裵裴 椙杉 籏旗 廸迪 仭仞 吞呑 咒呪 壻婿 斈学 旾春 枩松 梹檳 檪櫟 皷鼓 筭算 莾莽 蕐華 蘓蘇 閒間 靍鶴 靏鶴 鸖鶴 靎鶴 鶇鶫 麁粗 龝秋 穐秋 竒奇
苅刈 鉃鉄 銕鉄 頴穎 鬭闘 禛禎 嵓巌 嵒巌 巗巌 庿廟 徃往
"""
# Signs of the radicals, which come out of PDFs in place of the characters (⻑⾕川). NFKC folds the Kangxi ones; these it leaves.
_RADICALS = """
⺀冫 ⺁厂 ⺂乛 ⺃乚 ⺄乙 ⺅亻 ⺆冂 ⺇几 ⺈刀 ⺉刂 ⺊卜 ⺋㔾 ⺌小 ⺍小 ⺎兀 ⺏尢 ⺐尢 ⺑尢 ⺒巳 ⺓幺 ⺔彐 ⺕彐 ⺖忄 ⺗心 ⺘扌 ⺙攵 ⺛旡 ⺜日
⺝月 ⺞歹 ⺠民 ⺡氵 ⺢水 ⺣灬 ⺤爫 ⺥爫 ⺦丬 ⺧牛 ⺨犭 ⺩王 ⺪疋 ⺫目 ⺬示 ⺭礻 ⺮竹 ⺯糸 ⺰纟 ⺱罓 ⺲罒 ⺳网 ⺴网 ⺵网 ⺶羊 ⺷羊 ⺸羊 ⺹耂
⺺肀 ⺻聿 ⺼月 ⺽臼 ⺾艹 ⺿艹 ⻀艹 ⻁虎 ⻂衤 ⻃覀 ⻄西 ⻅见 ⻆角 ⻇角 ⻈讠 ⻉贝 ⻊足 ⻋车 ⻌辶 ⻍辶 ⻎辶 ⻏阝 ⻐钅 ⻑長 ⻒長 ⻓长 ⻔门 ⻕阜
⻖阝 ⻗雨 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 ⻝食 ⻞食 ⻟食 ⻠饣 ⻡首 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ⻧卤 ⻨麦 ⻩黄 ⻪黾 ⻫斎 ⻬齐 ⻭歯 ⻮齿 ⻯竜 ⻰龙 ⻱亀
⻲亀
"""


def _pairs(*tables: str) -> dict[str, str]:
    """{folded: found under}, led on to where it stays."""
    found = {pair[0]: pair[1] for table in tables for pair in table.split()}
    return {old: _end(new, found) for old, new in found.items()}


def _end(char: str, found: dict[str, str]) -> str:
    while char in found:
        char = found[char]
    return char


FORMS = _pairs(_ANNEX, _COMMON, _BEYOND, _REGISTERS, _RADICALS)

"""An office moves in, from an empty database to a restored backup, on engines that are not ours: through the pages, as its people do.

Two web servers and two workers share the work. Only where the engines are installed: it takes some minutes.
"""

import io
import os
import random
import re
import time
import urllib.request
from datetime import date, timedelta

import msoffcrypto
import openpyxl
import pytest

from casework.demo_people import FAMILIES, GIVENS, STORIES
from tests.accounts.phone import code_now
from tests.browser.conftest import PATIENCE
from tests.engine.copies import manage
from tests.engine.engines import Office, missing
from tests.moving import watch_lists
from tests.moving.ledgers import book
from ui import workbook

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(missing()), reason=missing()),
    pytest.mark.skipif(
        "PYTEST_XDIST_WORKER" in os.environ, reason="starts servers for minutes: run by itself, not beside the others"
    ),
]
HEADS = ["台帳番号", "相談日", "氏名", "ふりがな", "方法", "相談内容", "担当者"]
COUNCIL, PASSWORD, ROWS = "甲地区社会福祉協議会", "まちの とおりの あいことば", 4_000
# Of people: the restore of a backup on another machine may take so long.
TEN_MINUTES = 600
# Of the worker: what 4,000 rows may take from the choice of the file.
TWO_MINUTES = 120


@pytest.fixture(scope="module")
def office():
    made = Office()
    try:
        made.make()
        made.manage("migrate", "--verbosity", "0")
        made.manage("collectstatic", "--no-input", "--verbosity", "0")
        for name in ("web-1", "web-2", "worker-1", "worker-2", "beat-1"):
            made.start(name)
        yield made
    finally:
        made.close()


class Person:
    """Somebody at a browser of their own, with a phone or a device that holds passkeys."""

    def __init__(self, chromium, office, name, web="web-1"):
        self.name, self.office, self.secret = name, office, ""
        self.context = chromium.new_context(base_url=f"http://localhost:{office.ports[web]}", locale="ja-JP")
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()

    def press(self, words=None):
        button = self.page.get_by_role("button", name=words, exact=True) if words else self.page.locator("main .btn--main")
        with self.page.expect_navigation():
            button.first.click()
        if "/account/again/" in self.page.url:
            self.again()

    def again(self):
        """Asked once more who it is: nothing that was typed is lost."""
        with self.page.expect_navigation():
            if self.secret:
                self.fill(password=PASSWORD, code=code_now(self.secret))
                self.page.locator("main .btn--main").first.click()
            else:
                self.page.click("[data-passkey-press]")

    def fill(self, **values):
        for name, value in values.items():
            self.page.fill(f"main [name={name}]", value)

    def sign_in(self):
        self.page.goto("/account/login/")
        self.fill(login=self.name, password=PASSWORD)
        self.press()

    def enter(self, link, *, by_passkey=False):
        """From the paper to ten recovery codes."""
        self.page.goto(link)
        self.fill(password=PASSWORD, again=PASSWORD)
        self.press()
        self.sign_in()
        self.second_factor(by_passkey)

    def second_factor(self, by_passkey=False):
        if by_passkey:
            cdp = self.context.new_cdp_session(self.page)
            cdp.send("WebAuthn.enable")
            device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
            asks = {"isUserVerified": True, "automaticPresenceSimulation": True}
            cdp.send("WebAuthn.addVirtualAuthenticator", {"options": device | asks})
            self.page.goto("/account/keys/new/")
            self.fill(name="事務所のPC")
            self.page.click("[data-passkey-press]")
        else:
            self.secret = self.page.locator("details code").text_content().replace(" ", "")
            self.fill(code=code_now(self.secret))
            self.press()
        self.page.wait_for_url("**/account/recovery-codes/")
        assert self.page.locator("ul.codes li").count() == 10

    def text(self):
        return self.page.locator("main").inner_text()


def is_ready(office, web):
    try:
        with urllib.request.urlopen(f"http://localhost:{office.ports[web]}/readyz", timeout=10) as answer:
            return answer.status == 200
    except OSError:
        return False


def papers(said) -> dict[str, str]:
    """{user name: way in}, of what a command printed."""
    return dict(re.findall(r"^([a-z.]+): http://localhost:\d+(/link/\S+/)", said, re.MULTILINE))


def ledger() -> tuple[bytes, list[int]]:
    """Seven years of somebody's Excel, with the numbers of the rows that cannot be right."""
    chance, rows, wrong = random.Random(7), [HEADS], [17, 1_900, 3_333]
    for number in range(2, ROWS + 2):
        day = date(2019, 4, 1) + timedelta(days=chance.randrange(2_300))
        family, given = chance.choice(FAMILIES), chance.choice(GIVENS)
        cells = {
            "台帳番号": number, "相談日": f"令和{day.year - 2018}年{day.month}月{day.day}日" if day.year > 2019 else day,
            "氏名": f"{family[0]} {given[0]}", "ふりがな": f"{family[1]} {given[1]}", "方法": "電話", "相談内容": chance.choice(STORIES)[3],
            "担当者": "乙野 相談",
        }  # fmt: skip
        if number in wrong:
            cells["相談日"] = "令和元年13月40日"
        rows.append([cells.get(head, "") for head in HEADS])
    return workbook.write_sheets([workbook.Sheet("台帳", rows)]), wrong


@pytest.fixture(scope="module")
def people(office, chromium):
    """Two administrators and two managers by the commands of an installation, one of them with a passkey."""
    town = ["--council", COUNCIL, "--url", f"http://localhost:{office.ports['web-1']}"]
    said = office.manage("bootstrap", "first.admin", "second.admin", *town, "--city", "試験市").stdout
    said += office.manage("appoint", "first.manager", "second.manager", *town).stdout
    ways, made = papers(said), {}
    for name, by_passkey in (("first.admin", False), ("first.manager", True), ("second.manager", False)):
        made[name] = Person(chromium, office, name)
        made[name].enter(ways[name], by_passkey=by_passkey)
    yield made
    for person in made.values():
        person.context.close()


def test_two_caseworkers_come_by_two_people_each(office, people, chromium):
    admin, manager = people["first.admin"], people["first.manager"]
    for name, shown in (("soudan.otsu", "乙野 相談"), ("soudan.hei", "丙野 相談")):
        admin.page.goto("/staff/new/")
        admin.fill(display_name=shown, kana="そうだん", username=name)
        admin.page.select_option("[name=role]", "coordinator")
        admin.page.select_option("[name=area]", label=COUNCIL)
        admin.press()
        address = admin.page.url
        manager.page.goto("/staff/confirmations/")
        manager.press("確認する")
        pledge(manager, shown)
        people[name] = Person(chromium, office, name, "web-2")
        people[name].enter(paper(admin, manager, address))


def pledge(manager, shown):
    manager.page.goto("/pledges/")
    manager.page.locator("main li").filter(has_text=shown).get_by_role("link", name="署名を記録").click()
    manager.press()


def paper(admin, manager, address, purpose="invitation") -> str:
    """A way in that one makes and another confirms."""
    admin.page.goto(address)
    with admin.page.expect_navigation():
        admin.page.click(f"button[name=purpose][value={purpose}]")
    token = admin.page.locator("p.num code").inner_text()
    manager.page.goto("/staff/confirmations/")
    manager.press("確認する")
    return f"/link/{token}/"


def test_four_thousand_rows_come_in_with_every_bad_one_named(people):
    manager, (data, wrong) = people["first.manager"], ledger()
    manager.page.goto("/moving/")
    manager.page.check("[name=subject][value=ledger]")
    manager.page.set_input_files("input[type=file]", {"name": "台帳.xlsx", "mimeType": workbook.CONTENT_TYPE, "buffer": data})
    began = time.monotonic()
    manager.press()
    for number in wrong:
        manager.page.get_by_text(f"{number}行め").wait_for()
    manager.page.check("[name=leave]")
    manager.press("引き継ぐ")
    manager.page.get_by_role("button", name="すべて取り消す").wait_for()
    assert time.monotonic() - began < TWO_MINUTES
    assert f"延べ件数 {ROWS - len(wrong)}" in manager.text()


# The page on which they stand, the list with its bad row, what the page asks of all of its rows, and the names of those that come in.
LISTS = {
    "enrolments": (
        "/watch/",
        watch_lists.watch_list(
            watch_lists.other("1", "植木 一郎"), watch_lists.other("2", "露木 花", 同意日="×"), watch_lists.other("3", "鶴岡 三郎"),
        ),
        {"contents": "identity", "given": "written"},
        "3行め, 同意日: 本人の同意がなければ登録できません", "見守り登録 2", ("植木 一郎", "鶴岡 三郎"),
    ),
    "agencies": (
        "/agencies/",
        book(
            ["機関名", "種別", "電話番号", "担当部署"], ["見本地域包括支援センター", "地域包括支援センター", "0436-00-0010", "相談係"],
            ["見本内科クリニック", "宇宙人", "0436-00-0012", "受付"], ["見本中央交番", "その他", 436000013, "窓口"], title="関係機関",
        ),
        {}, "3行め, 種別: 名簿にない種類です", "新しく載せる機関 2", ("見本地域包括支援センター", "見本中央交番"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("subject", LISTS)
def test_the_other_lists_come_in_the_same_way_and_go_back_whole(people, subject):
    """With what was right of it, where it is used; and taken back nothing of it is offered any more."""
    page, (where, data, asked, wrong, counted, names) = people["first.manager"].page, LISTS[subject]
    page.goto("/moving/")
    page.check(f"[name=subject][value={subject}]")
    page.set_input_files("input[type=file]", {"name": "名簿.xlsx", "mimeType": workbook.CONTENT_TYPE, "buffer": data})
    people["first.manager"].press()
    page.get_by_text(wrong).wait_for()
    for name, value in asked.items():
        page.check(f"[name={name}][value={value}]")
    if asked:
        people["first.manager"].press("この内容で見なおす")
    page.check("[name=leave]")
    address = page.url
    people["first.manager"].press("引き継ぐ")
    page.get_by_role("button", name="すべて取り消す").wait_for()
    assert counted in people["first.manager"].text()
    assert stands(people["first.manager"], where, names) == [True] * 2
    page.goto(address)
    people["first.manager"].press("すべて取り消す")
    page.get_by_text("取り消し済み").first.wait_for()
    assert stands(people["first.manager"], where, names) == [False] * 2


def stands(person, where, names) -> list[bool]:
    person.page.goto(where)
    return [name in person.text() for name in names]


def test_all_that_a_leaving_colleague_has_goes_to_another_in_one_step_while_a_web_server_is_killed(office, people):
    """Both work at the other one."""
    leaves, stays = people["soudan.otsu"], people["soudan.hei"]
    office.kill("web-1")
    for number in range(3):
        leaves.page.goto("/intake/")
        leaves.fill(
            intake_date="令和8年4月1日",
            name=f"試験 {number}子",
            kana=f"しけん {'いろは'[number]}こ",
            words="通帳が見つからない",
        )
        leaves.page.check("[name=means][value=phone]")
        leaves.page.check("[name=route][value=self]")
        leaves.page.check("[name=topics][value=dementia]")
        leaves.page.check("[name=consent][value=oral]")
        leaves.press()
        assert "/cases/" in leaves.page.url, leaves.text()
    leaves.page.goto("/staff/hand-over/")
    leaves.page.select_option("[name=to]", label="丙野 相談")
    leaves.press("引き継ぐ")
    stays.page.goto("/cases/?mine=on")
    assert [f"試験 {number}子" in stays.text() for number in range(3)] == [True] * 3
    office.start("web-1")
    office.until(lambda: is_ready(office, "web-1"), "web-1 is never ready again")


def test_the_ledger_goes_out_with_a_second_persons_yes_while_a_worker_is_killed(office, people):
    asks, decides = people["first.manager"], people["second.manager"]
    office.kill("worker-1")
    asks.page.goto("/exports/new/")
    asks.fill(from_date="平成31年4月1日", until_date="令和8年11月30日")
    for box in asks.page.locator("[name=districts]").all():
        box.check()
    asks.press("何人分になるか見る")
    asks.fill(purpose="引っ越しの試し", recipient="事務所")
    asks.press("申請する")
    address = asks.page.url
    decides.page.goto(address)
    decides.page.get_by_role("link", name="出してよいか決める").click()
    decides.press("はい、出してよい")
    asks.page.goto(address)
    shown = asks.page.get_by_role("button", name="パスワードを一度だけ表示する")
    shown.wait_for()
    asks.press("パスワードを一度だけ表示する")
    password = asks.page.locator("td b.num").inner_text()
    with asks.page.expect_download() as coming:
        asks.page.get_by_role("link", name="ダウンロード").click()
    locked, opened = msoffcrypto.OfficeFile(io.BytesIO(coming.value.path().read_bytes())), io.BytesIO()
    locked.load_key(password=password, verify_password=True)
    locked.decrypt(opened)
    rows = list(openpyxl.load_workbook(opened, read_only=True).worksheets[0].iter_rows(values_only=True))
    assert len(rows) > ROWS


def test_a_lost_phone_is_replaced_by_two_people(people):
    admin, manager, lost = people["first.admin"], people["second.manager"], people["soudan.hei"]
    admin.page.goto("/staff/")
    admin.page.get_by_role("link", name="丙野 相談").first.click()
    link = paper(admin, manager, admin.page.url, "factor")
    lost.context.clear_cookies()
    lost.page.goto(link)
    lost.fill(password=PASSWORD)
    lost.press()
    lost.sign_in()
    lost.second_factor()
    lost.page.goto("/cases/")
    assert "試験 0子" in lost.text()


def test_last_nights_backup_stands_on_another_machine_in_ten_minutes(office, tmp_path):
    folder, words = office.place / "backup", tmp_path / "words"
    words.write_text(office.manage("backup", str(folder)).stdout)
    began = time.monotonic()
    elsewhere = tmp_path / "elsewhere"
    done = manage(elsewhere, "restore", str(folder), "--words-file", str(words))
    assert done.returncode == 0, done.stdout + done.stderr
    assert time.monotonic() - began < TEN_MINUTES
    assert "The ledger is whole" in done.stdout
    counted = manage(elsewhere, "shell", "-v0", "-c", "from casework.models import Case; print(Case.objects.count())")
    assert int(counted.stdout.split()[-1]) > ROWS - 10

"""The second promise, in a browser: somebody is enrolled, visited, missed and found, told about, and counted on the plan's row."""

import re

import pytest

pytestmark = pytest.mark.browser

NAME, PHONE, BLOCK = "髙橋 トミ子", "0436-00-6199", "7-19"
PROTOCOL, TOLD, FOUND = "雨戸を見て、長男の稔に電話", "台所に同じ薬が三袋あった", "庭で草取りをしていた"
VISITOR, COMPANION = "宍倉 節子", "長澤 俊夫"
TABLET, TELEPHONE = {"width": 820, "height": 1180}, {"width": 390, "height": 844}
# The demo's visitor has eight doors of her own.
DOORS = 8


def test_from_the_application_to_the_plan(signed_in):
    with signed_in("ishiwata") as manager:
        before = counted(manager)
    with signed_in("uzawa") as page:
        enrol(page)
    with signed_in("shishikura") as page:
        page.set_viewport_size(TABLET)
        sees_her_doors_and_nothing_else(page)
        visit_in_three_taps(page)
        page.set_viewport_size(TELEPHONE)
        told = tell_what_is_strange(page)
        find_nobody_at_home(page)
    with signed_in("uzawa") as page:
        assert told in take_up_the_concern(page)
        due_and_not_confirmed(page)
        climb_and_confirm(page)
    with signed_in("ishiwata") as manager:
        after = counted(manager)
    assert {code: after[code] - before[code] for code in before} == {
        "watch.visits": 2,
        "watch.absences": 1,
        "watch.enrolled": 1,
    }


def counted(page) -> dict[str, int]:
    """On the plan's row: met, not at home, enrolled; of the fiscal year that runs."""
    page.goto("/plan/")
    page.get_by_role("link", name=re.compile("^見守り事業")).first.click()
    page.wait_for_url(re.compile("/plan/programs/"))
    assert page.get_by_role("table").filter(has_text="台小区").count() > 0
    codes = ("watch.visits", "watch.absences", "watch.enrolled")
    return {code: int(page.locator(f"tr[data-indicator='{code}'] [data-total]").inner_text()) for code in codes}


def enrol(page) -> None:
    """Out of the paper form: twice a month, the network may be told, what to do when nobody answers, two contacts, two visitors."""
    page.goto("/watch/enrol/")
    page.locator("#id_q").fill("たかはしとみこ")
    page.get_by_role("button", name="本人をさがす").click()
    page.get_by_role("link", name="まだ記録のない方").click()
    for label, value in {
        "姓": "髙橋", "名": "トミ子", "姓（ふりがな）": "たかはし", "名（ふりがな）": "とみこ", "生年月日": "昭和18年5月7日",
        "番・号、建物": BLOCK, "電話": PHONE,
    }.items():  # fmt: skip
        page.get_by_label(label, exact=True).first.fill(value)
    page.get_by_label("住所（町丁目）").select_option("国分寺台中央2丁目")
    for choice in ("75歳以上のひとり暮らし", "月に何回", "面会", "犬がいる", "同意する", "氏名・住所・連絡先", "書面"):
        page.get_by_label(choice, exact=True).first.check()
    page.get_by_label("小域福祉ネットワーク", exact=True).check()
    page.locator("[name=times]").fill("2")
    page.get_by_label("返事がないとき").fill(PROTOCOL)
    for rank, (relation, name, phone) in enumerate(
        [("長男", "髙橋 稔", "090-0000-6642"), ("妹", "石井 トシ", "0436-00-7781")], 1
    ):
        page.locator(f"[name=contact{rank}_relation]").fill(relation)
        page.locator(f"[name=contact{rank}_name]").fill(name)
        page.locator(f"[name=contact{rank}_phone]").fill(phone)
    page.locator("[name=contact1_key_holder]").check()
    with page.expect_navigation():
        page.get_by_role("button", name="登録する").click()
    if page.locator("[name=another]").count():
        page.locator("[name=another]").check()
        page.locator("[name=another_why]").fill("別の家の方")
        page.get_by_role("button", name="登録する").click()
    page.get_by_role("heading", name="訪ねる人").wait_for()
    for person, part in ((VISITOR, "訪問員"), (COMPANION, "同行")):
        page.get_by_role("listitem").filter(has_text=person).get_by_role("button", name=part, exact=True).click()
        page.get_by_role("listitem").filter(has_text=person).locator(".chip").wait_for()


def sees_her_doors_and_nothing_else(page) -> None:
    page.get_by_role("link", name="巡回").first.click()
    page.wait_for_url("**/round/")
    doors = page.locator("a[href*='/round/'][href$='/visit/']").evaluate_all(
        "links => [...new Set(links.map(link => link.href))]"
    )
    assert len(doors) == DOORS + 1
    for address in ("/watch/", "/safety/", "/alerts/", "/cases/"):
        assert page.goto(address).status in (403, 404), address


def visit_in_three_taps(page) -> None:
    """訪ねる, 元気, 記録する; with somebody beside her it is one more."""
    page.goto("/round/")
    page.locator("a.door--next").click()
    page.locator("label.answer", has_text="元気").click()
    page.get_by_label(COMPANION).check()
    page.get_by_role("button", name="記録する").click()
    page.get_by_text("「元気」を記録しました").wait_for()


def tell_what_is_strange(page) -> str:
    page.goto("/round/")
    page.locator("a.door--next").click()
    page.locator("label.answer", has_text="気になる").click()
    page.get_by_role("button", name="記録する").click()
    page.locator(".error-summary").wait_for()
    assert page.get_by_role("radio", name=re.compile("^気になる")).is_checked()
    page.locator("[name=note]").fill(TOLD)
    page.get_by_role("button", name="記録する").click()
    page.get_by_text("「気になる」を記録しました").wait_for()
    return TOLD


def find_nobody_at_home(page) -> None:
    page.goto("/round/")
    page.locator("a[href$='/visit/']").filter(has_text=re.compile("髙橋.*トミ子", re.DOTALL)).first.click()
    assert PROTOCOL in page.content()
    page.locator("label.answer", has_text="不在").click()
    page.locator(".tried label", has_text="不在票").click()
    page.get_by_role("button", name="記録する").click()
    page.get_by_text("「不在」を記録しました").wait_for()


def take_up_the_concern(page) -> str:
    """It stands there with its due time; with one press it is a consultation, on whose timeline the visit stands."""
    page.goto("/alerts/")
    row = page.get_by_role("listitem").filter(has_text=TOLD)
    assert "のこり" in row.inner_text() or "あと" in row.inner_text()
    row.get_by_role("link").first.click()
    page.get_by_role("link", name="相談ケースにする").click()
    page.get_by_role("button", name="相談ケースにする").click()
    page.locator(".error-summary").wait_for()
    page.get_by_label("本人に話し", exact=False).check()
    page.get_by_role("button", name="相談ケースにする").click()
    page.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}/$"))
    return page.locator(".timeline").inner_text()


def due_and_not_confirmed(page) -> None:
    page.goto("/watch/?show=waiting")
    assert NAME in page.locator("main").inner_text()
    page.goto("/safety/")
    card = page.locator("article.board-item").filter(has_text=NAME)
    assert "不在票" in card.inner_text()


def climb_and_confirm(page) -> None:
    def card():
        return page.locator("article.board-item").filter(has_text=NAME)

    page.goto("/safety/")
    card().get_by_role("link", name="一手を記録").click()
    page.get_by_label("電話", exact=True).check()
    page.locator("[name=result]").fill("呼び出し音だけ")
    page.get_by_role("button", name="記録する").click()
    card().filter(has_text="呼び出し音だけ").wait_for()
    card().get_by_role("link", name="安否を確認した").click()
    page.get_by_label("会えた", exact=True).check()
    page.locator("[name=who]").first.check()
    page.locator("[name=text]").fill(FOUND)
    page.get_by_role("button", name="安否を確認した").click()
    page.get_by_text(FOUND).first.wait_for()
    assert card().count() == 0

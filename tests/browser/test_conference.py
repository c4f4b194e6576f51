"""The fourth promise, in a browser: from candidates to papers in five minutes, and from what was decided to what is done."""

import re

import pytest
from django.utils import timezone

from tests.browser.test_meeting import saved
from tests.browser.test_referral import fits, path_of
from tests.documents.conftest import work
from tests.documents.reading import text

pytestmark = pytest.mark.browser

# At two seconds for a click, and eight for a field with what is thought meanwhile, this many are five minutes.
CLICKS, FIELDS = 50, 16
QUESTIONS = ("だれが次に訪ねるか", "お金のことをだれに頼むか", "学校とどこまで話すか", "集まりへ誘うか", "相談を終えてよいか")
COLLEAGUE, OUTSIDER, LEFT_OUT, PRESENTER = "根本", "冨樫 春江", "露﨑 光江", "三﨑 和代"
SAID, DECIDED, TO_DO = "本人は、家にいたいと言う。", "月に一度、家をたずねる", "次の訪問の日を決める"


class Hand:
    """What the coordinator does, counted."""

    def __init__(self, page):
        self.page, self.clicks, self.fields = page, 0, 0

    def click(self, what) -> None:
        self.clicks += 1
        what.click()

    def fill(self, what, words) -> None:
        self.fields += 1
        what.fill(words)

    def choose(self, what, words) -> None:
        self.fields += 1
        choices = what.locator("option").all_inner_texts()
        what.select_option(label=next(one for one in choices if words in one))

    def go(self, name) -> None:
        with self.page.expect_navigation():
            self.click(self.page.get_by_role("link", name=name).first)


def test_from_the_candidates_to_what_is_done(signed_in, office):
    """From the first page to the papers of five cases it takes 48 clicks and 14 fields: some 208 seconds."""
    with signed_in("ishiwata") as manager, signed_in("misaki") as colleague, signed_in("uzawa") as page:
        before = held(manager)
        hand = Hand(page)
        makes_the_next_meeting(hand)
        meeting = page.url.partition("#")[0]
        names = takes_five_candidates(hand)
        invites(hand)
        names = puts_in_order(hand, names)
        writes_the_agenda(hand, names)
        takes_the_sheets(hand)
        makes_the_papers(hand)
        assert (hand.clicks <= CLICKS, hand.fields <= FIELDS) == (True, True), (hand.clicks, hand.fields)

        papers_say(page, names)
        holds_it_today(page, meeting)
        case = speaks_of_the_first(page, names[0])
        collects(page, meeting)
        approves(manager, meeting)

        page.goto(case)
        assert DECIDED in page.locator(".timeline").inner_text()
        colleague.goto("/")
        assert TO_DO in colleague.locator("main").inner_text()
        assert held(manager) == before + 1


def test_an_item_is_dragged_to_another_place_beside_the_buttons(signed_in):
    with signed_in("uzawa") as page:
        page.set_viewport_size({"width": 1280, "height": 2400})
        page.goto("/conferences/")
        page.get_by_role("link", name=re.compile("の定例ケース会議")).first.click()
        page.wait_for_url(re.compile("/conferences/[0-9a-f-]{36}/$"))
        names = page.locator(".agenda__item .name").all_inner_texts()
        drag(page, 0, 2, below=True)
        in_this_order(page, [*names[1:3], names[0], *names[3:]])
        drag(page, 2, 0, below=False)
        in_this_order(page, names)


def drag(page, place, to, *, below) -> None:
    """By the grip, to the upper or the lower edge of the item that stands there."""
    rows = page.locator(".agenda__item")
    # It is there when the script is.
    rows.nth(place).locator("[data-grip]").wait_for()
    grip, row = rows.nth(place).locator("[data-grip]").bounding_box(), rows.nth(to).bounding_box()
    page.mouse.move(grip["x"] + 20, grip["y"] + 14)
    page.mouse.down()
    page.mouse.move(grip["x"] + 20, grip["y"] + 30, steps=4)
    page.mouse.move(row["x"] + 60, row["y"] + (row["height"] - 8 if below else 8), steps=8)
    page.mouse.up()


def in_this_order(page, names) -> None:
    page.wait_for_function(
        "names => [...document.querySelectorAll('.agenda__item .name')].map((one) => one.innerText).join() === names", arg=",".join(names)
    )  # fmt: skip


def held(page) -> int:
    page.goto("/plan/")
    page.get_by_role("link", name=re.compile("^総合相談支援事業")).first.click()
    page.wait_for_url(re.compile("/plan/programs/"))
    return int(page.locator("tr[data-indicator='conferences.held'] [data-total]").inner_text())


def makes_the_next_meeting(hand) -> None:
    """The coming one of the series is prepared already: the one after it, with its place and its people."""
    page = hand.page
    hand.go("ケース会議")
    fits(page)
    hand.go(re.compile("の定例ケース会議"))
    hand.go("次回から")
    hand.click(page.get_by_role("button", name="次の3回を作る"))
    page.wait_for_url(re.compile("/conferences/$"))
    hand.click(page.get_by_role("link", name=re.compile("の定例ケース会議")).nth(1))
    page.wait_for_url(re.compile("/conferences/[0-9a-f-]{36}/$"))


def takes_five_candidates(hand) -> list[str]:
    """The first of the list each time; each says why it stands there."""
    page, names = hand.page, []
    for number in range(5):
        first = page.locator(".candidates__list > li").first
        assert first.locator(".chip").count()
        names.append(first.locator("a.name").inner_text())
        hand.click(first.get_by_role("button", name="入れる"))
        page.locator(".agenda__item").nth(number).wait_for()
    assert page.locator(".agenda__item a.name").all_inner_texts() == names
    fits(page)
    return names


def invites(hand) -> None:
    """Those of the last time are there: two colleagues and two from outside. One more of each."""
    page = hand.page
    hand.go("出席者")
    hand.click(page.locator("label.choice", has_text=COLLEAGUE))
    add = page.locator("aside form button[type=submit]")
    hand.click(add)
    page.locator("li", has_text=COLLEAGUE).first.wait_for()
    hand.fill(page.locator("[name=name]"), OUTSIDER)
    hand.fill(page.locator("[name=role]"), "民生委員")
    hand.click(add)
    page.locator("li", has_text=OUTSIDER).first.wait_for()
    fits(page)
    hand.go("会議にもどる")


def puts_in_order(hand, names) -> list[str]:
    """The third becomes the first, by the buttons."""
    page, wanted = hand.page, list(names)
    for place in (2, 1):
        hand.click(page.get_by_role("button", name=f"{names[2]} を上へ"))
        wanted.insert(place - 1, wanted.pop(place))
        in_this_order(page, wanted)
    return wanted


def writes_the_agenda(hand, names) -> None:
    """Each with its question and minutes. The first one's question names another at the table; the last two are not for everybody."""
    page, families = hand.page, [name.split()[0] for name in names]
    another = next(family for family in families if family != families[0])
    for number, question in enumerate(QUESTIONS):
        row = page.locator(".agenda__item").nth(number)
        said = question if number else f"{another}さんと同じ日に、{question}"
        hand.fill(row.locator("textarea[name$=question]"), said)
        hand.fill(row.locator("input[name$=minutes]"), "18")
        told, own = row.locator("summary").first.inner_text(), number > 2
        if own or "未定" in told:
            hand.click(row.locator("summary").first)
        if own:
            hand.click(row.locator("label", has_text="決定").first)
            hand.click(row.locator("label", has_text=LEFT_OUT).first)
        if "未定" in told:
            hand.choose(row.locator("select[name$=presenter]"), PRESENTER)
        masked = row.get_by_role("button", name="名前を出さずに保存")
        # What stands there after it may stand there before: who goes on at once must not overtake it.
        with page.expect_navigation():
            hand.click(masked if masked.count() else row.get_by_role("button", name=re.compile("^保存する")))
        row.locator(".chip--ok").first.wait_for()
        page.locator(".agenda__item").nth(number).locator(
            "summary", has_text=re.compile(f"(協議|決定) ・ {PRESENTER}")
        ).wait_for()
    # Nothing is missing any more but the sheets, which come next.
    fits(page)


def takes_the_sheets(hand) -> None:
    """From one to the next. In the first one another person's name stands in the question: found, and replaced in one press."""
    page = hand.page
    hand.go(re.compile("^事例シート"))
    for number in range(5):
        hand.click(page.get_by_role("button", name="ケースから写して作る"))
        page.locator(".sheet-versions").wait_for()
        hand.go("名前を伏せた版")
        page.locator(".sheet-paper").wait_for()
        assert page.locator(".settle > li").count() == (number == 0)
        if number == 0:
            fits(page)
            hand.click(page.get_by_role("button", name="替える"))
            page.locator(".notice", has_text="名前を伏せた資料を作れます").wait_for()
        hand.go("次の事例シート" if number < 4 else "議題にもどる")


def makes_the_papers(hand) -> None:
    page = hand.page
    hand.go("会議の資料")
    assert page.locator("section[aria-labelledby=h-held]").all_inner_texts() == []
    fits(page)
    hand.click(page.get_by_role("button", name="次第とシートを作る"))
    page.locator("#copies").wait_for()
    work()
    # The page asks by itself, until they are made.
    page.locator(".copies a", has_text="PDF").nth(5).wait_for()
    fits(page)


def papers_say(page, names) -> None:
    """Of the colleagues with every name, of those from outside with none."""
    for who, there in ((PRESENTER, True), ("林田 由紀", False), (OUTSIDER, False)):
        link = page.locator(".copies li", has_text=who).locator("a", has_text="PDF")
        words = re.sub(r"\s", "", text(page.request.get(link.get_attribute("href")).body()))
        assert "取扱注意" in words
        for name in names:
            assert (name.replace(" ", "") in words) is there, (who, name)
    assert page.request.get(page.get_by_role("link", name="次第（Word）").get_attribute("href")).body()[:2] == b"PK"


def holds_it_today(page, meeting) -> None:
    page.goto(f"{meeting}edit/")
    page.locator("[name=date]").fill(timezone.localdate().isoformat())
    page.get_by_role("button", name="保存する").click()
    page.wait_for_url(meeting)
    page.get_by_role("link", name="会議と記録").click()
    page.get_by_role("button", name="会議を始める").click()
    page.wait_for_url(re.compile("/meeting/$"))


def speaks_of_the_first(page, name) -> str:
    """Minutes, a decision and what is done, then the end. The address of the case."""
    assert name in page.locator("h1").inner_text()
    fits(page)
    page.locator("[data-minutes] textarea").press_sequentially(SAID)
    saved(page)
    page.locator("#outcomes input[name=text]").fill(DECIDED)
    page.locator("#outcomes input[name=text]").press("Enter")
    page.locator("#outcomes li", has_text=DECIDED).wait_for()
    page.locator("#outcomes select[name=who]").select_option(label=PRESENTER)
    page.locator("#outcomes input[name=what]").fill(TO_DO)
    page.locator("#outcomes input[name=until_date]").fill(timezone.localdate().isoformat())
    page.locator("#outcomes input[name=until_date]").press("Enter")
    page.locator("#outcomes li", has_text=TO_DO).wait_for()
    page.locator("button[name=go][value=end]").click()
    page.wait_for_url(re.compile("/record/"))
    fits(page)
    page.get_by_role("link", name="会議にもどる").click()
    return path_of(page.locator(".agenda__item a.name").first.get_attribute("href"))


def collects(page, meeting) -> None:
    page.goto(f"{meeting}papers/")
    for box in page.locator(".copies input[name=back]").all():
        box.check()
    page.get_by_role("button", name="回収を保存する").click()
    page.get_by_text("全部そろっています").first.wait_for()


def approves(page, meeting) -> None:
    page.goto(f"{meeting}record/")
    assert SAID in page.locator("main").inner_text()
    page.locator("form[action$='/approve/'] button").first.click()
    page.locator(".chip", has_text="承認済み").wait_for()

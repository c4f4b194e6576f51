"""What a tablet goes through: taken back, mended, wrong PINs, a newer app, a wrong clock, the office's end, help without network."""

import pytest

from accounts.models import User
from tests.browser.on_disk import found
from tests.browser.tablets import PIN
from tests.field.test_settling import held as what_waits

pytestmark = pytest.mark.browser

VISITS = "SELECT count(*) FROM visits_visit WHERE source = 'tablet'"
HELD = "SELECT count(*) FROM field_held"
HOUR = 3_600_000
LEFT = "玄関の水が止まらない"
# As on the morning of the day, whatever other tests recorded at these doors.
ALL_WAIT = "import('/static/field/round.js').then(({ list }) => list.doors.forEach((door) => { door.state = 'waiting'; }))"


def test_what_is_taken_back_in_time_never_leaves_the_tablet(tablet, first):
    before = first(VISITS)
    tablet.hold_time()
    tablet.record(1)
    assert tablet.queue()[0] == 1
    tablet.page.get_by_role("button", name="取り消す").click()
    tablet.until_queue(0, 0)
    tablet.send()
    tablet.page.wait_for_timeout(500)
    assert first(VISITS) == before


def test_what_is_mended_before_it_is_sent_is_one_record_and_afterwards_a_correction(tablet, first):
    before, corrected = first(VISITS), first("SELECT count(*) FROM visits_visit WHERE corrected_at IS NOT NULL")
    tablet.way.set("away")
    tablet.hold_time()
    tablet.record(2)
    mend(tablet, 2, "declined")
    assert tablet.queue() == (1, 0)
    tablet.page.clock.resume()
    tablet.arrive()
    tablet.until_queue(0, 1)
    assert first(VISITS) - before == 1
    mend(tablet, 2, "well")
    tablet.arrive()
    tablet.until_queue(0, 2)
    assert first(VISITS) - before == 1
    assert first("SELECT count(*) FROM visits_visit WHERE corrected_at IS NOT NULL") - corrected == 1


def mend(tablet, number, outcome):
    tablet.page.get_by_label("名前・かな・番号でさがす").fill(str(number))
    tablet.page.locator("#found .door").first.click()
    tablet.button("直す").click()
    tablet.page.locator(".answers").wait_for()
    if not tablet.page.locator(f"input[name=outcome][value={outcome}]").is_visible():
        tablet.page.locator(".others summary").first.click()
    tablet.choose(outcome)
    tablet.button("保存する").click()
    tablet.page.locator(".toast").wait_for()
    tablet.heading("今日の巡回")


def test_five_wrong_pins_wipe_the_round_and_keep_what_was_recorded(tablet):
    tablet.way.set("away")
    tablet.record(3)
    tablet.button("メニュー").click()
    tablet.button("名簿を閉じる（暗証番号で開きます）").click()
    tablet.heading("暗証番号を入れてください")
    for left in (4, 3, 2, 1):
        tablet.type_pin("000000")
        tablet.page.get_by_text(f"あと{left}回").wait_for()
    tablet.type_pin("000000")
    tablet.page.get_by_text("暗証番号が5回ちがったので").wait_for()
    assert tablet.queue() == (1, 0)
    tablet.arrive()
    tablet.until_queue(0, 1)
    tablet.button("もう一度ためす").click()
    # Whoever tried five times is signed out too, and chooses no PIN of their own.
    tablet.button("ログイン").wait_for()


def test_a_locked_round_opens_with_its_pin_without_network(tablet):
    tablet.way.set("away")
    doors = tablet.page.locator("progress").get_attribute("max")
    assert int(doors) > 1
    tablet.button("メニュー").click()
    tablet.button("名簿を閉じる（暗証番号で開きます）").click()
    tablet.type_pin("111222")
    tablet.page.get_by_text("あと4回").wait_for()
    tablet.unlock(PIN)
    assert tablet.page.locator("progress").get_attribute("max") == doors


def test_help_without_network_leaves_the_round_open(tablet):
    tablet.way.set("away")
    tablet.button("メニュー").click()
    tablet.button("使い方").click()
    sheet = tablet.page.frame_locator("iframe")
    sheet.locator("h2:has-text('電波'):visible").wait_for()
    assert not sheet.get_by_text("Without network").is_visible()
    tablet.page.go_back()
    tablet.page.get_by_label("English").check()
    tablet.button("Help").click()
    sheet.get_by_text("Without network").wait_for()
    assert not sheet.locator("h2:has-text('電波')").is_visible()
    tablet.page.go_back()
    tablet.button("Help").wait_for()
    tablet.page.go_back()
    tablet.page.locator(".count-bar").wait_for()
    assert tablet.complaints == []
    tablet.door(1)
    assert tablet.page.locator(".answer--ok").inner_text().startswith("Well"), "what is asked is in English as well"


def test_whom_to_call_stands_first_without_network(tablet):
    tablet.way.set("away")
    tablet.door(4)
    tablet.choose("emergency")
    calls = tablet.page.locator(".calls a")
    numbers = [call.get_attribute("href") for call in calls.all()]
    assert numbers[:2] == ["tel:119", "tel:110"]
    assert len(numbers) >= 4
    assert calls.first.bounding_box()["y"] < tablet.page.locator(".answers").bounding_box()["y"]
    assert calls.first.bounding_box()["height"] >= 56
    tablet.save()
    tablet.page.get_by_text("まだ事務所に届いていません").wait_for()
    assert tablet.page.locator("#urgent a").get_attribute("href").startswith("tel:0")
    tablet.arrive()
    tablet.until_queue(0, 1)
    assert not tablet.page.locator("#urgent").is_visible()


def test_an_emergency_goes_at_once_and_nothing_is_waited_for(tablet):
    tablet.hold_time()
    tablet.record(5, "emergency")
    tablet.until_queue(0, 1)
    assert tablet.complaints == []


def test_whoever_is_on_duty_now_is_called_in_order_and_then_the_office(tablet):
    tablet.page.evaluate(DUTY)
    tablet.button("緊急 119・110").click()
    names = [words.split("\n")[0] for words in tablet.page.locator(".calls a").all_inner_texts()]
    assert names == ["119", "110", "いまの一番", "いまの二番", "国分寺台地区社会福祉協議会"]


DUTY = """async () => {
  const { list } = await import("/static/field/round.js"), at = (hours) => new Date(Date.now() + hours * 3600000).toISOString();
  const turn = (who, phone, from, until) => ({ who, phone, from: at(from), until: at(until) });
  list.office.emergency = [
    turn("すんだ人", "0436-00-0001", -5, -1), turn("いまの一番", "0436-00-0002", -1, 1), turn("あすの人", "0436-00-0003", 1, 5),
    turn("いまの二番", "0436-00-0004", -1, 1), ...list.office.emergency.filter(({ from }) => !from),
  ]; }"""


def test_a_newer_app_takes_over_with_a_queue(tablet):
    tablet.way.set("away")
    tablet.record(8)
    tablet.way.set("open")
    tablet.close()
    tablet.open()
    # Only now: found at its start, the app takes a newer one by itself.
    tablet.way.changed = lambda path, answer: (
        answer.replace(b'{"version": "', b'{"version": "a') if path == "/field/sw.js" else answer
    )
    tablet.page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    tablet.until(lambda: tablet.page.evaluate("navigator.serviceWorker.getRegistration().then((one) => Boolean(one.waiting))"))
    tablet.way.set("away")
    tablet.record(7)
    tablet.way.set("open")
    tablet.button("メニュー").click()
    tablet.button("新しい版にする").click()
    tablet.heading("暗証番号を入れてください")
    tablet.arrive()
    tablet.until_queue(0, 2)
    names = tablet.page.evaluate("caches.keys()")
    assert len(names) == 1
    assert names[0].startswith("field-a")


@pytest.mark.parametrize("slow", [119, -119])
def test_a_clock_two_hours_off_is_told_and_put_right(tablet, first, slow):
    tablet.close()
    tablet.open(scripts=[SHIFTED % (slow * 60_000)])
    tablet.page.get_by_text("時計が2時間ずれています").wait_for()
    before = first(VISITS)
    tablet.record(1)
    tablet.arrive()
    tablet.until_queue(0, 1)
    assert first(VISITS) - before == 1
    off = "SELECT abs(extract(epoch FROM visited_at - now())) FROM visits_visit WHERE source = 'tablet' ORDER BY received_at DESC LIMIT 1"
    assert first(off) < 60


SHIFTED = """{ const Real = Date, slow = %d;
  globalThis.Date = class extends Real {
    constructor(...given) { given.length ? super(...given) : super(Real.now() - slow); }
    static now() { return Real.now() - slow; } }; }"""


def test_two_of_a_pair_at_one_door_both_stand_and_each_sees_what_the_other_wrote(tablet, new_tablet, first):
    before = first(VISITS)
    new_tablet.start().prepare("nagasawa")
    for one in (tablet, new_tablet):
        one.way.set("away")
        one.record(1)
    for one in (tablet, new_tablet):
        one.arrive()
        one.until_queue(0, 1)
    assert first(VISITS) - before == 2
    tablet.send()
    tablet.door(1)
    tablet.page.get_by_text("長澤").first.wait_for()
    assert new_tablet.complaints == []


def test_a_list_that_ran_out_is_gone_and_the_numbers_remain(tablet):
    tablet.way.set("away")
    tablet.record(1)
    tablet.close()
    tablet.start(scripts=[SHIFTED % (-5 * 24 * HOUR)])
    tablet.page.get_by_text("名簿の期限がきたので消しました").wait_for()
    assert tablet.page.evaluate("import('/static/field/keys.js').then((keys) => keys.lying())") is None
    tablet.button("番号で記録する").click()
    tablet.page.locator(".number", has_text="2").click()
    tablet.choose("well")
    tablet.save()
    assert tablet.queue() == (2, 0)


def test_whoever_is_writing_when_the_list_runs_out_finishes_first(tablet):
    tablet.way.set("away")
    tablet.door(2)
    tablet.choose("well")
    tablet.page.locator("#note").fill("玄関に水")
    tablet.page.evaluate("() => " + SHIFTED % (-5 * 24 * HOUR))
    tablet.page.locator("#note").press("End")
    tablet.page.evaluate("void document.dispatchEvent(new Event('visibilitychange'))")
    tablet.page.wait_for_timeout(500)
    tablet.save()
    assert tablet.queue()[0] == 1
    tablet.page.evaluate("void document.dispatchEvent(new Event('visibilitychange'))")
    tablet.page.get_by_text("名簿の期限がきたので消しました").wait_for()


def test_what_is_left_open_over_the_end_of_the_list_goes_to_the_office_as_it_stands(tablet, first):
    held, visits = first(HELD), first(VISITS)
    tablet.way.set("away")
    tablet.door(3)
    tablet.page.go_back()
    tablet.door(2)
    tablet.page.locator("#note").fill(LEFT)
    tablet.page.evaluate("() => " + SHIFTED % (-5 * 24 * HOUR))
    tablet.page.evaluate("void document.dispatchEvent(new Event('visibilitychange'))")
    tablet.page.get_by_text("名簿の期限がきたので消しました").wait_for()
    tablet.page.get_by_text("2番の書きかけは、ここに保存してあり").wait_for()
    assert tablet.queue() == (1, 0)
    assert tablet.page.locator(".answers").count() == 0
    tablet.close()
    assert found(tablet.profile, [LEFT]) == set()
    tablet.start()
    tablet.page.get_by_text("2番の書きかけは、ここに保存してあり").wait_for()
    tablet.button("番号で記録する").click()
    assert tablet.page.locator(".number", has_text="記録済み").count() == 0, "it is no visit"
    tablet.arrive()
    tablet.page.get_by_text("2番の書きかけは、事務所に届きました").wait_for()
    assert (first(HELD) - held, first(VISITS) - visits) == (1, 0)
    tablet.way.set("away")
    tablet.page.locator(".number", has_text="2").first.click()
    tablet.choose("well")
    tablet.save()
    assert tablet.page.get_by_text("書きかけ").count() == 0


def write(tablet, number, note):
    """So that what stands in the form is kept, though nobody has pressed a button."""
    tablet.door(number)
    tablet.page.locator("#note").fill(note)
    tablet.page.clock.fast_forward(3_000)
    tablet.page.wait_for_timeout(500)


def test_what_stood_in_a_form_when_the_browser_was_killed_goes_to_the_office(tablet, office):
    """Nothing of a form that was recorded or given up, and not a word for a finder."""
    held, visits = office(HELD), office(VISITS)
    tablet.way.set("away")
    tablet.page.clock.install()
    write(tablet, 3, "やめた")
    tablet.page.go_back()
    write(tablet, 4, "書き終えた")
    tablet.choose("well")
    tablet.save()
    write(tablet, 2, LEFT)
    tablet.kill()
    assert found(tablet.profile, [LEFT, "やめた"]) == set()
    tablet.start()
    tablet.page.get_by_text("2番の書きかけは、ここに保存してあり").wait_for()
    assert tablet.page.get_by_text("書きかけ").count() == 1
    assert tablet.queue() == (2, 0)
    tablet.arrive()
    tablet.page.get_by_text("2番の書きかけは、事務所に届きました").wait_for()
    assert (office(HELD) - held, office(VISITS) - visits) == (1, 1)
    assert ("begun", LEFT) in what_waits(User.objects.get(username="uzawa"))


def test_whoever_records_the_door_after_the_kill_has_said_it_all(tablet, first):
    held, visits = first(HELD), first(VISITS)
    tablet.way.set("away")
    tablet.door(2)
    tablet.page.locator("#note").fill(LEFT)
    # By the clock of the wall: what lies ahead of it is not kept back.
    tablet.page.wait_for_timeout(2_500)
    tablet.kill()
    tablet.start()
    tablet.page.get_by_text("2番の書きかけは、ここに保存してあり").wait_for()
    tablet.way.set("open")
    tablet.page.evaluate("import('/static/field/sync.js').then((sync) => void sync.now())")
    tablet.page.wait_for_timeout(500)
    assert tablet.queue() == (1, 0), "it is theirs for a while"
    tablet.way.set("away")
    tablet.button("番号で記録する").click()
    tablet.page.locator(".number", has_text="2").first.click()
    tablet.choose("well")
    tablet.button("記録する").click()
    tablet.page.locator(".answers").wait_for(state="detached")
    assert tablet.page.get_by_text("書きかけ").count() == 0
    assert tablet.queue() == (1, 0)
    tablet.arrive()
    tablet.until_queue(0, 1)
    assert (first(HELD) - held, first(VISITS) - visits) == (0, 1)


def test_what_was_begun_stays_behind_the_pin(tablet):
    tablet.way.set("away")
    tablet.page.clock.install()
    tablet.door(2)
    tablet.page.locator("#note").fill("玄関に水")
    tablet.page.clock.fast_forward(11 * 60_000)
    tablet.page.evaluate("void document.dispatchEvent(new Event('visibilitychange'))")
    tablet.heading("暗証番号を入れてください")
    assert "玄関に水" not in tablet.page.content()
    tablet.type_pin(PIN)
    tablet.page.locator(".answers").wait_for()
    assert tablet.page.locator("#note").input_value() == "玄関に水"


def test_what_is_not_sent_yet_is_known_the_next_day(tablet):
    tablet.way.set("away")
    tablet.record(1)
    tablet.close()
    tablet.start(scripts=[SHIFTED % (-24 * HOUR)])
    tablet.button("番号で記録する").click()
    tablet.page.locator(".number", has_text="2").click()
    tablet.choose("well")
    tablet.save()
    tablet.close()
    tablet.way.refused = "/field/api/visits"
    tablet.way.set("open")
    tablet.start(scripts=[SHIFTED % (-24 * HOUR)]).sign_in()
    tablet.unlock(PIN)
    tablet.page.locator(".fold summary").first.click()
    rows = tablet.page.locator(".past li").all_inner_texts()
    assert [row.split()[-1] for row in rows if row.split()[0] in "12"] == ["元気", "記録済み"]


def test_a_door_is_drawn_to_another_place_and_stays_there(tablet):
    tablet.way.set("away")
    tablet.page.evaluate(ALL_WAIT)
    tablet.button("メニュー").click()
    tablet.page.go_back()
    tablet.button("順番を変える").click()
    rows = tablet.page.locator(".order .door")
    before = [row.get_attribute("data-id") for row in rows.all()]
    start, goal = rows.nth(3).locator(".handle").bounding_box(), rows.nth(0).bounding_box()
    mouse = tablet.page.mouse
    mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    mouse.down()
    mouse.move(start["x"] + 8, goal["y"] + 5, steps=8)
    mouse.up()
    wanted = [before[3], *before[:3], *before[4:]]
    assert [row.get_attribute("data-id") for row in rows.all()] == wanted
    tablet.page.go_back()
    tablet.button("メニュー").click()
    tablet.button("名簿を閉じる（暗証番号で開きます）").click()
    tablet.unlock(PIN)
    walked = tablet.page.evaluate("import('/static/field/round.js').then((round) => round.doors().map((door) => door.id))")
    assert walked == wanted


def test_midnight_while_the_round_is_open(tablet):
    """A clock that goes on by a day: what was recorded yesterday stays done, the list says of which day it is, and a new record is of today."""
    tablet.way.set("away")
    tablet.record(1)
    tablet.page.evaluate("() => " + SHIFTED % (-24 * HOUR))
    tablet.page.locator("#find").press("End")
    tablet.record(2)
    tablet.page.get_by_text("の名簿です。電波のあるところで").wait_for()
    assert tablet.queue() == (2, 0)
    days = tablet.page.evaluate(
        "import('/static/field/round.js').then((round) => round.mine.done.map((one) => Date.parse(one.payload.visited_at)))"
    )
    assert abs(days[1] - days[0] - 24 * HOUR) < HOUR
    tablet.page.locator(".fold summary").first.click()
    assert {"1", "2"} <= {row.split()[0] for row in tablet.page.locator(".past li").all_inner_texts()}


def test_what_others_recorded_is_seen_without_a_touch(tablet):
    tablet.page.evaluate(ALL_WAIT)
    tablet.record(1)
    done = tablet.page.locator("progress")
    assert done.get_attribute("value") == "1"
    tablet.send()
    tablet.until(lambda: int(done.get_attribute("value")) > 1)


def test_a_correction_keeps_its_day(tablet):
    tablet.way.set("away")
    tablet.door(1)
    tablet.choose("absent")
    tablet.page.locator(".field-form > details.others summary").last.click()
    tablet.page.locator("#f_day").fill("2026-11-20")
    tablet.page.locator("[name^=step_]").first.check()
    tablet.page.locator("[name^=at_]").first.fill("17:40")
    tablet.save()
    mend(tablet, 1, "absent")
    said = tablet.page.evaluate("import('/static/field/round.js').then((round) => round.mine.done[0].payload)")
    assert said["visited_at"] == "2026-11-20T03:00:00.000Z"
    assert said["steps"][0]["at"] == "2026-11-20T08:40:00.000Z"


def test_only_one_window_holds_the_round(tablet):
    tablet.door(2)
    tablet.page.locator("#note").fill(LEFT)
    other = tablet.context.new_page()
    other.goto("/field/")
    other.get_by_role("button", name="ここで使う").click()
    other.get_by_role("heading", name="暗証番号を入れてください").wait_for()
    tablet.button("ここで使う").wait_for()
    assert tablet.page.locator(".door, .answers").count() == 0
    tablet.button("ここで使う").click()
    tablet.heading("暗証番号を入れてください")
    tablet.type_pin(PIN)
    tablet.page.locator(".answers").wait_for()
    assert tablet.page.locator("#note").input_value() == LEFT


def test_a_page_waits_for_the_one_before_to_let_go(tablet):
    """As after a reload on a slow machine; for how long does not matter here."""
    after = tablet.context.new_page()
    after.add_init_script("AbortSignal.timeout = () => new AbortController().signal")
    after.goto("/field/")
    tablet.until(lambda: after.evaluate("navigator.locks.query().then((locks) => locks.pending.length)") == 1)
    tablet.page.close()
    after.get_by_role("heading", name="暗証番号を入れてください").wait_for()


def test_the_office_ends_a_tablet_with_three_visits_in_its_queue(tablet, office, first):
    held = first(HELD)
    tablet.way.set("away")
    for number in (5, 6, 7):
        tablet.record(number)
    tablet.door(8)
    tablet.page.locator("#note").fill(LEFT)
    tablet.revoke(office)
    tablet.arrive()
    tablet.heading("このタブレットは終わりました")
    tablet.until_queue(0, 3)
    tablet.page.get_by_text("3件は事務所の人が見ています").wait_for()
    tablet.page.get_by_text("8番の書きかけは、事務所に届きました").wait_for()
    assert first(HELD) - held == 4
    assert tablet.page.evaluate("async () => (await navigator.locks.query()).held.length") == 1
    assert tablet.page.locator("body").inner_text().count("さん") == 0

"""A tablet left on a bus: its finder learns no name from the disk, however the app ended."""

import pytest

from tests.browser.on_disk import found, unsnappy

pytestmark = pytest.mark.browser

NOTE = "木箱の鍵を失くした"
PLANTS = {
    "address": "番地鬼瓦",
    "base": "倉庫鬼瓦",
    "packed": "圧縮鬼瓦",
    "file": "書庫鬼瓦",
    "cached": "控鬼瓦",
    "sixfour": "六四鬼瓦",
}


# What the open round says of the people behind two doors, as the page itself has it in memory.
OF_PEOPLE = """import('/static/field/round.js').then(({ list }) => [list.visitor, ...list.doors.slice(0, 2).flatMap((door) => [door.name, door.kana,
  door.address, door.phone, door.protocol, door.handed, door.caution_text, ...door.companions.map((one) => one.name),
  ...door.contacts.flatMap((one) => [one.name, one.phone]), ...door.seen.map((one) => one.by)])])"""


def names(page) -> set[str]:
    """As they stand in the list: whole, since two letters stand in megabytes of noise by chance."""
    return {NOTE, *(words for words in page.evaluate(OF_PEOPLE) if len(words) > 3)}


def a_day(tablet) -> set[str]:
    """Looked at, searched for, recorded with a word, half of it sent."""
    planted = names(tablet.page)
    assert len(planted) > 10
    tablet.record(1, "concern", note=NOTE)
    tablet.door(2)
    tablet.page.locator("#note").fill(NOTE)
    tablet.page.go_back()
    tablet.heading("今日の巡回")
    tablet.page.get_by_label("名前・かな・番号でさがす").fill(sorted(planted)[0])
    return planted


def test_the_scan_finds_what_is_planted(tablet):
    """The control: the same app keeps a name in each place where a browser keeps things."""
    tablet.page.evaluate(
        """async (plants) => {
          const base = await new Promise((done) => { const asked = indexedDB.open("worse", 1);
            asked.onupgradeneeded = () => asked.result.createObjectStore("rows"); asked.onsuccess = () => done(asked.result); });
          const rows = base.transaction("rows", "readwrite").objectStore("rows");
          rows.put(plants.base, 1);
          rows.put(btoa(String.fromCharCode(...new TextEncoder().encode("x" + plants.sixfour))), 2);
          // More than the log holds before it is packed.
          for (let number = 3; number < 150; number += 1) rows.put(`${"圧縮".repeat(5_000)}${"鬼瓦".repeat(5_000)}${number} ${plants.packed}`, number);
          const file = await (await navigator.storage.getDirectory()).getFileHandle("worse", { create: true });
          const out = await file.createWritable(); await out.write(plants.file); await out.close();
          await (await caches.open("worse")).put("/worse", new Response(plants.cached));
        }""",
        PLANTS,
    )
    tablet.page.goto(f"/field/?{PLANTS['address']}")
    tablet.page.wait_for_timeout(500)
    tablet.close()
    assert any(path.suffix == ".ldb" for path in (tablet.profile / "Default" / "IndexedDB").rglob("*"))
    caught = found(tablet.profile, PLANTS.values())
    assert {name for name, text in PLANTS.items() if text not in caught} == set()


def test_packed_text_is_read():
    """Snappy by hand: "abcd", then four bytes from four back, then "e"."""
    assert unsnappy(bytes([9, 3 << 2]) + b"abcd" + bytes([0b000_000_01, 4, 0 << 2]) + b"e") == b"abcdabcde"


def test_killed_while_open_signed_out_and_revoked(tablet, office):
    """One after the other on one tablet; each time all of its disk is read."""
    planted = a_day(tablet)
    tablet.page.wait_for_timeout(500)
    tablet.kill()
    assert found(tablet.profile, planted) == set()

    tablet.open()
    tablet.button("メニュー").click()
    tablet.button("ログアウト").click()
    tablet.heading("ログアウト")
    tablet.button("ログアウト").click()
    tablet.page.get_by_text("ログアウトしました").wait_for()
    tablet.close()
    assert found(tablet.profile, planted) == set()

    tablet.start().sign_in()
    tablet.choose_pin()
    planted |= a_day(tablet)
    tablet.revoke(office)
    tablet.send()
    tablet.heading("このタブレットは終わりました")
    tablet.close()
    assert found(tablet.profile, planted) == set()

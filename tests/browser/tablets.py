"""A tablet: Chromium with a profile of its own, behind a way that can fail, in the hands of a visitor."""

import os
import re
import shutil
import signal
import time
from datetime import datetime
from pathlib import Path

from config.chromium import CHROMIUM
from tests.browser.conftest import ARGUMENTS, WATCH, complaints_of
from tests.browser.proxy import Way

PIN = "481516"
PATIENCE = 60_000
WIDTH, HEIGHT = 820, 1180


class Tablet:
    def __init__(self, chromium, site: str, profile: Path):
        self.kind, self.profile = chromium.browser_type, profile
        self.way = Way(int(site.rsplit(":", 1)[1]))
        self.context = self.page = None
        self.heard: list[str] = []

    def start(self, *, width=WIDTH, scripts=()):
        """The app, from the home screen."""
        self.context = self.kind.launch_persistent_context(
            self.profile, executable_path=CHROMIUM, args=ARGUMENTS, locale="ja-JP", base_url=self.way.address,
            viewport={"width": width, "height": HEIGHT},
        )  # fmt: skip
        for script in (WATCH, *scripts):
            self.context.add_init_script(script)
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.pages[0]
        self.heard = complaints_of(self.page)
        self.page.goto("/field/")
        return self

    def copied(self, profile: Path) -> "Tablet":
        """The same tablet once more, on the same way, for another test."""
        shutil.copytree(self.profile, profile, ignore=shutil.ignore_patterns("Singleton*"))
        copy = object.__new__(Tablet)
        copy.__dict__ |= self.__dict__ | {"profile": profile, "context": None, "heard": []}
        copy.way.set("open")
        copy.way.changed, copy.way.refused = (lambda path, answer: answer), None
        return copy

    def kill(self) -> None:
        """As when the battery is taken out: no page, no worker is told."""
        processes = [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if self._is_ours(pid)]
        assert processes
        self.context = None
        for pid in processes:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.until(lambda: not any(self._is_ours(pid) for pid in processes))
        (self.profile / "SingletonLock").unlink(missing_ok=True)

    def close(self) -> None:
        if self.context:
            self.context.close()
            self.context = None

    def end(self) -> None:
        self.close()
        self.way.close()

    @property
    def complaints(self) -> list[str]:
        """What the page said on its console, but for the network, which fails on purpose."""
        return [words for words in self.heard if not words.startswith("Failed to load resource")]

    def hold_time(self) -> None:
        """What can be taken back for ten seconds waits as long as the machine does: nothing goes because they are over."""
        self.page.clock.set_fixed_time(datetime.now())

    # What the visitor does.

    def open(self, **how) -> "Tablet":
        """Begun anew: the session ended with the browser, and so did the half of the day."""
        self.start(**how).sign_in()
        self.unlock(PIN)
        return self

    def unlock(self, pin) -> None:
        self.heading("暗証番号を入れてください")
        self.type_pin(pin)
        self.heading("今日の巡回")

    def arrive(self) -> None:
        """Back among people: there is network, and nobody waits for a pause to end."""
        self.way.set("open")
        self.send()

    def send(self) -> None:
        """As the button in the menu does."""
        self.page.evaluate("import('/static/field/sync.js').then((sync) => void sync.now(true))")

    def speak(self, language) -> None:
        if language == "ja":
            return
        self.button("メニュー").click()
        self.page.get_by_label("English").check()
        self.page.locator("html[lang=en]").wait_for(state="attached")
        self.page.go_back()
        self.page.locator(".count-bar").wait_for()

    def revoke(self, _office) -> None:
        """By whoever says that it was lost."""
        from django.db import transaction

        from field.models import Device
        from field.services import device_end

        own = self.page.evaluate("import('/static/field/round.js').then((round) => round.own)")
        with transaction.atomic():
            device = Device.objects.get(pk=own)
            device_end(device, actor=device.visitor)

    def button(self, name, exact=True):
        return self.page.get_by_role("button", name=name, exact=exact)

    def sign_in(self, who="shishikura") -> None:
        self.button("ログイン").click()
        self.page.locator(f"button[value='{who}']").first.click()
        self.page.wait_for_url(lambda url: "/account/" not in url)
        if not self.page.url.endswith("/field/"):
            self.page.goto("/field/")

    def prepare(self, who="shishikura") -> "Tablet":
        """From the first start to the round."""
        self.sign_in(who)
        self.page.get_by_label("タブレットの名前").fill("巡回用 7")
        self.button("進む").click()
        self.choose_pin()
        return self

    def choose_pin(self) -> None:
        self.heading("6けたの暗証番号を決める")
        self.type_pin(PIN)
        self.heading("同じ番号をもう一度")
        self.type_pin(PIN)
        self.button("巡回へ").click()
        self.heading("今日の巡回")
        self.installed()

    def installed(self) -> None:
        """All that the app is made of lies on the tablet: from now on it starts without network."""
        active = "navigator.serviceWorker.getRegistration().then((one) => Boolean(one?.active))"
        self.until(lambda: self.page.evaluate(active))

    def type_pin(self, digits) -> None:
        for digit in digits:
            self.page.locator(".keypad").get_by_role("button", name=digit, exact=True).click()

    def heading(self, words) -> None:
        self.page.locator("h1", has_text=words).wait_for()

    def door(self, number) -> None:
        """Opened by its number, wherever it stands."""
        self.page.locator("#find").fill(str(number))
        self.page.locator("#found .door").first.click()
        # One that is done shows its record first.
        again = self.page.locator(".btn:has-text('きょうもう一度'), .btn:has-text('One more visit')")
        self.page.locator(".answers").or_(again).first.wait_for()
        if again.count():
            again.click()
        self.page.locator(".answers").wait_for()

    def choose(self, outcome) -> None:
        self.page.locator(f"input[name=outcome][value={outcome}]").check()

    def record(self, number, outcome="well", *, note="") -> None:
        self.door(number)
        self.choose(outcome)
        if note:
            self.page.locator("#note").fill(note)
        self.save()

    def save(self) -> None:
        before = self.queue()
        self.button("記録する").click()
        self.page.locator(".toast").wait_for()
        self.until(lambda: self.queue() != before)
        self.page.locator(".answers").wait_for(state="detached")

    def queue(self) -> tuple[int, int]:
        """(kept here, sent) as the line above says."""
        kept, sent = re.findall(r"(\d+)件", self.page.locator("#queue").inner_text())[:2]
        return int(kept), int(sent)

    def until_queue(self, *wanted) -> None:
        self.until(lambda: self.queue() == wanted, lambda: f"{self.queue()}: {self.page.locator('#queue').inner_text()}")

    def until(self, true, complaint=lambda: "in vain") -> None:
        deadline = time.monotonic() + 60
        while not true():
            assert time.monotonic() < deadline, complaint()
            # Playwright's own clock, so that its events go on.
            self.page.wait_for_timeout(100) if self.context else time.sleep(0.05)

    def _is_ours(self, pid) -> bool:
        try:
            return f"--user-data-dir={self.profile}".encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return False

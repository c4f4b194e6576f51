"""A device's passkeys through the pages, by Chromium's virtual authenticator: registered, used, refused, removed."""

from contextlib import contextmanager

import pytest

from tests.browser.conftest import WATCH

pytestmark = pytest.mark.browser
PASSWORD = "yorisoi-demo"


class Device:
    """A browser with an authenticator in it."""

    def __init__(self, chromium, site):
        self.context = chromium.new_context(base_url=site, locale="ja-JP")
        self.context.add_init_script(WATCH)
        self.page = self.context.new_page()
        self.wrong = []
        self.page.on("console", lambda message: self.wrong.append(message.text) if message.type == "error" else None)
        self.cdp = self.context.new_cdp_session(self.page)
        self.cdp.send("WebAuthn.enable")
        self.plug()

    def plug(self, transport="internal"):
        options = {"protocol": "ctap2", "transport": transport, "hasResidentKey": True, "hasUserVerification": True}
        more = {"isUserVerified": True, "automaticPresenceSimulation": True}
        self.authenticator = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options | more})["authenticatorId"]

    def verifies(self, does):
        self.cdp.send("WebAuthn.setUserVerified", {"authenticatorId": self.authenticator, "isUserVerified": does})

    def keys(self):
        return self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.authenticator})["credentials"]

    def demo(self, login):
        self.page.goto("/account/login/")
        self.page.click(f'button[name=login][value="{login}"]')
        self.page.wait_for_url("/")

    def register(self, name):
        self.page.goto("/account/keys/new/")
        self.page.fill("[name=name]", name)
        self.page.click("[data-passkey-press]")

    def sign_out(self):
        self.context.clear_cookies()
        self.page.goto("/account/login/")

    def by_key(self):
        self.page.click("[data-passkey-press]")


@contextmanager
def device_of(chromium, site):
    device = Device(chromium, site)
    yield device
    device.context.close()


def test_a_passkey_from_the_first_to_the_last(chromium, site, first):
    with device_of(chromium, site) as device:
        page = device.page
        device.demo("uzawa")
        device.verifies(False)
        device.register("確かめない鍵")
        page.wait_for_selector("[data-passkey-said=stopped]:not([hidden])")
        device.verifies(True)
        page.click("[data-passkey-press]")
        # The first factor beside the password: its recovery codes are shown once.
        page.wait_for_url("**/account/recovery-codes/")
        assert page.locator("ul.codes li").count() == 10
        page.goto("/settings/security/")
        assert page.locator("#main").inner_text().count("確かめない鍵") == 1
        # The same device holds one already, and says so.
        device.register("もう一度")
        page.wait_for_selector("[data-passkey-said=twice]:not([hidden])")

        device.sign_out()
        device.by_key()
        page.wait_for_url("/")
        assert "鵜澤" in page.locator("header").first.inner_text()

        # A second key on another authenticator; then the first one is removed, and opens nothing any more.
        device.cdp.send("WebAuthn.setAutomaticPresenceSimulation", {"authenticatorId": device.authenticator, "enabled": False})
        device.plug("usb")
        device.register("2本目")
        page.wait_for_url("**/settings/security/")
        page.click("text=確かめない鍵")
        page.click(".btn--danger")
        page.wait_for_url("**/settings/security/")
        rows = page.locator("#main table").first.inner_text()
        assert "2本目" in rows
        assert "確かめない鍵" not in rows
        # The last one stays.
        page.click("text=2本目")
        page.click(".btn--danger")
        page.wait_for_selector(".notice--bad")
        assert device.wrong == []


def test_another_persons_key_and_one_that_verifies_nobody(chromium, site, first):
    with device_of(chromium, site) as theirs:
        theirs.demo("koide")
        theirs.register("小出の電話")
        theirs.page.wait_for_url("**/account/recovery-codes/")
        [key] = theirs.keys()
    with device_of(chromium, site) as mine:
        page = mine.page
        mine.demo("nagasawa")
        mine.register("長澤の電話")
        page.wait_for_url("**/account/recovery-codes/")
        [own] = mine.keys()
        # The key of the one with the other's name on it: the server asks who it is, and believes the signature alone.
        mine.cdp.send("WebAuthn.clearCredentials", {"authenticatorId": mine.authenticator})
        mine.cdp.send(
            "WebAuthn.addCredential",
            {"authenticatorId": mine.authenticator, "credential": key | {"userHandle": own["userHandle"]}},
        )
        mine.sign_out()
        mine.by_key()
        page.wait_for_selector(".notice--bad")
        assert "このパスキー" in page.locator(".notice--bad").inner_text()
        assert page.url.endswith("/account/login/")
        # Its own again, but the device asks nobody for the PIN.
        mine.cdp.send("WebAuthn.clearCredentials", {"authenticatorId": mine.authenticator})
        mine.cdp.send("WebAuthn.addCredential", {"authenticatorId": mine.authenticator, "credential": own})
        mine.verifies(False)
        mine.by_key()
        page.wait_for_selector("[data-passkey-said=stopped]:not([hidden])")
        mine.verifies(True)
        mine.by_key()
        page.wait_for_url("/")
        assert mine.wrong == []


def test_where_there_is_none_the_page_says_so(chromium, site):
    context = chromium.new_context(base_url=site)
    context.add_init_script("delete window.PublicKeyCredential")
    page = context.new_page()
    page.goto("/account/login/")
    assert page.locator("[data-passkey-said=unable]").is_visible()
    assert not page.locator("[data-passkey-press]").is_visible()
    context.close()

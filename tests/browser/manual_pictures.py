"""The manual's pictures, made anew from a house with the demo: `python -m tests.browser.manual_pictures http://localhost:8000`.

By hand, after pages changed that the manual shows; the demo's people only. Each picture is laid in docs/manual/pictures.
"""

import io
import sys

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from config.chromium import CHROMIUM
from config.packages import ROOT

PICTURES = ROOT / "docs/manual/pictures"
PASSWORD = "yorisoi-demo"
WIDE, TALL = (1180, 760), (820, 900)
# {whose: {picture: (the address where it begins, what is pressed from there)}}
SHOWN: dict[str, dict[str, tuple[str, ...]]] = {
    "misaki": {
        "caseworker-home": ("/",),
        "caseworker-intake": ("/intake/",),
        "caseworker-cases": ("/cases/",),
        "caseworker-case": ("/cases/", "main table a[href^='/cases/']"),
        "caseworker-person": ("/cases/", "main table a[href^='/cases/']", "a[href^='/people/']"),
        "caseworker-daybook": ("/daybook/",),
        "caseworker-documents": ("/documents/",),
        "caseworker-security": ("/settings/security/",),
    },
    "shishikura": {
        "visitor-round": ("/round/",),
        "visitor-visit": ("/round/", "main a[href$='/visit/']:visible"),
        "visitor-record": ("/round/record/",),
    },
    "uzawa": {
        "coordinator-watch": ("/watch/",),
        "coordinator-enrolment": ("/watch/", "main table a[href^='/watch/']"),
        "coordinator-safety": ("/safety/",),
        "coordinator-alerts": ("/alerts/",),
        "coordinator-conferences": ("/conferences/",),
        "coordinator-help": ("/help/",),
        "coordinator-agencies": ("/agencies/",),
    },
    "ishiwata": {
        "manager-home": ("/",),
        "manager-plan": ("/plan/",),
        "manager-reports": ("/reports/",),
        "manager-exports": ("/exports/",),
        "manager-review": ("/staff/review/",),
        "manager-ledger": ("/ledger/",),
    },
    "kamata": {
        "administrator-people": ("/staff/",),
        "administrator-person": ("/staff/", "main table a.name:has-text('三﨑')"),
        "administrator-devices": ("/devices/",),
        "administrator-upkeep": ("/upkeep/",),
    },
}  # fmt: skip


def small(png: bytes) -> bytes:
    """The same picture with 64 colours: a fifth of the size, and no letter is the worse for it."""
    out = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").quantize(64, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()


def sign_in(page: Page, house: str, who: str) -> None:
    page.goto(house)
    page.fill("input[name=login]", who)
    page.fill("input[name=password]", PASSWORD)
    page.click("form button.btn--main")
    page.wait_for_selector("nav.side")


def main(house: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for who, pictures in SHOWN.items():
            width, height = TALL if who == "shishikura" else WIDE
            page = browser.new_context(viewport={"width": width, "height": height}, locale="ja-JP").new_page()
            sign_in(page, house, who)
            for name, (address, *presses) in pictures.items():
                page.goto(house + address)
                for press in presses:
                    page.locator(press).first.click()
                    page.wait_for_load_state()
                # Without the black line that says that it is the demo: the manual says it. A sheet of paper has none.
                top = page.locator("header.top")
                below = top.bounding_box()["y"] if top.count() else 0
                cut = {"x": 0, "y": below, "width": width, "height": height - below}
                (PICTURES / f"{name}.png").write_bytes(small(page.screenshot(clip=cut)))
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))

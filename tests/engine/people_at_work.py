"""People who do things through two web servers, whatever falls meanwhile: each thing again under its key until it is acknowledged."""

import itertools
import random
import re
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from http.cookiejar import CookieJar

from django.core.files.base import ContentFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.attachments.files import pdf

PATIENCE = 240
# What may come of a fault or of nobody who answers: sent again. Everything else says that it will not be done.
AGAIN = (0, 500, 502, 503, 504)
# No two of these numbers sound alike: おう and おお would be asked about.
DIGITS, KANA = (str.maketrans("0123456789", signs) for signs in ("零一二三四五六七八九", "かさたなはまやらわほ"))


@dataclass(frozen=True)
class Kind:
    """`share` of a hundred things; the `page` of its form, where that is sent `to`, and where it leads who is acknowledged (addresses
    of the office's records by name). `typed(words, number)`: the words are found again in what is stored.
    """

    share: int
    page: str
    leads: str
    typed: Callable[[str, int], dict]
    to: str = ""


KINDS = {
    "note": Kind(40, "/cases/{case}/notes/new/", "/cases/{case}/", lambda words, number: {
        "means": "phone", "met_date": "2026-04-01", "met_time": "10:00", "text": words,
    }),
    "intake": Kind(20, "/intake/", "/cases/[0-9a-f-]{{36}}/", lambda words, number: {
        "intake_date": "2026-04-01", "means": "phone", "route": "commissioner", "consulter_name": "乙野", "same": "other",
        "name": f"甲野 {number}".translate(DIGITS), "kana": f"こうの {number}".translate(KANA), "words": words,
        "topics": ["dementia"], "main_topic": "dementia", "urgency": "soon", "consent": "oral",
    }),
    "visit": Kind(20, "/round/{door}/visit/", "/round/", lambda words, number: {
        "outcome": "well", "note": words, "visited_date": date.today() - timedelta(1),
        "visited_time": f"{9 + number % 600 // 60}:{number % 60:02}", "once_more": "on",
    }),
    "file": Kind(10, "/files/of/case/{case}/new/", "/files/of/case/{case}/", lambda words, number: {
        "description": words, "chosen": ContentFile(pdf(b"% " + words.encode()), "a.pdf"),
    }),
    "paper": Kind(10, "/people/{person}/", "/documents/.*", lambda words, number: {}, to="/people/{person}/consents/paper/"),
}  # fmt: skip


class Browser:
    """Signed in at both servers; follows nothing."""

    def __init__(self, office, who):
        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *args):
                return None

        self.office, self.opener = office, urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), Stay())
        assert self.send("web-1", "/account/login/", "/account/demo/", {"login": who})[0] == 303

    def ask(self, web, path, data=None):
        """(status, where it leads, body); 0 where nobody answers."""
        address = f"http://localhost:{self.office.ports[web]}{path}"
        body = None if data is None else encode_multipart(BOUNDARY, data)
        try:
            request = urllib.request.Request(address, body, {"Content-Type": MULTIPART_CONTENT} if body else {})
            with self.opener.open(request, timeout=30) as answer:
                return answer.status, "", answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.headers.get("Location", ""), answer.read().decode(errors="replace")
        except OSError:
            return 0, "", ""

    def send(self, web, page, to, data):
        status, where, body = self.ask(web, page)
        if status != 200:
            return status, where, body
        return self.ask(web, to, {**data, "csrfmiddlewaretoken": token_of(body)})


def token_of(page) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]


class Thing:
    """Of some kind, done under a key."""

    def __init__(self, kind, words, number):
        self.kind, self.words, self.number, self.key = kind, words, number, str(uuid.uuid4())

    def done_by(self, browser) -> str:
        """Nothing, or why not. Where no answer came, or a fault, it is sent again to the other server, as a person would."""
        kind, records, deadline = KINDS[self.kind], browser.office.records, time.monotonic() + PATIENCE
        page, leads, to = (address.format(**records) for address in (kind.page, kind.leads, kind.to or kind.page))
        for web in itertools.cycle(("web-1", "web-2")):
            status, where, body = browser.send(web, page, to, {**kind.typed(self.words, self.number), "once": self.key})
            if status == 303 and re.fullmatch(leads, where):
                return ""
            if status not in AGAIN or time.monotonic() > deadline:
                return f"{self.kind} {self.words}: {status} {where} {body[:200]}"
            time.sleep(0.2)


def things(number, who, dice: random.Random) -> list[Thing]:
    kinds = dice.choices(list(KINDS), [kind.share for kind in KINDS.values()], k=number)
    return [Thing(kind, f"{who} の {turn} 回目。", 1000 * (who + 1) + turn) for turn, kind in enumerate(kinds)]

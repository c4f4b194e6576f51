"""The second factor over a socket, with every middleware in place: a browser with a password alone gets no page."""

import re
import threading
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, build_opener
from wsgiref.simple_server import WSGIRequestHandler

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.wsgi import get_wsgi_application
from django.db import connections

from privacy.roles import Role
from tests.accounts.phone import code_now
from tests.accounts.test_sign_in import routes, view_is_open
from tests.cast import PASSWORD, make_member, make_user


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


class Browser:
    """Keeps cookies and follows nothing."""

    def __init__(self, base):
        class Stay(HTTPRedirectHandler):
            def redirect_request(self, *args):
                return None

        self.base = base
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()), Stay())

    def get(self, path, data=None):
        try:
            with self.opener.open(self.base + path, data and urlencode(data).encode()) as answer:
                return answer.status, "", answer.read().decode()
        except HTTPError as answer:
            return answer.code, answer.headers.get("Location", ""), answer.read().decode()

    def submit(self, path, page=None, **data):
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page or self.get(path)[2])
        return self.get(path, {"csrfmiddlewaretoken": token[1], **data})


@pytest.fixture
def base(own_database):
    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet, connections_override=None)
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()
    connections.close_all()


@pytest.fixture
def somebody(own_database):
    from privacy.areas import Area

    council = Area.objects.make(name="試験社協", kind=Area.Kind.COUNCIL)
    return make_member(make_user("hanako"), Role.MANAGER, council)


def test_one_factor_sees_no_page_and_two_do(base, somebody, with_app):
    browser = Browser(base)
    assert browser.get("/")[:2] == (302, "/account/login/?next=/")
    assert browser.submit("/account/login/", login="hanako", password=PASSWORD)[:2] == (303, "/")
    paths = [path for path, view in routes() if not view_is_open(view) and "GET" in view.methods]
    answers = {browser.get(path)[:2] for path in paths}
    assert len(paths) > 30
    assert answers == {(302, "/account/second-factor/")}
    page = browser.get("/account/second-factor/")[2]
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
    done = browser.submit("/account/second-factor/", page, code=code_now(secret))
    assert done[:2] == (303, "/account/recovery-codes/")
    status, _location, home = browser.get("/")
    assert status == 200
    assert "試験 花子" in home

"""The key that stands in every form: what is sent twice under one key is saved once, and other words under it are never dropped.

A view that saves says `@sent_once`. The same form again is led to where the first one was. Other content under the same key comes
back with what was saved beside it: `makes` names the model whose record has the key as its id, for the page to show.
"""

import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from hashlib import sha256

from django.db import connection
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from privacy.fields import EncryptedJSONField, EncryptedTextField
from ui.models import Sent

# What stands in a form beside what was written.
NOT_WRITTEN = frozenset({"csrfmiddlewaretoken", "once", "writer", "within", "draft", "draft_about", "draft_page", "seen"})
# Nobody sends a page again that lay open for longer.
REMEMBERED = timedelta(days=30)

CLAIM = """
INSERT INTO ui_sent (key, user_id, digest, answer, at) VALUES (%s, %s, %s, '', %s) ON CONFLICT (user_id, key) DO NOTHING RETURNING id
"""

_followers: list[Callable] = []


def follows_sending(function):
    """Registers `function(request, key)`, which is called within the transaction when a form of this key was saved."""
    _followers.append(function)
    return function


def once_of(data) -> uuid.UUID:
    """The key among these fields, or a fresh one where none came that is one."""
    try:
        return uuid.UUID(data.get("once", ""))
    except ValueError:
        return uuid.uuid4()


def sent_once(view=None, *, makes=None, another=True, key_of=lambda request: once_of(request.POST)):
    """302 says that it was saved; a form that came back with errors answers 303 (`ui.redisplay`) and leaves its key free."""
    if view is None:
        return lambda view: sent_once(view, makes=makes, another=another, key_of=key_of)

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.method != "POST":
            return view(request, *args, **kwargs)
        key, digest = key_of(request), _digest(request)
        form = uuid.uuid5(key, request.path)
        claim = _claim(request.user, form, digest)
        before = None if claim else Sent.objects.get(user=request.user, key=form)
        if before and bytes(before.digest) == digest:
            return HttpResponseRedirect(before.answer)
        request.sent_before = Before(key, makes, before.answer, another) if before else None
        response = view(request, *args, **kwargs)
        if response.status_code == 302:
            if claim:
                Sent.objects.filter(pk=claim).update(answer=response.url)
            for follow in _followers:
                follow(request, key)
        elif claim:
            Sent.objects.filter(pk=claim).delete()
        return response

    guarded.__dict__["sent_once"] = True
    return guarded


class Before:
    """What an earlier sending of this key saved, for a form whose content is another one. `another`: pressed again, it is one more
    record. Else it keeps its key, and the service says what it thinks of the other content."""

    def __init__(self, key, makes, answer, another=True):
        self.key, self.makes, self.answer, self.another = key, makes, answer, another

    def refuse(self, form) -> None:
        form.saved_before = self
        if self.another:
            form.add_error(None, _("This was saved already, and now reads differently. Nothing was changed: both stand here."))

    @property
    def waiting(self) -> list:
        """For the session, until the page is shown."""
        return [str(self.key), self.makes._meta.label if self.makes else "", self.answer, self.another]

    def words(self, user) -> list[tuple[str, str]]:
        """(field, what was saved) of the record, where the sender can still read it."""
        record = self.makes.objects.visible_to(user).filter(pk=self.key).first() if self.makes else None
        return words_of(record) if record else []


def words_of(record) -> list[tuple[str, str]]:
    """What people wrote into a record."""
    found = []
    for column in record._meta.concrete_fields:
        if isinstance(column, EncryptedTextField | EncryptedJSONField) and (value := getattr(record, column.name)):
            text = "\n".join(map(str, value.values())) if isinstance(value, dict) else str(value)
            found.append((str(column.verbose_name), text))
    return found


def brought_once(request) -> uuid.UUID:
    """The id of what is made of the files that came with a form: another file under its key is another record."""
    return uuid.uuid5(once_of(request.POST), repr(_brought(request)))


def _brought(request) -> list[tuple[str, bytes]]:
    return sorted((name, sha256(_content(file)).digest()) for name, files in request.FILES.lists() for file in files)


def _content(file) -> bytes:
    """For whoever read it before, or reads it next, it begins at its beginning."""
    file.seek(0)
    content = file.read()
    file.seek(0)
    return content


def _digest(request) -> bytes:
    written = sorted((name, *values) for name, values in request.POST.lists() if name not in NOT_WRITTEN)
    written += _brought(request)
    return salted_hmac("ui.once", repr(written), algorithm="sha256").digest()


def _claim(user, key, digest) -> int | None:
    """Takes the key, or returns None where it was taken. A second press waits here until the first one is saved."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [key, user.pk, digest, timezone.now()])
        row = cursor.fetchone()
    return row and row[0]


def forget_sent() -> None:
    Sent.objects.filter(at__lt=timezone.now() - REMEMBERED).delete()

"""A form says what it showed when it was opened, so that the second of two people who save overwrites nothing unseen.

Each field's value stands in the form as a mark (a keyed hash). When the form comes back there are three values of a field: the one
that was shown, the one that is saved now, and the one that came. What this person left as it was keeps what is saved now. What both
changed comes back with both, and with who and when; the next press says which one stays.
"""

import json

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from ui.dates import at_text

NAME = "seen"
VERSIONS = 50


def marks(form) -> str:
    """What the form shows of its records, for its hidden field."""
    if form.is_bound and form.data.get(NAME):
        return form.data[NAME]
    return json.dumps({name: _mark(name, _stands(form, name)) for name in _shown(form)}, separators=(",", ":"))


def merge(form, records) -> None:
    """Takes over what others saved meanwhile, and asks where both changed the same. It must come before the form is checked."""
    before = _read(form.data.get(NAME, ""))
    form.data, form.conflicts = form.data.copy(), {}
    for name in [name for name in _shown(form) if name in before]:
        stands, came = _stands(form, name), _canonical(form.fields[name], form[name].data)
        if _mark(name, stands) in (before[name], _mark(name, came)):
            continue
        if _mark(name, came) == before[name]:
            _take_over(form, name)
        else:
            form.conflicts[name] = _said(form, name, records)
    if form.conflicts:
        form.data[NAME] = json.dumps({name: _mark(name, _stands(form, name)) for name in _shown(form)}, separators=(",", ":"))
    for name, said in form.conflicts.items():
        form.add_error(name, said["message"])


def _shown(form) -> list[str]:
    return [name for name in form.fields if name in form.initial]


def _read(text) -> dict[str, str]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _mark(name, value) -> str:
    return salted_hmac("ui.seen", f"{name}|{value}", algorithm="sha256").hexdigest()[:16]


def _stands(form, name):
    field = form.fields[name]
    return _canonical(field, field.prepare_value(form.get_initial_for_field(field, name)))


def _canonical(field, value):
    """One way of writing for what the record holds and for what a browser sends of it."""
    if isinstance(value, list | tuple | set | models.QuerySet):
        return sorted(str(getattr(one, "pk", one)) for one in value)
    text = "" if value is None else str(value).replace("\r\n", "\n").strip()
    try:
        found = field.to_python(value if isinstance(value, bool) else text)
    except ValidationError:
        return text
    return "" if found is None else str(getattr(found, "pk", found))


def _take_over(form, name) -> None:
    form.data.setlist(form.add_prefix(name), _sent(form, name))


def _sent(form, name) -> list[str]:
    """What a browser would send of this field for what is saved now."""
    field = form.fields[name]
    value = field.prepare_value(form.get_initial_for_field(field, name))
    if isinstance(value, bool):
        return ["on"] if value else []
    if isinstance(value, list | tuple | set | models.QuerySet):
        return [str(getattr(one, "pk", one)) for one in value]
    return ["" if value is None else str(getattr(value, "pk", value))]


def _said(form, name, records) -> dict:
    """What is saved now, as words and as the field sends it, who saved it, and when."""
    who, at = _changed_last(name, records)
    words = _words(form, name)
    said = {
        "theirs": words,
        "values": _sent(form, name),
        "who": who or _("somebody else"),
        "at": at_text(at, "near") if at else "",
    }
    return {
        "message": _("%(who)s changed this meanwhile (%(at)s) to “%(theirs)s”. Keep what is right, and save again.") % said,
        **said,
    }


def _words(form, name) -> str:
    field = form.fields[name]
    value = field.prepare_value(form.get_initial_for_field(field, name))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    choices = {str(key): str(label) for key, label in _flat(getattr(field, "choices", ()))}
    several = value if isinstance(value, list | tuple | set) else [value]
    words = [choices.get(str(one), str(one)) for one in several if one not in (None, "")]
    return "、".join(words) or _("(empty)")


def _flat(choices):
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield key, label


def _changed_last(name, records):
    """(who made the version in which this column got its value, when); of a field that is no column, of the last version."""
    latest = []
    for record in records:
        history = getattr(type(record), "history", None)
        if history is not None and hasattr(history, "filter"):
            versions = history.filter(id=record.pk).order_by("-history_date", "-history_id").values()[:VERSIONS]
            latest.append(_since(list(versions), _column(record, name)))
    found = max(filter(None, latest), key=lambda version: version["history_date"], default=None)
    if found is None:
        return "", None
    user = get_user_model().objects.filter(pk=found["history_user_id"]).first()
    return getattr(user, "display_name", ""), found["history_date"]


def _since(versions, column):
    """Bytes do not change where a value does not, so ciphertext tells as well."""
    found = None
    for version in versions:
        if found is not None and version.get(column) != found.get(column):
            break
        found = version
        if column is None:
            break
    return found


def _column(record, name):
    try:
        return record._meta.get_field(name).attname
    except FieldDoesNotExist:
        return None

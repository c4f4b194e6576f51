"""A form with errors answers 303, like one without: browsers keep the body of a POST that was answered 200.

What was typed waits in the (encrypted) session for the page that shows it again, once. Passwords do not wait.
"""

from django import forms
from django.apps import apps
from django.contrib import messages
from django.forms.utils import ErrorDict
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _

from ui import seen
from ui.drafts import asked_for, place_of, takes_words
from ui.once import Before

SESSION_KEY = "forms_again"


def page_form(request, form_class, name="form", /, *, edits=(), saved_by="", about=None, **kwargs):
    """The form of this page: as posted, as it was rejected with its errors, as its draft was left, or empty.

    `saved_by`: the route that saves it, where that is not the page's own, and `about` the record in its address. `edits`: the records
    that the form shows and changes. What somebody else changed since it was opened is not overwritten unseen.
    """
    if request.method == "POST":
        form = form_class(data=request.POST, **kwargs)
        if edits:
            # Sent again with other words, it is one more change.
            seen.merge(form, edits)
        else:
            refuse_changed(request, form)
        return form
    place = place_of(request, saved_by, about)
    form = (
        _kept_form(request, form_class, name, kwargs) or _begun_form(request, form_class, place, kwargs) or form_class(**kwargs)
    )
    form.edits, form.place = edits, place if takes_words(form) else None
    return form


def refuse_changed(request, form) -> None:
    """A form whose key was used for other content is right in nothing but its words."""
    if before := getattr(request, "sent_before", None):
        before.refuse(form)


def _kept_form(request, form_class, name, kwargs):
    waiting = request.session.get(SESSION_KEY, {})
    kept = waiting.pop(_key(request, name), None)
    if kept is None:
        return None
    request.session.modified = True
    form = form_class(data=QueryDict(kept["data"]), **kwargs)
    form.conflicts = kept.get("conflicts", {})
    if kept.get("before"):
        key, model, answer, another = kept["before"]
        form.saved_before = Before(key, apps.get_model(model) if model else None, answer, another)
    form._errors = ErrorDict({field: form.error_class(errors) for field, errors in kept["errors"].items()})
    # It was refused once. With no errors to show it would count as right to whoever asks.
    form.is_valid = lambda: False
    return form


def is_stale(request, stands) -> bool:
    """Of a press that turns something to its other side: `was` says on which side the page showed it."""
    was = request.POST.get("was")
    if was is None or (was == "on") == bool(stands):
        return False
    messages.info(request, _("Somebody else has done this meanwhile. Look at it again."))
    return True


def sent_back(to, *args):
    """To the page on which a form is mended that lies on the desk."""
    return HttpResponseRedirect(resolve_url(to, *args), status=303)


def has_rejected_form(request, name="form") -> bool:
    """Whether a form was rejected and is kept for this page."""
    return _key(request, name) in request.session.get(SESSION_KEY, {})


def _begun_form(request, form_class, place, kwargs):
    """A draft is shown as it was left, without complaints about what is not finished."""
    found = asked_for(request, place)
    return as_left(form_class(data=found[1], **kwargs), found[0]) if found else None


def as_left(form, key):
    form._errors, form.cleaned_data, form.once = ErrorDict(), {}, key
    form.is_valid = lambda: False
    return form


def redisplay(request, form, name="form", *, to=None):
    """Redirects to the page (or `to`), where `page_form` shows the form with its errors."""
    data = form.data.copy()
    for field in ("csrfmiddlewaretoken", *_secrets(form)):
        data.pop(field, None)
    before = getattr(form, "saved_before", None)
    if before and before.another:
        data.pop("once", None)
    kept = {
        "data": data.urlencode(),
        "errors": {field: list(map(str, errors)) for field, errors in form.errors.items()},
        "conflicts": getattr(form, "conflicts", {}),
        "before": before.waiting if before else None,
    }
    target = to or request.get_full_path()
    request.session[SESSION_KEY] = {f"{target.split('?')[0]} {name}": kept}
    return HttpResponseRedirect(target, status=303)


def keep_words(request) -> None:
    """Of a POST that nobody looked at yet: what was typed waits for its page, which asks for nothing and complains of nothing."""
    words = request.POST.copy()
    for field in [name for name in words if name == "csrfmiddlewaretoken" or "password" in name]:
        words.pop(field)
    request.session[SESSION_KEY] = {_key(request, "form"): {"data": words.urlencode(), "errors": {}}}


def _key(request, name) -> str:
    return f"{request.path} {name}"


def _secrets(form) -> list[str]:
    return [form.add_prefix(name) for name, field in form.fields.items() if isinstance(field.widget, forms.PasswordInput)]

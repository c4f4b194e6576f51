"""A form with errors answers 303, like one without: browsers keep the body of a POST that was answered 200.

What was typed waits in the (encrypted) session for the page that shows it again, once. Passwords do not wait.
"""

from django import forms
from django.forms.utils import ErrorDict
from django.http import HttpResponseRedirect, QueryDict

SESSION_KEY = "forms_again"


def page_form(request, form_class, name="form", /, **kwargs):
    """The form of this page: as posted, as it was rejected with its errors, or empty."""
    if request.method == "POST":
        return form_class(data=request.POST, **kwargs)
    waiting = request.session.get(SESSION_KEY, {})
    kept = waiting.pop(_key(request, name), None)
    if kept is None:
        return form_class(**kwargs)
    request.session.modified = True
    form = form_class(data=QueryDict(kept["data"]), **kwargs)
    form._errors = ErrorDict({field: form.error_class(errors) for field, errors in kept["errors"].items()})
    # It was refused once. With no errors to show it would count as right to whoever asks.
    form.is_valid = lambda: False
    return form


def has_rejected_form(request, name="form") -> bool:
    """Whether a form was rejected and is kept for this page."""
    return _key(request, name) in request.session.get(SESSION_KEY, {})


def redisplay(request, form, name="form", *, to=None):
    """Redirects to the page (or `to`), where `page_form` shows the form with its errors."""
    data = request.POST.copy()
    for field in ("csrfmiddlewaretoken", *_secrets(form)):
        data.pop(field, None)
    kept = {"data": data.urlencode(), "errors": {field: list(map(str, errors)) for field, errors in form.errors.items()}}
    target = to or request.get_full_path()
    request.session[SESSION_KEY] = {f"{target.split('?')[0]} {name}": kept}
    return HttpResponseRedirect(target, status=303)


def _key(request, name) -> str:
    return f"{request.path} {name}"


def _secrets(form) -> list[str]:
    return [form.add_prefix(name) for name, field in form.fields.items() if isinstance(field.widget, forms.PasswordInput)]

"""What stands in a form: its hidden keys, each field with label and error, the summary of errors, the state of a draft."""

import json
from uuid import uuid4

from django import forms, template
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from ui import seen
from ui.dates import calendar_of
from ui.drafts import as_id, begun

register = template.Library()


@register.inclusion_tag("components/form_keys.html", takes_context=True)
def form_keys(context, form=None, *, place=None, enter_sends=False):
    """Stands first in every POST form: the token, the key that makes a second submit harmless, what the form showed of its records,
    whose page this is and in which council it was opened; and where its draft is kept (`place`, unless the form says it).

    Enter in one line of the form sends nothing, unless the form asks for a line or two and then goes on."""
    place = place or getattr(form, "place", None)
    user = context["request"].user if "request" in context else None
    if user is not None and not user.is_authenticated:
        user = None
    return {
        "csrf_token": context.get("csrf_token"),
        "enter_sends": enter_sends,
        "calendar": calendar_of(context),
        "place": place,
        "begun": _begun(context["request"], form, place) if place else [],
        "page": _page_of(context["request"]) if place else "",
        "fresh": fresh(form) if place and form is not None else "",
        "seen": seen.marks(form) if getattr(form, "edits", ()) else "",
        "once": _key_of(form) or context.get("once") or uuid4(),
        "writer": user.pk if user is not None else "",
        "within": user.working_council_id if user is not None else "",
    }


def _begun(request, form, place):
    """As a page of many forms has asked for all of them, or for this one alone."""
    known = getattr(form, "begun", None)
    return begun(request, place) if known is None else known


def _key_of(form):
    """Of a form that came back, or of a draft: it goes on under its own key."""
    if form is None:
        return None
    return getattr(form, "once", None) or as_id(form.data.get("once"))


@register.simple_tag
def fresh(form) -> str:
    """What a line of this form shows before anybody writes: with nothing else in its lines, there is no draft to keep."""
    lines = {name: field for name, field in form.fields.items() if isinstance(field, forms.CharField)}
    shown = {name: field.prepare_value(form.get_initial_for_field(field, name)) for name, field in lines.items()}
    return json.dumps({form.add_prefix(name): str(value) for name, value in shown.items() if value})


def _page_of(request) -> str:
    """Its address without the draft that is open on it."""
    asked = request.GET.copy()
    asked.pop("draft", None)
    return f"{request.path}?{asked.urlencode()}" if asked else request.path


@register.inclusion_tag("components/field.html", takes_context=True)
def field(context, bound, **options):
    """A field with its label, help, error and what stands beside it. Options: see docs in components/field.html."""
    return field_context(bound, **options)


def field_context(bound, *, unknown=None, guesses=(), width="", hide_label=False, beside=None, hint=None, label=None):
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "")
    grouped = bool(getattr(widget, "allow_multiple_selected", False) and kind == "checkbox") or kind == "radio"
    single = kind == "checkbox" and not grouped
    help_text = bound.help_text if hint is None else hint
    if said := getattr(bound.field, "said_beside", str)():
        help_text = f"{help_text} {said}".strip()
    described = [f"{bound.auto_id}_hint"] if help_text else []
    described += [f"{bound.auto_id}_error"] if bound.errors else []
    attrs = {"autocomplete": "off"}
    must = _must(bound)
    if must:
        attrs["aria-required"] = "true"
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if width:
        attrs["class"] = " ".join(filter(None, [widget.attrs.get("class", ""), f"w-{width}"]))
    return {
        "field": bound,
        "grouped": grouped,
        "single": single,
        "options": _options(bound) if grouped else [],
        "tight": "choices--tight" in widget.attrs.get("class", ""),
        "widget_html": "" if grouped else widget_html(bound, attrs),
        "label": bound.label if label is None else label,
        "hide_label": hide_label,
        "help_text": help_text,
        "must": must,
        "unknown": unknown,
        "beside": beside,
        "guesses": guesses or (),
        "theirs": _theirs(bound),
        "described": " ".join(described),
        "hidden": bound.is_hidden,
    }


def _theirs(bound) -> str:
    """What somebody else saved meanwhile in this field, as a button puts it into the page."""
    conflict = getattr(bound.form, "conflicts", {}).get(bound.name)
    return json.dumps(conflict["values"]) if conflict else ""


def _must(bound) -> bool:
    """Marked as needed where others are not; not where something is chosen already."""
    needed = [field.required for field in bound.form.fields.values() if not field.widget.is_hidden]
    return bound.field.required and bound.field.initial is None and not all(needed)


def widget_html(bound, attrs):
    """The plain widgets, written directly: Django's templates take longer for one select than the database for its page."""
    widget = bound.field.widget
    if type(widget) not in (forms.TextInput, forms.Textarea, forms.Select):
        return bound.as_widget(attrs=attrs)
    every = bound.build_widget_attrs(
        widget.build_attrs({"name": bound.html_name, "id": bound.auto_id, **widget.attrs}, attrs), widget
    )
    value = bound.value()
    if isinstance(widget, forms.Select):
        chosen = set(widget.format_value(value))
        options = format_html_join("", '<option value="{}"{}>{}</option>', _flat(widget.choices, chosen))
        return format_html("<select{}>{}</select>", flatatt(every), options)
    shown = widget.format_value(value)
    if isinstance(widget, forms.Textarea):
        return format_html("<textarea{}>\n{}</textarea>", flatatt(every), "" if shown is None else shown)
    given = {} if shown is None else {"value": shown}
    return format_html("<input{}>", flatatt({"type": widget.input_type, **given, **every}))


def _flat(choices, chosen):
    """(value, " selected" or nothing, words) of each option; groups are flattened."""
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label, chosen)
        else:
            value = "" if value is None else str(value)
            yield value, mark_safe(" selected") if value in chosen else "", label


def _options(bound):
    """(id, name, value, words, checked, icon, type) of each pill."""
    icons = bound.field.widget.attrs.get("icons", {})
    found = []
    for number, option in enumerate(bound.subwidgets):
        data = option.data
        found.append(
            {
                "id": data["attrs"].get("id") or f"{bound.auto_id}_{number}",
                "name": data["name"],
                "value": data["value"],
                "label": data["label"],
                "checked": data["selected"],
                "icon": icons.get(str(data["value"]), ""),
                "type": data["type"],
            }
        )
    return [option for option in found if str(option["value"]) != ""]


@register.inclusion_tag("components/choose_main.html", takes_context=True)
def choose_main(context, many, main):
    """Checkbox pills of which one checked is the main one; `main` is a choice field of the same values."""
    shared = field_context(many)
    value = str(main.value() or "")
    return {**shared, "main": main, "main_value": value, "main_errors": main.errors, "main_theirs": _theirs(main)}


@register.inclusion_tag("components/errors.html", takes_context=True)
def errors(context, *forms):
    """The summary of what must be mended, with a link to each place; and what an earlier sending of the form had saved."""
    found = []
    before = next(filter(None, (getattr(form, "saved_before", None) for form in forms)), None)
    for form in forms:
        for name, messages in form.errors.items():
            bound = form[name] if name in form.fields else None
            for message in messages:
                found.append({"label": bound.label if bound is not None else "", "message": message, "id": _target(bound)})
    words = before.words(context["request"].user) if before else []
    return {"found": found, "before": before, "words": words}


def _target(bound):
    if bound is None:
        return ""
    widget = bound.field.widget
    grouped = getattr(widget, "input_type", "") in {"radio", "checkbox"} and hasattr(widget, "choices")
    return f"{bound.auto_id}_0" if grouped else bound.id_for_label or bound.auto_id


@register.inclusion_tag("components/draft_status.html", takes_context=True)
def draft_status(context, saved_at=None):
    return {"saved_at": saved_at, "calendar": calendar_of(context)}

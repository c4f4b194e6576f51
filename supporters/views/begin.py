"""First the search, then the form: for a person who is known, or for somebody who has no record yet."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from casework.addresses import blocks_of, where
from casework.models import Person, Place
from casework.pages import search
from casework.pages.namesakes import Typed, known_people
from casework.services import person_register
from casework.views.drafts import working_council
from privacy.access import get_or_404
from privacy.errors import Denied
from privacy.reach import can, reach
from privacy.reading import searched
from privacy.tokens import query_hash
from supporters.pages import districts_of
from ui.once import once_of
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse

NEW = "new"
WRITE = "support.write"


@dataclass(frozen=True)
class Begin:
    """`save(person, actor=…, id=…, **said)` is the service."""

    route: str
    known: type
    new: type
    save: Callable
    words: Callable
    initial: dict


def begin(request, what: Begin):
    chosen = request.GET.get("person", "")
    if chosen == NEW:
        return _form(request, what, None)
    if chosen:
        person = get_or_404(request, Person.objects.select_related("dossier__area"), chosen, "person.read")
        if not can(request.user, WRITE, person):
            raise Denied(WRITE, [person.dossier_id], [person.pk])
        return _form(request, what, person)
    key = f"{what.route}_search"
    if request.method == "POST":
        request.session[key] = request.POST.get("q", "").strip()[:100]
        return redirect(what.route)
    asked = request.session.get(key, "")
    context = what.words() | {"route": what.route, "q": asked} | _found(request, asked)
    return render(request, "supporters/find.html", context)


def _found(request, asked) -> dict:
    found = search.find_people(request.user, asked) if asked else search.Found([], [])
    if asked:
        searched(query_hash(asked))
    ids = [person.pk for person in found.people]
    readable = set(Person.objects.visible_to(request.user, "person.read").filter(pk__in=ids).values_list("pk", flat=True))
    blocks = blocks_of(found.people)
    rows = [(one, where(one, blocks, full=one.pk in readable), one.pk in readable) for one in found.people]
    return {"rows": rows, "more": found.more, "too_short": found.too_short}


def _form(request, what: Begin, person):
    council = working_council(request)
    given = {"areas": districts_of(council.pk), "initial": what.initial}
    if person is None:
        given |= {"places": _places(request)}
    form = page_form(request, what.known if person else what.new, str(person.pk) if person else NEW, **given)
    if person is None and form.is_bound:
        form.know(_namesakes(request, form))
    if request.method == "POST":
        made = _save(request, what, form, person, council) if form.is_valid() else None
        if made is None:
            return redisplay(request, form, str(person.pk) if person else NEW)
        request.session.pop(f"{what.route}_search", None)
        return redirect(made)
    return render(request, "supporters/new.html", what.words() | {"form": form, "person": person, "route": what.route})


def _save(request, what: Begin, form, person, council):
    """The key that came with the form is the id of the record."""
    try:
        with transaction.atomic():
            person = person or _register(request, form, council)
            return what.save(person, actor=request.user, id=once_of(request.POST), **form.said)
    except ValidationError as error:
        refuse(form, error)
    except IntegrityError:
        form.add_error(None, _("This person is registered already."))
    return None


def _register(request, form, council):
    details = form.details()
    pk = uuid.uuid5(once_of(request.POST), "person")
    area, another = details.district(council), form.cleaned_data["another_why"]
    return person_register(actor=request.user, area=area, details=details, id=pk, another=another)


def _namesakes(request, form):
    data = form.data
    name = f"{data.get('family_name', '')} {data.get('given_name', '')}".strip()
    reading = f"{data.get('family_kana', '')}{data.get('given_kana', '')}"
    numbers = tuple(filter(None, (data.get("phone"), data.get("mobile"))))
    typed = Typed(name=name, kana=reading, phones=numbers, birth=data.get("birth", ""), place=data.get("place", ""))
    known = known_people(request.user, typed).people
    if typed.is_searchable:
        searched(query_hash(typed.query))
    return known


def _places(request):
    districts = reach(request.user, WRITE).areas & reach(request.user, "person.write").areas
    places = Place.objects.filter(district__in=districts, council=request.user.working_council_id, closed_date__isnull=True)
    return places.select_related("district").order_by("district__path", "kana", "name")

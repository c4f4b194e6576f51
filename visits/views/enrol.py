"""From the paper form to an enrolment: first the search, then everything on one page."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Organisation
from casework.addresses import blocks_of, where
from casework.joined import one_with
from casework.models import Person, Place
from casework.pages import search
from casework.pages.namesakes import Typed, known_people
from casework.services import person_register
from casework.views.drafts import working_council
from privacy.access import allow, get_or_404
from privacy.errors import Denied
from privacy.methods import require_GET, require_http_methods
from privacy.reach import can, reach
from privacy.reading import searched
from privacy.tokens import query_hash
from ui.once import once_of, sent_once
from ui.redisplay import has_rejected_form, page_form, redisplay
from visits import services
from visits.forms.enrolments import EnrolForm, EnrolNewForm, contacts_as_typed
from visits.models import Enrolment
from visits.views.enrolments import contacts_of, family_of, organisations_of, tried

SESSION_KEY = "enrol_search"
NEW = "new"


@require_http_methods(["GET", "POST"])
@allow("enrolment.write")
@sent_once(makes=Enrolment)
def enrolment_new(request):
    """First the search, then the paper form for the person found, or for somebody who has no record yet."""
    chosen = request.GET.get("person", "")
    if chosen == NEW:
        return _enrol_somebody_new(request)
    if chosen:
        return _enrol_known(request, chosen)
    if request.method == "POST":
        request.session[SESSION_KEY] = request.POST.get("q", "").strip()[:100]
        return redirect("enrolment_new")
    asked = request.session.get(SESSION_KEY, "")
    return render(request, "visits/enrolment/find.html", {"q": asked} | _found(request, asked))


@require_GET
@allow("enrolment.write")
def enrolment_sheet(request):
    """The same questions on paper."""
    form = EnrolNewForm(places=[], organisations=Organisation.objects.none())
    return render(request, "visits/enrolment/print_application.html", {"form": form, "now": timezone.now()})


def _enrol_known(request, chosen):
    person = get_or_404(request, Person.objects.select_related("dossier__area"), chosen, "person.read")
    if not can(request.user, "enrolment.write", person.dossier.area):
        raise Denied("enrolment.write", [person.dossier_id], [person.pk])
    written = request.method == "POST" or has_rejected_form(request, str(person.pk))
    running = Enrolment.objects.visible_to(request.user).running().filter(person__in=one_with(person.pk)).first()
    if running and not written:
        return redirect(running)
    near = contacts_of(request, person)
    initial = _blank() | contacts_as_typed(near)
    form = page_form(
        request, EnrolForm, str(person.pk), organisations=organisations_of(person.dossier.council_id), initial=initial
    )
    if request.method == "POST":
        return _enrolled(request, form, str(person.pk), lambda: person)
    family = family_of(request, person)
    return render(request, "visits/enrolment/new.html", {"form": form, "person": person, "family": family})


def _enrol_somebody_new(request):
    council = working_council(request)
    form = page_form(
        request,
        EnrolNewForm,
        NEW,
        places=_places(request),
        organisations=organisations_of(council.pk),
        initial=_blank() | {"sex": "unknown"},
    )
    if form.is_bound:
        form.know(_namesakes(request, form))
    if request.method == "POST":
        return _enrolled(request, form, NEW, lambda: _register(request, form, council))
    return render(request, "visits/enrolment/new.html", {"form": form, "person": None, "family": []})


def _enrolled(request, form, name, person):
    """The key that came with the form is the id of the enrolment."""
    if form.is_valid():
        made = tried(form, _enrol_once, request, form, person)
        if made:
            request.session.pop(SESSION_KEY, None)
            messages.success(request, _("Enrolled. Now choose who goes there."))
            return redirect("visitors", made.pk)
    return redisplay(request, form, name)


def _enrol_once(request, form, person):
    try:
        with transaction.atomic():
            return services.enrol(
                actor=request.user,
                person=person(),
                id=once_of(request.POST),
                consent=form.consent(),
                contacts=form.contacts(),
                **form.watch(),
            )
    except IntegrityError:
        raise ValidationError(_("This person is enrolled already.")) from None


def _blank() -> dict:
    today = timezone.localdate()
    return {
        "applied_date": today, "start_date": today, "pattern": "times", "times": 2, "weeks": 1, "grace_days": 3,
        "consent_purpose": pgettext("purpose of a consent", "Watch-over visits"), "consent_given_by": "self",
    }  # fmt: skip


def _found(request, asked) -> dict:
    """People within reach with the enrolment they have; those whose record does not open can only be seen to exist."""
    found = search.find_people(request.user, asked) if asked else search.Found([], [])
    if asked:
        searched(query_hash(asked))
    ids = [person.pk for person in found.people]
    readable = set(Person.objects.visible_to(request.user, "person.read").filter(pk__in=ids).values_list("pk", flat=True))
    running = Enrolment.objects.visible_to(request.user).running().filter(person__in=ids)
    enrolled = {enrolment.person_id: enrolment for enrolment in running}
    blocks = blocks_of(found.people)
    rows = [
        (person, where(person, blocks, full=person.pk in readable), person.pk in readable, enrolled.get(person.pk))
        for person in found.people
    ]
    return {"rows": rows, "more": found.more, "too_short": found.too_short}


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


def _register(request, form, council):
    details = form.details()
    pk = uuid.uuid5(once_of(request.POST), "person")
    return person_register(
        actor=request.user, area=details.district(council), details=details, id=pk, another=form.cleaned_data["another_why"]
    )


def _places(request):
    districts = reach(request.user, "enrolment.write").areas & reach(request.user, "person.write").areas
    places = Place.objects.filter(district__in=districts, council=request.user.working_council_id, closed_date__isnull=True)
    return places.select_related("district").order_by("district__path", "kana", "name")

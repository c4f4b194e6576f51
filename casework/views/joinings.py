"""One person from two records: found, compared side by side, made one, and made two again."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from casework import one_at_a_time, services
from casework.forms.joinings import JoinForm, PartForm
from casework.joined import one_with
from casework.models import Joining, Person
from casework.pages import search
from casework.pages.joinings import sides_of
from casework.pages.namesakes import Typed, known_people
from casework.services.joinings import AlreadyOne, cases_since, written_since
from privacy.access import allow, get_or_404
from privacy.methods import require_http_methods
from privacy.reading import searched
from privacy.tokens import query_hash
from ui.once import sent_once
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse

ACTION = "person.merge"
SESSION_KEY = "person_same"


@require_http_methods(["GET", "POST"])
@allow(ACTION, about=Person)
def person_same(request, pk):
    """Who may be the same person: those of this name, reading or number, and whoever is searched for."""
    record = get_or_404(request, _people(), pk, ACTION)
    if request.method == "POST":
        request.session[SESSION_KEY] = request.POST.get("q", "").strip()[:100]
        return redirect("person_same", pk)
    asked = request.session.pop(SESSION_KEY, "")
    known, one = known_people(request.user, Typed.of_person(record)), one_with(record.pk)
    found = search.find_people(request.user, asked, action=ACTION).people if asked else []
    if asked:
        searched(query_hash(asked))
    alike = [candidate.person for candidate in known.people if candidate.full]
    people = {person.pk: person for person in [*found, *alike] if person.pk not in one}
    context = {"person": record, "q": asked, "sides": sides_of(request.user, list(people.values()))}
    return render(request, "casework/joining/find.html", context)


@require_http_methods(["GET", "POST"])
@allow(ACTION, about=Person)
@sent_once
def person_join(request, pk, other):
    record = get_or_404(request, _people(), pk, ACTION)
    second = get_or_404(request, _people(), other, ACTION)
    if second.pk in one_with(record.pk):
        messages.info(request, _("These two records are one person's already."))
        return redirect(record)
    people, running = [record, second], one_at_a_time.running(request.user, [record.pk, second.pk])
    form = page_form(request, JoinForm, people=people, running=running)
    if request.method == "POST":
        done = _("The two records are one person's now.")
        if not _done(
            request, form, lambda: services.person_join(record, actor=request.user, other=second, **form.cleaned_data), done
        ):
            return redisplay(request, form)
        return redirect(record)
    context = {"person": record, "sides": sides_of(request.user, people), "form": form}
    return render(request, "casework/joining/join.html", context)


@require_http_methods(["GET", "POST"])
@allow(ACTION, about=Joining)
@sent_once
def person_part(request, pk):
    joining = get_or_404(request, Joining.objects.select_related("joined_by", "parted_by", "dossier"), pk, ACTION)
    people = [get_or_404(request, _people(), one, ACTION) for one in (joining.person_id, joining.into_id)]
    if joining.parted_on:
        messages.info(request, _("These two records are two people's already."))
        return redirect(people[0])
    cases, rest = list(cases_since(request.user, joining)), written_since(request.user, joining)
    both_died = all(person.death_date for person in people)
    form = page_form(request, PartForm, people=people, cases=cases, rest=rest, both_died=both_died)
    if request.method == "POST":
        done = _("They are two people again.")
        if not _done(request, form, lambda: services.person_part(joining, actor=request.user, **form.answers()), done):
            return redisplay(request, form)
        return redirect(people[0])
    names = {person.pk: person.name for person in people}
    context = {
        "person": people[0], "joining": joining, "sides": sides_of(request.user, people), "form": form,
        "rest": [(names[one], what) for one, what in rest],
    }  # fmt: skip
    return render(request, "casework/joining/part.html", context)


def _people():
    return Person.objects.select_related("dossier__area")


def _done(request, form, act, done) -> bool:
    """Whoever comes second, in the same moment, is told that somebody else has done it: what they chose was not taken."""
    if form.is_valid():
        try:
            act()
            messages.success(request, done)
        except AlreadyOne as already:
            messages.info(request, already.messages[0])
        except ValidationError as error:
            refuse(form, error)
    return form.is_valid()

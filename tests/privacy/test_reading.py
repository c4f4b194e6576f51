"""What an answer shows becomes one event, whoever forgot to say so; what was merely looked through does not."""

import re

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.template import engines
from django.template.response import SimpleTemplateResponse
from django.test import Client, RequestFactory

from casework.models import Case, Consent, Person, ProgressNote
from casework.pages import search
from privacy import context, reading
from privacy.access import allow, get_or_404
from privacy.models import AccessEvent
from tests.architecture.world import PLANTED, make_draft, make_world
from tests.cast import login
from tests.factories.casework import make_case, make_note
from tests.sources import files

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(caseworker, areas):
    return make_world(caseworker, areas.dai)


def answer_of(view, user, **kwargs):
    """As the middleware and the resolver would call it."""
    request = RequestFactory().get("/")
    request.user = user
    with context.on_behalf_of(user):
        return allow("case.read")(view)(request, **kwargs)


def newest() -> AccessEvent:
    return AccessEvent.objects.order_by("-seq").first()


def test_a_row_that_is_fetched_and_shown_is_in_the_event(world, caseworker):
    def view(request):
        return HttpResponse(Consent.objects.visible_to(request.user).get(pk=world.consent.pk).given_date)

    assert answer_of(view, caseworker).status_code == 200
    event = newest()
    assert (event.kind, event.action, event.records) == ("list", "case.read", [world.consent.pk])


def test_a_field_that_is_opened_is_in_the_event_however_its_row_was_fetched(world, caseworker):
    def view(request, pk):
        note = get_or_404(request, ProgressNote, pk)
        return HttpResponse(note.case.words)

    assert PLANTED.words in answer_of(view, caseworker, pk=world.note.pk).content.decode()
    event = newest()
    assert (event.kind, set(event.records)) == ("open", {world.note.pk, world.case.pk})


def test_the_page_of_a_case_names_what_stands_on_it_without_a_word_of_its_own(world, caseworker):
    """A consent is a chip of codes there: nothing of it is decrypted."""
    login(Client(), caseworker).get(world.case.get_absolute_url())
    event = newest()
    assert event.kind == "open"
    assert {world.case.pk, world.consent.pk, world.relative.pk, world.note.pk} <= set(event.records)


def test_a_page_that_is_drawn_late_is_drawn_before_its_event(world, caseworker):
    def view(request):
        people = Person.objects.visible_to(request.user).filter(pk=world.person.pk)
        late = engines["django"].from_string("{% for person in people %}{{ person.name }}{% endfor %}")
        return SimpleTemplateResponse(late, {"people": people})

    assert PLANTED.person in answer_of(view, caseworker).content.decode()
    assert newest().records == [world.person.pk]


def test_an_answer_that_is_made_after_its_view_is_refused(world, caseworker):
    with pytest.raises(TypeError, match="without an event"):
        answer_of(lambda request: StreamingHttpResponse(iter(["a"])), caseworker)


def test_what_a_redirect_looked_at_was_not_shown(world, caseworker):
    before = AccessEvent.objects.count()

    def view(request):
        return HttpResponse(status=303, headers={"Location": f"/{Case.objects.visible_to(request.user).first().pk}"})

    answer_of(view, caseworker)
    assert AccessEvent.objects.count() == before


def test_what_was_looked_through_is_not_shown_until_it_is(world, caseworker):
    with context.on_behalf_of(caseworker) as actor:
        with reading.unshown():
            notes = list(ProgressNote.objects.visible_to(caseworker))
            assert any(PLANTED.note in note.text for note in notes)
        assert actor.shown.rows == {}
        # It was not kept open: the look after the search counts.
        assert notes[0].text
        assert set(actor.shown.rows) == {notes[0].pk}


def test_the_row_that_says_there_is_more_is_not_shown(caseworker, areas):
    for _each in range(3):
        make_case(caseworker, areas.dai)
    with context.on_behalf_of(caseworker) as actor:
        rows, more = reading.first(Case.objects.visible_to(caseworker).order_by("pk"), 2)
        assert (len(rows), more) == (2, True)
        assert set(actor.shown.rows) == {row.pk for row in rows}


def test_a_search_is_written_down_with_its_hits_alone(world, caseworker, areas):
    other = make_case(caseworker, areas.dai)
    with context.on_behalf_of(caseworker) as actor:
        make_note(caseworker, other, text="別の話")
        actor.shown.rows.clear()
        hits, _older = search.find_in_notes(caseworker, PLANTED.note)
        assert set(actor.shown.rows) == {world.note.pk} == {note.pk for note in hits}


def test_a_search_that_finds_nobody_is_an_event(client, caseworker):
    login(client, caseworker).post("/search/", {"q": "だれもいない"}, headers={"HX-Request": "true"})
    event = newest()
    assert (event.kind, event.records, event.query is not None) == ("search", [], True)


def test_a_draft_carried_into_an_enquiry_is_opened(caseworker, areas):
    draft = make_draft(caseworker, areas.council)
    answer = login(Client(), caseworker).get(f"/intake/{draft.pk}/enquiry/")
    assert PLANTED.draft in answer.content.decode()
    assert newest().records == [draft.pk]


LOOKING = re.compile(r"unshown\(\)|looks_through=True")
# What is opened there may be copied into rows before it is shown: each place says what it shows of it.
LOOKS_THROUGH = {
    "casework/attention.py", "casework/desk.py", "casework/pages/case_list.py", "casework/pages/case_page.py", "casework/pages/drafts.py", "casework/pages/namesakes.py", "casework/pages/search.py", "casework/services/once.py", "casework/timeline.py", "casework/views/notes.py", "conferences/attention.py", "conferences/pages/finding.py", "conferences/views/minutes.py", "conferences/views/papers.py",
    "documents/views.py", "emergencies/pages.py", "moving/who.py",
    "privacy/reading.py", "referrals/standing.py", "visits/attention.py", "visits/pages/doorstep.py", "visits/pages/rounds.py", "visits/pages/safety_board.py", "visits/views/board.py",
}  # fmt: skip


def test_the_places_that_look_through_are_known():
    assert {name for name, path in files() if LOOKING.search(path.read_text())} == LOOKS_THROUGH

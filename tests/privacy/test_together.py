"""A question gives what the ORM gives, to whoever may see it, and to nobody else."""

from functools import partial

import pytest
from django.db import connection
from django.db.models import UUIDField
from django.test.utils import CaptureQueriesContext

from casework.models import Case, DayBookEntry, ProgressNote
from privacy import context
from privacy.confidential import ConfidentialQuerySet, confidential_models
from privacy.fields import Ciphertext
from privacy.keyring import NoReach
from privacy.together import Given, Question, Wanted, alone, ask, question, together
from tests.architecture.world import make_world
from tests.factories.casework import make_case, make_note

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(caseworker, areas):
    return make_world(caseworker, areas.dai)


def everything(asker, model):
    return asker.sees(model).order_by("pk")


def columns_of(record) -> dict:
    return {field.attname: record.__dict__[field.attname] for field in record._meta.concrete_fields}


def test_every_record_comes_as_the_orm_gives_it(world, caseworker):
    """Dates, days, arrays, JSON and ciphertext go through JSON and come back."""
    own_way = {
        model for model in confidential_models() if type(model.objects.all()).visible_to is not ConfidentialQuerySet.visible_to
    }
    assert own_way == {DayBookEntry}
    asked = {model: Question(partial(everything, model=model)) for model in confidential_models() if model not in own_way}
    with context.on_behalf_of(caseworker):
        found = ask(caseworker, asked.values())
        seen = 0
        for model, one in asked.items():
            expected = list(model.objects.visible_to(caseworker).order_by("pk"))
            assert [columns_of(row) for row in found[one]] == [columns_of(row) for row in expected], model
            seen += bool(expected)
    assert seen > 15


def test_related_records_and_annotations_come_along(world, caseworker):
    one = Question(lambda asker: asker.sees(ProgressNote).select_related("case__subject", "author").filter(pk=world.note.pk))
    with context.on_behalf_of(caseworker):
        (note,) = ask(caseworker, [one])[one]
        assert (note.case.subject, note.author, note.case.topics) == (world.person, caseworker, world.case.topics)


def test_rows_count_as_shown_unless_they_are_looked_through(world, caseworker):
    for looks_through, shown in ((False, {world.note.pk}), (True, set())):
        one = Question(lambda asker: asker.sees(ProgressNote).filter(pk=world.note.pk), looks_through=looks_through)
        with context.on_behalf_of(caseworker) as actor:
            (note,) = ask(caseworker, [one])[one]
            assert set(actor.shown.rows) == shown
            assert note.text
            assert set(actor.shown.rows) == {world.note.pk}


def test_whoever_may_not_read_it_gets_nothing(world, caseworker, visitor, other_caseworker):
    pk = world.note.pk
    questions = [
        Question(lambda asker: asker.sees(ProgressNote).filter(pk=pk)),
        Question(lambda asker: asker.lies_in(ProgressNote).filter(pk=pk)),
    ]
    for user in (visitor, other_caseworker):
        with context.on_behalf_of(user):
            assert list(ask(user, questions, on=world.case).values()) == [[], []]
    with context.on_behalf_of(caseworker):
        assert [len(rows) for rows in ask(caseworker, questions, on=world.case).values()] == [1, 1]


def test_a_question_is_the_same_text_for_everybody_and_another_answer(caseworker, other_caseworker, areas):
    mine, theirs = make_case(caseworker, areas.dai), make_case(other_caseworker, areas.other_north)
    one = Question(lambda asker: asker.sees(Case))
    for user, case in ((caseworker, mine), (other_caseworker, theirs)):
        with context.on_behalf_of(user):
            assert [row.pk for row in ask(user, [one])[one]] == [case.pk]


def test_what_somebody_else_could_see_stays_ciphertext(caseworker, coordinator, areas):
    note = make_note(caseworker, make_case(caseworker, areas.dai))
    one = Question(lambda asker: asker.sees(ProgressNote).filter(pk=note.pk))
    with context.on_behalf_of(coordinator):
        (found,) = ask(caseworker, [one])[one]
        assert found.pk == note.pk
        assert isinstance(found.__dict__["text"], Ciphertext)
        with pytest.raises(NoReach):
            assert found.text


def test_a_model_with_its_own_way_of_being_visible_is_refused(caseworker):
    with context.on_behalf_of(caseworker), pytest.raises(TypeError, match="its own way"):
        ask(caseworker, [Question(lambda asker: asker.sees(DayBookEntry))])


PKS = Given("pks", UUIDField(), many=True)


@question
def chosen(asker):
    return asker.sees(ProgressNote).filter(pk__in=PKS)


def steps(note, more=None):
    """Says what it wants, once or twice, and comes to the texts of its own notes."""
    yield "first"
    own = [row.text for row in (yield Wanted([chosen], {PKS: [note.pk]}))[chosen] if row.pk == note.pk]
    yield "second"
    if more:
        own += [row.text for row in (yield Wanted([chosen], {PKS: [more.pk]}))[chosen] if row.pk == more.pk]
    return own


def test_parts_that_ask_in_steps_are_one_statement_a_step_and_each_takes_its_own(caseworker, areas):
    case = make_case(caseworker, areas.dai)
    one, two, three = (make_note(caseworker, case, text=text) for text in ("一通", "二通", "三通"))
    with context.on_behalf_of(caseworker):
        alone(caseworker, steps(one))
        with CaptureQueriesContext(connection) as queries:
            said = together(caseworker, [steps(one), steps(two, three), (thing for thing in ("only this",)), steps(three)])
        assert sum("WITH" in query["sql"] for query in queries) == 2
        assert [part.result for part in said] == [["一通"], ["二通", "三通"], None, ["三通"]]
        assert [part.things for part in said] == [["first", "second"], ["first", "second"], ["only this"], ["first", "second"]]


def test_what_one_part_may_not_read_no_other_part_brings_it(caseworker, other_caseworker, areas):
    mine = make_note(caseworker, make_case(caseworker, areas.dai), text="一通")
    theirs = make_note(other_caseworker, make_case(other_caseworker, areas.other_north), text="二通")
    with context.on_behalf_of(caseworker):
        assert [part.result for part in together(caseworker, [steps(mine), steps(theirs)])] == [["一通"], []]

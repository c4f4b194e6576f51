"""Several questions in one statement, whose parts a process writes once.

A page shows a little of many kinds. Asked one by one, the ORM takes longer to say each question than the database to answer it. So a
question is a queryset about values that are not known yet (`Given`): whoever looks, the day, a case. It is written out when it is first
asked, for everybody. `ask` puts the questions of a page into one statement, behind the reach of whoever looks, and gives their rows.

    @question
    def consents(asker):
        return asker.sees(Consent).filter(person__in=PEOPLE)

    found = ask(user, [consents, relatives], {PEOPLE: [person.pk]})[consents]

What is known only when the first rows are there, a part of a page says by `yield Wanted(...)`, and gets those rows; `together` lets many
parts go on so, step by step, and asks once a step for all of them.

Rows within reach count as shown, like those of `visible_to`.
"""

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import BigIntegerField, Count, DateField, DateTimeField, Expression, Field, QuerySet, UUIDField, Value
from django.db.models.query import ModelIterable, get_related_populators
from django.utils import timezone

from privacy import context, prepared
from privacy.confidential import ConfidentialModel, ConfidentialQuerySet
from privacy.reach import acts_now, can, recusals, within

if TYPE_CHECKING:
    from privacy.reach import InDossier

    Values: TypeAlias = Mapping["Given", Any]
    Answers: TypeAlias = dict["Question", list[Any]]
    Steps: TypeAlias = Generator[Any, Answers, Any]

# What JSON has no word for comes as text, and encrypted bytes as hexadecimal digits behind \x.
FROM_JSON: dict[str, Callable[[Any], Any]] = {
    "uuid": UUID, "date": date.fromisoformat, "time": time.fromisoformat, "timestamp with time zone": datetime.fromisoformat,
    "bytea": lambda text: bytes.fromhex(text[2:]), "jsonb": json.dumps,
}  # fmt: skip


class Written(Expression):
    """A piece of the statement, as it stands there."""

    def __init__(self, sql: str, field: "Field[Any, Any]"):
        super().__init__(output_field=field)
        self.sql = sql

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return self.sql, ()


class Given(Written):
    """A value that is known when it is asked about; with `many`, one of several, for `__in`."""

    def __init__(self, name: str, field: "Field[Any, Any]", *, many: bool = False):
        self.name, self.many, self.sql_name = name, many, f'given."{name}"'
        super().__init__(f"(SELECT unnest({self.sql_name}))" if many else self.sql_name, field)

    @cached_property
    def column(self) -> str:
        return f'%s::{self.output_field.db_type(connection)}{"[]" if self.many else ""} AS "{self.name}"'


USER, COUNCIL = Given("user", UUIDField()), Given("council", BigIntegerField())
TODAY, NOW = Given("today", DateField()), Given("now", DateTimeField())
RECORD, DOSSIER = Given("record", UUIDField()), Given("dossier", UUIDField())
RECUSED = Given("recused", UUIDField(), many=True)


class Asker:
    """Whoever looks, as values of a condition. `actions`: whose reach is asked; `decides`: what must be allowed on the record."""

    user, council, today, now = USER, COUNCIL, TODAY, NOW

    def __init__(self) -> None:
        self.actions: list[str] = []
        self.decides: list[str] = []

    def within(self, action: str) -> Written:
        """As `reach.within`."""
        if action not in self.actions:
            self.actions.append(action)
        return Written(f'(SELECT id FROM "{action}")', UUIDField())  # noqa: S608

    def sees(self, model: type[ConfidentialModel], action: str = "") -> "ConfidentialQuerySet[Any]":
        """As `visible_to`."""
        return _unless_recused(model.objects.filter(dossier__in=self.within(action or model.read_action)))

    def lies_in(self, model: type[ConfidentialModel]) -> "ConfidentialQuerySet[Any]":
        """As `in_dossier_of` the record that the page is about."""
        self.decides.append(model.read_action)
        return _unless_recused(model.objects.filter(dossier=DOSSIER))


def _unless_recused(rows: "ConfidentialQuerySet[Any]") -> "ConfidentialQuerySet[Any]":
    about = rows.model.also_about
    return rows.exclude(**{f"{about}__in": RECUSED}) if about else rows


@dataclass(frozen=True)
class Text:
    """A question as it was written out. `reads`: (place of a column, what makes its value of what JSON says)."""

    sql: str
    asker: Asker
    is_confidential: bool
    reads: list[tuple[int, Callable[[Any], Any]]]
    makes: Callable[[list[Any]], Any]

    def rows(self, answer: list[dict[str, Any]] | None) -> list[Any]:
        return [self.makes(self._values(columns)) for columns in answer or ()]

    def _values(self, columns: dict[str, Any]) -> list[Any]:
        values = list(columns.values())
        for place, read in self.reads:
            if values[place] is not None:
                values[place] = read(values[place])
        return values


class Question:
    """A queryset, written once. `looks_through`: only those of its rows count as shown that are drawn."""

    def __init__(self, says: "Callable[[Asker], QuerySet[Any]]", *, looks_through: bool = False):
        self.says, self.looks_through = says, looks_through

    @cached_property
    def text(self) -> Text:
        asker = Asker()
        rows = self.says(asker)
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        sql = written_out(*compiler.as_sql(with_col_aliases=True))
        is_record = issubclass(rows._iterable_class, ModelIterable)
        is_confidential = is_record and issubclass(rows.model, ConfidentialModel)
        if is_confidential and getattr(type(rows), "visible_to", None) is not ConfidentialQuerySet.visible_to:
            raise TypeError(f"{rows.model.__name__} has its own way of being visible, which no question knows")
        return Text(
            f"(SELECT json_agg(found) FROM ({sql}) AS found)",  # noqa: S608
            asker,
            is_confidential,
            list(_reads(compiler)),
            partial(_record, *_parts(compiler)) if is_record else tuple,
        )


def written_out(sql: str, params: Iterable[Any]) -> str:
    """With what a question says itself (a code, a status) in its text, where an index that is kept for these alone is found by it."""
    with connection.cursor() as cursor:
        said: str = cursor.mogrify(sql, params)
    return said.replace("%", "%%")


def question(says: "Callable[[Asker], QuerySet[Any]]") -> Question:
    return Question(says)


def number_of(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """As a question: how many they are, in one row, which may say none."""
    found: QuerySet[Any] = rows.order_by().values(all=Value(1)).annotate(number=Count("pk")).values_list("number")
    return found


def _reads(compiler: Any) -> Iterator[tuple[int, Callable[[Any], Any]]]:
    columns = [column for column, _sql, _alias in compiler.select]
    for place, column in enumerate(columns):
        kind, _many, _end = column.output_field.db_type(connection).partition("[]")
        if read := FROM_JSON.get(kind):
            yield place, partial(_each, read) if _many else read
    for place, (converters, column) in compiler.get_converters(columns).items():
        for convert in converters:
            yield place, partial(convert, expression=column, connection=connection)


def _each(read: Callable[[Any], Any], values: list[Any]) -> list[Any]:
    return [read(value) for value in values]


def _parts(compiler: Any) -> tuple[Any, ...]:
    """(model, names of its columns, where they begin, its related records, {annotation: place})"""
    places = compiler.klass_info["select_fields"]
    names = [compiler.select[place][0].target.attname for place in places]
    related = get_related_populators(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
    return compiler.klass_info["model"], names, places[0], related, compiler.annotation_col_map


def _record(
    model: Any, names: list[str], begin: int, related: list[Any], annotations: dict[str, int], values: list[Any]
) -> Any:
    record = model.from_db(DEFAULT_DB_ALIAS, names, values[begin : begin + len(names)])
    for one in related:
        one.populate(values, record)
    for name, place in annotations.items():
        setattr(record, name, values[place])
    return record


def ask(
    user: "context.Asker", questions: "Iterable[Question]", given: "Values | None" = None, on: "InDossier | None" = None
) -> dict[Question, list[Any]]:
    """`on`: the record that the page is about, if it is about one."""
    found: dict[Question, list[Any]] = {one: [] for one in questions}
    asked = [one for one in found if all(can(user, action, on) for action in one.text.asker.decides)]
    if asked:
        text = ", ".join(one.text.sql for one in asked)
        front, values = front_of(
            text, user, [one.text.asker for one in asked], {DOSSIER: on and on.dossier_id, **(given or {})}
        )
        answers = prepared.row_of(f"{front} SELECT {text} FROM given", values)  # noqa: S608
        found |= {one: _opened(user, one, one.text.rows(answer)) for one, answer in zip(asked, answers, strict=True)}
    return found


KNOWN: dict[Given, "Callable[[context.Asker], Any]"] = {
    USER: lambda user: getattr(user, "pk", None),
    COUNCIL: lambda user: getattr(user, "working_council_id", None),
    TODAY: lambda user: timezone.localdate(),
    NOW: lambda user: timezone.now(),
    RECUSED: lambda user: list(recusals(user)),
}


def front_of(text: str, user: "context.Asker", askers: Iterable[Asker], given: "Values") -> tuple[str, list[Any]]:
    """What stands before the text of questions: the reach of each action they ask for, and the values they name; with its parameters."""
    actions = dict.fromkeys(action for asker in askers for action in asker.actions)
    reaches = {action: within(user, action) for action in actions}
    named = [one for one in {**KNOWN, **given} if one.sql_name in text]
    tables = [f'"{action}" (id) AS NOT MATERIALIZED ({reach.sql})' for action, reach in reaches.items()]
    tables.append(f"given AS NOT MATERIALIZED (SELECT {', '.join(one.column for one in named)})")
    values = [given[one] if one in given else KNOWN[one](user) for one in named]
    return f"WITH {', '.join(tables)}", [*(value for reach in reaches.values() for value in reach.params), *values]


def _opened(user: "context.Asker", one: Question, rows: list[Any]) -> list[Any]:
    if one.text.is_confidential and acts_now(user):
        actor = context.current()
        actor.keyring.admit(row.dossier_id for row in rows)
        if not one.looks_through:
            actor.shown.add(rows)
    return rows


@dataclass(frozen=True)
class Wanted:
    """Questions of a part that goes on with their rows: `found = yield Wanted([listed], {CASES: ids})`.

    Of a value that is one of several (`many`), the rows are those of everybody's together: a part takes its own out of them.
    """

    questions: "Sequence[Question]"
    given: "Values" = field(default_factory=dict)


@dataclass
class Said:
    """What a part has yielded besides, in its order, and what it came to."""

    steps: "Steps"
    things: list[Any] = field(default_factory=list)
    result: Any = None

    def go_on(self, found: "Answers | None") -> Wanted | None:
        """To what it wants next, or to its end."""
        try:
            thing = self.steps.send(found)  # type: ignore[arg-type]
            while not isinstance(thing, Wanted):
                self.things.append(thing)
                thing = next(self.steps)
            return thing
        except StopIteration as end:
            self.result = end.value
            return None


def together(user: "context.Asker", parts: "Iterable[Steps]", given: "Values | None" = None) -> list[Said]:
    """As many statements as the part with the most steps has, whatever the others want."""
    said = [Said(steps) for steps in parts]
    going = [(one, one.go_on(None)) for one in said]
    while going := [(one, wanted) for one, wanted in going if wanted]:
        wanted = [wanted for _one, wanted in going if wanted]
        found = ask(user, [question for one in wanted for question in one.questions], {**(given or {}), **_joined(wanted)})
        going = [(one, one.go_on(found)) for one, _wanted in going]
    return said


def _joined(wanted: list[Wanted]) -> "Values":
    given: dict[Given, Any] = {}
    for one in wanted:
        for name, value in one.given.items():
            given[name] = list(dict.fromkeys([*given.get(name, ()), *value])) if name.many else value
    return given


def alone(user: "context.Asker", steps: "Steps", given: "Values | None" = None) -> Any:
    """What one part comes to that nobody else goes along with."""
    return together(user, [steps], given)[0].result

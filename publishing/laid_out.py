"""A table as it is read: rows by the dimension with most values, columns by the one with fewest, one part for each value of a third."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from programs.suppression.tables import ALL

# In place of a hidden number.
HIDDEN = "＊"
Keys = tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """`rows`: (words, numbers), the last one the sums; a table of one dimension has one column."""

    title: str
    heads: list[str]
    rows: list[tuple[str, list[str]]]


def published(table) -> list[Part]:
    """As it leaves the office."""
    values = {tuple(cell["keys"][name] for name in table.dimensions): cell["value"] for cell in table.cells}
    return _laid_out(table, lambda keys: HIDDEN if values.get(keys, 0) is None else str(values.get(keys, 0)))


def exact(table) -> list[Part]:
    """As it was counted: for the office alone."""
    sums: Counter[Keys] = Counter()
    for *keys, _month, number in table.counted:
        for cell in product(*((key, ALL) for key in keys)):
            sums[cell] += number
    return _laid_out(table, lambda keys: str(sums[keys]))


def _laid_out(table, shown: Callable[[Keys], str]) -> list[Part]:
    if not table.dimensions:
        return [Part("", [pgettext("of a table", "Number")], [(_("Total"), [shown(())])])]
    lists = {name: [*map(tuple, table.words[name]), (ALL, _("Total"))] for name in table.dimensions}
    longest, *rest = sorted(table.dimensions, key=lambda name: -len(lists[name]))
    if not rest:
        return [Part("", [pgettext("of a table", "Number")], [(words, [shown((key,))]) for key, words in lists[longest]])]
    *between, shortest = rest

    def number(**keys: str) -> str:
        return shown(tuple(keys[name] for name in table.dimensions))

    return [
        Part(
            title,
            [words for _key, words in lists[shortest]],
            [
                (words, [number(**third, **{longest: row, shortest: column}) for column, _words in lists[shortest]])
                for row, words in lists[longest]
            ],
        )
        for third, title in ([({name: key}, words) for name in between for key, words in lists[name]] or [({}, "")])
    ]

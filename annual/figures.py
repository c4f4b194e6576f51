"""What a field of somebody else's form can hold, out of a report: {code: words}, and what that comes to.

about/…            who, when, what for
figure/<code>      a number of the office's own records
line/<programme>/<what is counted>    a number of a target
judgement/<programme>/<n>, comment/<programme>/<n>    of its n-th target
"""

import unicodedata
from collections.abc import Iterator

from django.utils.translation import gettext as _

from annual.gathering import programs_of
from japan import fiscal

YEAR = "year"
ABOUT = "about"


def periods(year: int) -> list[tuple[str, str]]:
    """(key, words): the whole year, its quarters and its months."""
    quarters = [(f"q{number}", _("Quarter %(n)d") % {"n": number}) for number in range(1, 5)]
    return [
        (YEAR, _("Whole year")),
        *quarters,
        *((f"m{day.month}", _("Month %(n)d") % {"n": day.month}) for day in fiscal.months(year)),
    ]


def offered(body: dict) -> list[tuple[str, list[tuple[str, str]]]]:
    """(group, [(code, words)]) in the order of the report."""
    about = [
        (f"{ABOUT}/title", _("Plan")), (f"{ABOUT}/council", _("Council")), (f"{ABOUT}/year_label", _("Fiscal year")),
        (f"{ABOUT}/until_label", _("Day of the figures")),
    ]  # fmt: skip
    groups = [(_("About the report"), about)]
    for program in programs_of(body):
        found = dict(_of_program(program))
        if found:
            groups.append((program["name"], [(code, words) for code, (words, _value) in found.items()]))
    return groups


def value_of(body: dict, code: str, period: str):
    """A number or words, or None: the report has no such thing, or not of this period."""
    kind, _slash, name = code.partition("/")
    if kind == ABOUT:
        return body.get(name) if isinstance(body.get(name), str) else None
    for program in programs_of(body):
        for found, (_words, holder) in _of_program(program):
            if found == code:
                return holder if not isinstance(holder, dict) else _in(holder, period)
    return None


def proposed(field: str, body: dict) -> str:
    """The code whose words are the field's name, whatever the width and the signs between; nothing where several are."""
    wanted = _key(field)
    found = []
    for group, options in offered(body):
        found += [code for code, words in options if wanted in (_key(words), _key(group + words))]
    return found[0] if len(set(found)) == 1 else ""


def _of_program(program: dict) -> Iterator[tuple[str, tuple[str, dict | str]]]:
    for figure in program["figures"]:
        yield f"figure/{figure['code']}", (figure["label"], figure)
    for number, target in enumerate(program["targets"], 1):
        for line in target["lines"]:
            yield f"line/{program['name']}/{line['label']}", (line["label"], line)
        yield f"judgement/{program['name']}/{number}", (_("Judgement of target %(n)d") % {"n": number}, target["judgement"])
        yield f"comment/{program['name']}/{number}", (_("Comment on target %(n)d") % {"n": number}, target["comment"])


def _in(number: dict, period: str):
    """Quarters are added up only of what adds up; what leaves without its months has none."""
    if period == YEAR:
        return number["value"]
    months = number.get("months") or number.get("times")
    if not months:
        return None
    if period.startswith("m"):
        return months[(int(period[1:]) - 4) % 12]
    quarter = [one for one in months[(int(period[1:]) - 1) * 3 :][:3] if one is not None]
    return sum(quarter) if quarter and number.get("summable", True) else None


def _key(words: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", words).casefold() if sign.isalnum())

"""One way to show an age: `Person.age_words`, which stops at death and says 約 of a birth whose day is not known."""

import re

from tests.sources import ROOT, files

# Where an age is reckoned: the calendar, the person, the age at the fiscal year's start, which only groups people for a report, and
# the tens of an age that stand on paper instead of a name.
RECKONED = {"japan/wareki.py", "japan/fiscal.py", "casework/models/people.py", "conferences/masking/identities.py"}
# The fiscal year of a birth, dates of birth that are compared with each other or looked for in a text: no age.
NO_AGE = {"casework/services/people.py", "casework/pages/namesakes.py", "conferences/masking/days.py"}
# Whether a date of birth is known at all may be asked.
ASKED = re.compile(r"{% (?:el)?if [\w.]+ %}")
RECKONING = re.compile(r"\bage_on\b|\bage_at\b|\.age\(|relativedelta\([^)]*birth|\.year - [\w.]*birth|birth\w*\.year")
# Words for an age in a template, and a person asked for their years without the tag.
SHOWN = re.compile(r"\.age\b(?!_)|birth_date|birth_fiscal_year|[}>]\s*歳|timesince")


def test_nothing_reckons_an_age_by_itself():
    found = {name for name, path in files() if "migrations" not in path.parts and RECKONING.search(path.read_text())}
    assert found == RECKONED | NO_AGE


def test_no_template_shows_an_age_past_the_words():
    """A row's `age` is its words already, as the pages make them."""
    for path in (ROOT / "templates").rglob("*.html"):
        text = ASKED.sub("", path.read_text()).replace("row.age", "")
        assert not SHOWN.search(text), f"{path.relative_to(ROOT)}: {SHOWN.search(text).group()}"


def test_a_page_that_says_age_gets_it_from_the_words():
    """Whatever is handed to a template under the name `age` was made by `age_words`."""
    given = re.compile(r"""(?:["']age["']:|\bage=)\s*(?P<what>[^,\n]+)""")
    found = [(name, match["what"]) for name, path in files() for match in given.finditer(path.read_text())]
    assert found
    assert [one for one in found if "age_words" not in one[1]] == []

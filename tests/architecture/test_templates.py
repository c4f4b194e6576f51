"""What templates and style sheets owe to whoever reads them next."""

import ast
import re

from tests.sources import ON_PAGES, ROOT

LONGEST = 300
# Their last part is put on by a tag or a template: {% chip … kind="ok" %}, {% field … width="s" %}.
MADE = re.compile(r"(chip|answer|count)--\w+|kind-\d|w-\w+")


def read(*patterns):
    return {path.relative_to(ROOT): path.read_text() for pattern in patterns for path in sorted(ROOT.glob(pattern))}


def test_no_line_of_a_template_is_longer_than_a_person_reads():
    long = [
        f"{path}:{number}: {len(line)}"
        for path, text in read("templates/**/*.html").items()
        for number, line in enumerate(text.splitlines(), 1)
        if len(line) > LONGEST
    ]
    assert not long, "\n".join(long)


def classes(sheet: str) -> set[str]:
    """The names in the selectors, and not what stands between braces."""
    selectors = re.sub(r"\{[^{}]*\}", "", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL))
    return set(re.findall(r"\.([a-zA-Z][\w-]*)", selectors))


CLASS = re.compile(r'class="((?:\{[{%].*?[%}]\}|[^"])*)"', re.DOTALL)
CLASS_BLOCK = re.compile(r"\{% block \w*class\w* %\}(.*?)\{% endblock %\}")
QUOTED = re.compile(r"""(["'`])((?:(?!\1).)*)\1""")


def worn() -> set[str]:
    """Each word that stands where a class can: no prose, no docstring."""
    places: list[str] = []
    for text in read("templates/**/*.html").values():
        places += CLASS.findall(text) + CLASS_BLOCK.findall(text)
    for text in read("static/js/*.js").values():
        places += [quoted for _mark, quoted in QUOTED.findall(text)]
    for text in read(*(f"{app}/**/*.py" for app in (*ON_PAGES, "config"))).values():
        places += strings(ast.parse(text))
    return {word for place in places for word in re.findall(r"[\w-]+", place)}


def strings(tree) -> list[str]:
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [node.value for node in found if id(node) not in prose]


def test_every_class_that_is_styled_is_worn():
    words = worn()
    unworn = [
        f"{path}: .{name}"
        for path, sheet in read("static/css/*.css").items()
        for name in sorted(classes(sheet) - words)
        if not MADE.fullmatch(name)
    ]
    assert not unworn, "\n".join(unworn)


# What a page calls its own parts, or Django calls them. What a record keeps as a code is asked of a property.
OWN_NAMES = {"kind", "language", "late", "message.level_tag", "name", "one.name", "show", "step", "text_size"}
COMPARED = re.compile(r'([\w.]+) (?:==|!=|in) "')


def test_no_template_knows_a_stored_code():
    compared = {
        name: str(path)
        for path, text in read("templates/**/*.html").items()
        for tag in re.findall(r"\{% (?:el)?if (.*?)%\}", text)
        for name in COMPARED.findall(tag)
    }
    assert compared.keys() == OWN_NAMES, compared


# 119 and 110, written out or from `visits.pages.calls`, and the numbers there which the parser has read.
DIALLED_ELSEWHERE = {"tel:119", "tel:110", "tel:{{ service }}", "tel:{{ call.number }}"}
HELD = re.compile(r"\{\{ *[\w.]*\b(?:phone|mobile)\b *(?:\|[^}]*)?\}\}")


def test_every_telephone_goes_through_the_one_tag():
    """Whatever else stands behind `tel:` is dialled too: hours, extensions, a second number."""
    for path, text in read("templates/**/*.html").items():
        assert set(re.findall(r"tel:[^\"]*", text)) <= DIALLED_ELSEWHERE, path
        assert not HELD.search(text), f"{path}: write {{% telephone … %}}"

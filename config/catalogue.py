"""Which strings the code and the templates mark for translation, and which of them have no Japanese yet.

Django's own template scanner turns a template into something that Babel's Python extractor reads, so no gettext is needed.
"""

import io
import sys
from collections.abc import Iterator

import polib
from babel.messages.extract import extract

from config.packages import PACKAGES, ROOT

KEYWORDS = {
    "gettext": None, "gettext_lazy": None, "gettext_noop": None, "_": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip


def marked() -> dict[tuple[str, str], str]:
    """{(context, msgid): where it stands}."""
    import django
    from django.apps import apps
    from django.utils.translation.template import templatize

    if not apps.ready:
        django.setup()
    found: dict[tuple[str, str], str] = {}
    for app in PACKAGES:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                _collect(found, path, path.read_text())
    for path in sorted((ROOT / "templates").rglob("*.html")):
        as_python = templatize(path.read_text(), origin=str(path))
        # A template is indented as its tags lie in each other, which is no indentation of Python's.
        _collect(found, path, "\n".join(line.lstrip() for line in as_python.splitlines()))
    return found


def translated() -> dict[tuple[str, str], polib.POEntry]:
    return {(entry.msgctxt or "", entry.msgid): entry for _app, entry in _entries()}


def _entries() -> Iterator[tuple[str, polib.POEntry]]:
    for app in ("", *PACKAGES):
        file = ROOT / app / "locale" / "ja" / "LC_MESSAGES" / "django.po"
        if file.exists():
            # Of two translations of one string the later would win in silence.
            yield from ((app, entry) for entry in polib.pofile(str(file), check_for_duplicates=True))


def missing() -> list[tuple[str, str, str]]:
    """(context, msgid, where) without a Japanese translation, or with a fuzzy one."""
    known = translated()
    found = []
    for (msgctxt, msgid), where in marked().items():
        entry = known.get((msgctxt, msgid))
        if entry is None or entry.fuzzy or not (entry.msgstr or any(entry.msgstr_plural.values())):
            found.append((msgctxt, msgid, where))
    return found


def stale() -> list[tuple[str, str]]:
    """Translations of strings that nobody uses any more."""
    used = marked()
    return [key for key, entry in translated().items() if key not in used and not entry.obsolete]


def contradicted() -> list[tuple[str, str, dict[str, str]]]:
    """(context, msgid, {app: its Japanese}) of what two apps say differently: they are one string, of which one translation wins everywhere.
    Where two things are meant, a context tells them apart."""
    said: dict[tuple[str, str], dict[str, str]] = {}
    for app, entry in _entries():
        said.setdefault((entry.msgctxt or "", entry.msgid), {})[app] = entry.msgstr or "/".join(entry.msgstr_plural.values())
    return [(*key, words) for key, words in said.items() if len(set(words.values())) > 1]


def _collect(found, path, text) -> None:
    for line, message, _comments, msgctxt in extract(
        "python", io.BytesIO(text.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"}
    ):
        message = message[0] if isinstance(message, tuple) else message
        if message and not message.isspace():
            found.setdefault((msgctxt or "", message), f"{path.relative_to(ROOT)}:{line}")


def main() -> int:
    lost = missing()
    for msgctxt, msgid, where in lost:
        print(f"no Japanese: {where}: {f'[{msgctxt}] ' if msgctxt else ''}{msgid!r}")
    left = stale()
    for msgctxt, msgid in left:
        print(f"unused translation: {f'[{msgctxt}] ' if msgctxt else ''}{msgid!r}")
    torn = contradicted()
    for msgctxt, msgid, words in torn:
        print(f"two translations: {f'[{msgctxt}] ' if msgctxt else ''}{msgid!r}: {words}")
    return 1 if lost or left or torn else 0


if __name__ == "__main__":
    sys.exit(main())

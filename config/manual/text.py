"""One part of docs/manual as HTML. What these files are written in is a small piece of Markdown; anything else is an error of a test.

`# title`, `<a id="name"></a>` before its `## part`, `### smaller`, `1. steps`, `- items`, a picture by itself, paragraphs; in a line
`**strong**`, `` `key` `` and links to another part. All words are escaped.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count, pairwise

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

FOLDER = settings.BASE_DIR / "docs/manual"
ANCHOR = re.compile(r'<a id="([a-z-]+)"></a>')
PICTURE = re.compile(r"!\[([^\]]+)\]\(pictures/([a-z-]+\.png)\)")
LINK = re.compile(r"\[([^\]]+)\]\((?:([a-z]+)\.md)?(?:#([a-z-]+))?\)")
ITEM = re.compile(r"^(?:- |\d+\. )")


@dataclass(frozen=True)
class Manual:
    name: str
    title: str
    # {anchor: title}, in their order.
    parts: dict[str, str]
    blocks: tuple[str, ...]


@cache
def manual(name: str) -> Manual:
    title, *blocks = (FOLDER / f"{name}.md").read_text(encoding="utf-8").strip().split("\n\n")
    parts = {anchor[1]: block.removeprefix("## ") for before, block in pairwise(blocks) if (anchor := ANCHOR.fullmatch(before))}
    return Manual(name, title.removeprefix("# "), parts, tuple(blocks))


@cache
def body(name: str) -> SafeString:
    read = manual(name)
    return mark_safe("\n".join(_drawn(read.blocks, list(read.parts))))  # noqa: S308  (each word is escaped in `_line`)


def _drawn(blocks: tuple[str, ...], anchors: list[str]) -> Iterator[str]:
    part = count()
    for block in blocks:
        if ANCHOR.fullmatch(block):
            continue
        if block.startswith("## "):
            yield f'<h2 id="{anchors[next(part)]}">{_line(block[3:])}</h2>'
        elif block.startswith("### "):
            yield f"<h3>{_line(block[4:])}</h3>"
        elif picture := PICTURE.fullmatch(block):
            yield _picture(picture[1], picture[2])
        elif ITEM.match(block):
            kind = "ul" if block.startswith("- ") else "ol"
            items = (f"<li>{_line(ITEM.sub('', item))}</li>" for item in block.splitlines())
            yield f"<{kind}>{''.join(items)}</{kind}>"
        else:
            yield f"<p>{_line(block)}</p>"


def _line(words: str) -> str:
    words = re.sub(r"\*\*([^*]+)\*\*", r"<b>\1</b>", str(escape(words)))
    words = re.sub(r"`([^`]+)`", r"<kbd>\1</kbd>", words)
    return LINK.sub(_link, words)


def _link(found: re.Match[str]) -> str:
    words, name, anchor = found.groups()
    address = (reverse("manual", args=[name]) if name else "") + (f"#{anchor}" if anchor else "")
    return f'<a href="{address}">{words}</a>'


def _picture(says: str, name: str) -> str:
    """With its size, so that a part stays where it was opened while pictures come."""
    width, height = struct.unpack(">II", (FOLDER / "pictures" / name).read_bytes()[16:24])
    return f'<img src="{static(f"manual/{name}")}" width="{width}" height="{height}" alt="{escape(says)}">'

"""One cell to its targets: split at ①②③, lead-in first, a remark with what it remarks on."""

from __future__ import annotations

import re
from dataclasses import replace

from .document import TargetText
from .quantities import Totals, read_quantities
from .text import CIRCLED, circled, fold

MARK = re.compile(f"[{CIRCLED}]")
# 「…は①と②の」: in mid-sentence, with a particle after it, a mark is spoken about and opens no target.
SPOKEN_ABOUT = re.compile(rf"(?<=[ぁ-ん、・{CIRCLED}])[{CIRCLED}]\s*[のとはがをにでやも、・]")


def read_targets(scope: str, cell: str, totals: Totals) -> list[TargetText]:
    """The targets of one cell, in its order. Empty for an empty cell."""
    lead_in, numbered = _split(cell)
    targets = []
    if fold(lead_in):
        quantities = [] if numbered else read_quantities(lead_in, totals)
        targets.append(TargetText(scope, fold(lead_in), quantities))
    for part in numbered:
        if fold(part):
            targets.append(TargetText(scope, fold(part), read_quantities(part, totals)))
    return targets


def with_remark(target: TargetText, remark: str) -> TargetText:
    return replace(target, text=f"{target.text} {fold(remark)}")


def _split(cell: str) -> tuple[str, list[str]]:
    """What stands before the first mark, and the text after each mark that opens a target."""
    starts: list[int] = []
    last = None
    for found in MARK.finditer(cell):
        number = circled(found[0])
        follows = last is None or number == last + 1
        if follows and not SPOKEN_ABOUT.match(cell, found.start()):
            starts.append(found.start())
            last = number
    if not starts:
        return cell, []
    ends = [*starts[1:], len(cell)]
    return cell[: starts[0]], [cell[start + 1 : end] for start, end in zip(starts, ends, strict=True)]

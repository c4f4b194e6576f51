"""Telephone numbers, with and without hyphens."""

import re

from japan.widths import nfkc


def digits(text: str) -> str:
    """Only the digits, a leading +81 as 0."""
    folded = nfkc(text).strip()
    international = folded.startswith("+81")
    found = re.sub(r"[^0-9]", "", folded)
    return "0" + found[2:].lstrip("0") if international else found


def is_plausible(text: str) -> bool:
    """Ten digits, eleven for mobiles; short local numbers are let through."""
    return 6 <= len(digits(text)) <= 11


def looks_like(text: str) -> bool:
    """Whether a search means a number: digits and marks only, four digits at least."""
    return bool(re.fullmatch(r"[0-9\s()+\-‐‑–—−ー]+", nfkc(text))) and len(digits(text)) >= 4

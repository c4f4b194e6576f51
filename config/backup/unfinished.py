"""A restore that was killed leaves a place that must not be worked in: what it says stands there may be half of it."""

from pathlib import Path

NAME = "restore-unfinished"


def begin(var: Path) -> Path:
    """The mark, which whoever finishes takes away."""
    mark = var / NAME
    mark.touch()
    return mark


def complaint(var: Path) -> str:
    """In words, where a restore did not come to its end."""
    if not (Path(var) / NAME).exists():
        return ""
    return f"The restore into {var} did not come to its end: empty that place (and its database), and restore again."

"""How long the watch-over takes over many enrolments with ten visits each: the scan, the board, the numbers, saving a visit."""

from visits.bench.fill import fill
from visits.bench.measure import measure

NAME, WHAT = "watch", "enrolments with ten visits each"
__all__ = ["NAME", "WHAT", "fill", "measure"]

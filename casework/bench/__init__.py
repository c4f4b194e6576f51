"""How long the daily pages take on a full cabinet, beside a bare signed-in page and the bare SQL of the same rows."""

from casework.bench.fill import fill
from casework.bench.measure import measure

NAME, WHAT = "cases", "cases"
__all__ = ["NAME", "WHAT", "fill", "measure"]

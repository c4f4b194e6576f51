"""Each report of a fiscal year beside the bare GROUP BY of the same rows, the plan page, and the year's report as PDF."""

from publishing.bench.fill import fill
from publishing.bench.measure import measure

NAME, WHAT = "reports", "cases, ten notes and five visits for each"
__all__ = ["NAME", "WHAT", "fill", "measure"]

"""How long the candidates take over all open cases of a council within one coordinator's reach, and the agenda of twelve items."""

from conferences.bench.fill import fill
from conferences.bench.measure import measure

NAME, WHAT = "conferences", "cases, of which one coordinator reaches all"
__all__ = ["NAME", "WHAT", "fill", "measure"]

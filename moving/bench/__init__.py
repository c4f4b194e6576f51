"""How long an old ledger of 4,000 rows takes in a council that has cases already: to be read, to be looked at, to be taken over, and back."""

from moving.bench.measure import fill, measure

NAME, WHAT = "moving", "cases beside which a ledger is taken over"
__all__ = ["NAME", "WHAT", "fill", "measure"]

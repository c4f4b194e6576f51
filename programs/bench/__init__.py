"""How long it takes to protect a table for publishing: a report's, and one with a third dimension. No database is asked."""

from programs.bench.measure import fill, measure

NAME, WHAT = "tables", "consultations counted in each table"
__all__ = ["NAME", "WHAT", "fill", "measure"]

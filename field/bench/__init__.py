"""What a tablet costs: its list, two hundred visits in one call, and many tablets in the evening while the office goes on working."""

from field.bench.measure import measure
from visits.bench.fill import fill

NAME, WHAT = "field", "enrolments, for the tablets"
__all__ = ["NAME", "WHAT", "fill", "measure"]

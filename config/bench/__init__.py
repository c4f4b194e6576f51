"""A whole installation at once: eight clients who read recorded pages, with the ledger and without, each night's jobs, and memory."""

from casework.bench.fill import fill
from config.bench.measure import measure

# It measures the cabinet that casework's part has filled.
NAME, WHAT, CABINET = "whole", "cases", "cases"
__all__ = ["CABINET", "NAME", "WHAT", "fill", "measure"]

"""How long the watch-over takes over many enrolments with ten visits each: the scan, the board, the numbers, saving a visit."""

from casework.bench.parts import Part, register
from visits.bench.fill import fill
from visits.bench.measure import measure

register(Part("watch", "enrolments with ten visits each", fill, measure))

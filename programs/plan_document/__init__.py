"""Read a district council's plan document (tab-separated text) into structure.

Pure Python: no Django, no database. The importer, the import page and the tests share it.
"""

from .document import PlanDocument, Quantity
from .parser import parse
from .quantities import read_quantities
from .reading import UnreadableDocument, decode


def read(data: bytes) -> PlanDocument:
    """Decode and parse a file's bytes; raise `UnreadableDocument` when it is no text."""
    return parse(decode(data))


def numbers_in(words: str) -> list[Quantity]:
    """What the words of one target state, as the document's are read."""
    return read_quantities(words, {})

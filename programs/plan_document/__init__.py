"""Read a district council's plan document (tab-separated text) into structure.

Pure Python: no Django, no database. The importer, the import page and the tests share it.
"""

from .document import PlanDocument
from .parser import parse
from .reading import UnreadableDocument, decode


def read(data: bytes) -> PlanDocument:
    """Decode and parse a file's bytes; raise `UnreadableDocument` when it is no text."""
    return parse(decode(data))

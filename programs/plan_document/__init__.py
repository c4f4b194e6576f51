"""Read a district council's plan document (tab-separated text, Word or Excel) into structure.

Pure Python: no Django, no database. The importer, the import page and the tests share it.
"""

from .document import PlanDocument, Quantity
from .office import OfficeError, is_office, read_file
from .parser import parse
from .quantities import read_quantities
from .reading import UnreadableDocument, decode


def read(data: bytes) -> PlanDocument:
    """Read and parse a file's bytes, text, Word or Excel; raise `UnreadableDocument` when it is none of them."""
    return parse(read_file(data).text)


def numbers_in(words: str) -> list[Quantity]:
    """What the words of one target state, as the document's are read."""
    return read_quantities(words, {})

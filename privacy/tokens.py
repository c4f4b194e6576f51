"""Search without plain text: a name, a reading or a number becomes keyed 63-bit tokens, different in each council.

Stored as `bigint[]` under a GIN index. Tokens are made of kana beginnings of two or more, whole names with variant characters
folded, each word of them, and phone digits; `docs/threat-model.md` says what their frequencies show.
"""

from typing import TYPE_CHECKING, Any, TypeAlias

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from privacy import keys

if TYPE_CHECKING:
    Tokens: TypeAlias = ArrayField[list[int], list[int]]
else:
    Tokens = ArrayField


def token(council_id: int, kind: str, value: str) -> int:
    """A positive 63-bit number, which PostgreSQL's bigint holds."""
    digest = keys.keyed_hash("index", str(council_id).encode(), kind.encode(), value.encode())
    return int.from_bytes(digest[:8], "big") >> 1


def query_hash(text: str) -> bytes:
    """What the ledger keeps of a search: equal searches are seen to be equal, and nothing else."""
    return keys.keyed_hash("index", b"query", text.encode())[:16]


class TokensField(Tokens):
    """`bigint[]`; give the model `token_index("…")` in its Meta."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        kwargs.pop("base_field", None)
        super().__init__(base_field=models.BigIntegerField(), **kwargs)


def token_index(name: str) -> GinIndex:
    return GinIndex(fields=["tokens"], name=name)

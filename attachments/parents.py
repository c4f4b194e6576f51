"""What files can be attached to. Each app says it in its `attachments.py`:

    CASE = register(Parent("case", Case, _("Case"), read="case.read", write="case.write", whose=of_case))

The addresses, the pages and the services are the same for all of them; who may read and add is asked of the record itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise

from privacy.models import ConfidentialModel


@dataclass(frozen=True)
class Whose:
    """As the head of a page says it: about whom, which of their records, and where that is read."""

    name: str
    what: str
    url: str


@dataclass(frozen=True)
class Parent:
    """`read` and `write`: the actions of the policy that decide. `whose(user, record)`: as this reader may know it. `related`: what `whose`
    and the question of reach need with the record."""

    name: str
    model: type[ConfidentialModel]
    label: Promise | str
    read: str
    write: str
    whose: Callable[[Any, Any], Whose]
    related: tuple[str, ...] = ()

    def files_url(self, pk: Any) -> str:
        return reverse(f"files_{self.name}", args=[pk])

    def attach_url(self, pk: Any) -> str:
        return reverse(f"attach_{self.name}", args=[pk])


PARENTS: dict[str, Parent] = {}


def register(parent: Parent) -> Parent:
    PARENTS[parent.name] = parent
    return parent


def parent_of(record: ConfidentialModel) -> Parent:
    return next(parent for parent in PARENTS.values() if type(record) is parent.model)

"""The tree of areas: prefecture > city > district council > school district.

A council is the wall. What is written about people lies at or below one, and only a membership there can reach it.
"""

from collections.abc import Iterable
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy.proven import Proven, ProvenQuerySet


class AreaQuerySet(ProvenQuerySet["Area"]):
    def below(self, areas: "Iterable[Area | int]") -> Self:
        """The given areas (or their ids) and everything inside them."""
        ids = [getattr(area, "pk", area) for area in areas]
        return self.filter(path__overlap=ids) if ids else self.none()

    def districts(self) -> Self:
        return self.filter(kind=Area.Kind.DISTRICT)

    def councils(self) -> Self:
        return self.filter(kind=Area.Kind.COUNCIL)

    def unknown_in(self, council: "Area | int") -> "Area":
        """地区不明 of a council: what every membership there covers, whatever its district."""
        return self.get(council=council, special=Area.Special.UNKNOWN)

    def make(self, *, name: str, kind: str, parent: "Area | None" = None, **fields: Any) -> "Area":
        """Creates an area with its path; `path` needs the id, so this is two statements."""
        area = self.create(name=name, kind=kind, parent=parent, path=[], **fields)
        area.path = [*(parent.path if parent else []), area.pk]
        area.council_id = area.pk if kind == Area.Kind.COUNCIL else (parent.council_id if parent else None)
        area.save(update_fields=["path", "council"])
        return area


class Area(Proven):
    # Where an area lies decides whose memberships cover it.
    proven = ("parent", "council", "kind", "special", "path")

    class Kind(models.TextChoices):
        PREFECTURE = "prefecture", _("Prefecture")
        CITY = "city", _("City")
        COUNCIL = "council", _("District council")
        DISTRICT = "district", _("School district")

    class Special(models.TextChoices):
        """Two districts that each council has, and that all its memberships cover."""

        UNKNOWN = "unknown", _("District unknown")
        OUTSIDE = "outside", _("Outside the district")

    id = models.BigAutoField(primary_key=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    council = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    special = models.CharField(max_length=8, choices=Special, blank=True, default="")
    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=20, blank=True, default="")
    code = models.CharField(max_length=20, blank=True, default="")
    path = ArrayField(models.BigIntegerField(), help_text="Ids from the root to this area itself.")
    closed_date = models.DateField(null=True, blank=True)

    objects = AreaQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["path"]
        indexes = [GinIndex(fields=["path"], name="privacy_area_path")]
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], name="privacy_area_name_once"),
            models.UniqueConstraint(fields=["council", "special"], condition=~Q(special=""), name="privacy_area_special_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """Short where a page is narrow: 台小区."""
        return self.short_name or self.name

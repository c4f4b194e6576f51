"""Referrals by several dimensions at once, for tables that leave the office. One of a restricted case counts under 地区不明 and その他."""

from collections import Counter

from django.utils.translation import gettext_lazy as _

from casework import crossed as casework
from publishing.crossed import DISTRICT, MATTER, MONTH, Crossed, register
from referrals.codes import Kind
from referrals.indicators import REFERRALS, handed_over


def count_referrals(council, first, until, dimensions) -> dict[tuple[str, ...], int]:
    found: Counter[tuple[str, ...]] = Counter()
    for row in handed_over(council, first, until):
        matter = Kind.OTHER.value if row.restricted else row.kind
        values = {DISTRICT: str(row.area), MATTER: matter, MONTH: f"{row.on:%Y-%m}"}
        found[tuple(values[name] for name in dimensions)] += 1
    return dict(found)


def labels(name, council) -> list[tuple]:
    return [(one.value, one.label) for one in Kind] if name == MATTER else casework.labels(name, council)


HANDED_OVER = register(Crossed(
    "referral.handed", REFERRALS.label, REFERRALS.unit,
    _("Referrals handed over or reported orally in the period, each by its first time. Restricted ones: unknown district, and of another kind."),
    (DISTRICT, MATTER), count_referrals, labels,
))  # fmt: skip

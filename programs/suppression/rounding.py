"""For what is asked for live, of days that the reader chooses: it cannot be looked at together with all that was asked before.

A number of 1 to k - 1 is hidden, zeros are shown, and every other is the next multiple of ten, none of them zero. So each number, sums too,
is known to within ten; what is hidden is less than half of that, and no sum of others tells it. **What is shown does not add up**, and must
say so. It holds for periods that do not overlap but as months, quarters and years do: of any days, many of them together would tell.
"""

from decimal import Decimal

BASE = 10
# Numbers of people below it are hidden from whoever does not see exact ones, and stand as this sign.
K, HIDDEN = 5, "＊"


def protected(number: float | Decimal, k: int, base: int = BASE) -> int | None:
    """None: hidden. Hours are counted exactly."""
    if number < k:
        return None if number > 0 else 0
    return max(base, int(float(number) / base + 0.5) * base)

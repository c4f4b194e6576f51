"""How long the board takes over 2,000 open referrals beside the case list, the rule of what may be told with 50 consents, and one letter."""

from referrals.bench.fill import fill
from referrals.bench.measure import measure

NAME, WHAT = "referrals", "cases, of which 2,000 have an open referral"
__all__ = ["NAME", "WHAT", "fill", "measure"]

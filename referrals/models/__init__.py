"""権利擁護のつなぎ: the agencies, what was told to one in passing, and the referrals that are followed until they are answered."""

from referrals.models.agencies import Agency, AgencyChange, AgencyContact, AgencyKind
from referrals.models.letters import Letter
from referrals.models.liaisons import Liaison
from referrals.models.referrals import Referral, ReferralStep

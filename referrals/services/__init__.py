"""Every write of the referrals."""

from referrals.services.agencies import agencies_put_back, agencies_take_in, agency_close, agency_merge, agency_save, kind_save
from referrals.services.letters import fax_sheet, letter_make, letter_write
from referrals.services.liaisons import liaison_record
from referrals.services.referrals import referral_begin, referral_handover, referral_write
from referrals.services.silence import remind, scan
from referrals.services.steps import referral_step

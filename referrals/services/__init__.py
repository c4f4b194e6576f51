"""Every write of the referrals."""

from referrals.services.agencies import agencies_take_in, agency_close, agency_merge, agency_save, kind_save
from referrals.services.liaisons import liaison_record

"""Every write of the referrals."""

from referrals.services.agencies import agency_close, agency_merge, agency_save, kind_save

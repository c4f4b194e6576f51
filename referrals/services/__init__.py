"""Every write of the referrals."""

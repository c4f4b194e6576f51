"""That a case is referred makes its notes ones about rights: of their months the numbers change (programs 0005)."""

from django.db import migrations

REFERRED = """
CREATE FUNCTION referrals_referral_counts() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    PERFORM public.programs_month_changes(council_id, 'referred', public.casework_months_of_notes(id))
    FROM public.casework_case WHERE id IN (OLD.case_id, NEW.case_id);
    RETURN NULL;
END $$;

CREATE TRIGGER referral_counts AFTER INSERT OR DELETE ON referrals_referral FOR EACH ROW EXECUTE FUNCTION referrals_referral_counts();
CREATE TRIGGER referral_counts_otherwise AFTER UPDATE ON referrals_referral FOR EACH ROW
WHEN (OLD.case_id IS DISTINCT FROM NEW.case_id) EXECUTE FUNCTION referrals_referral_counts();
"""
NO_MORE = """
DROP TRIGGER referral_counts ON referrals_referral;
DROP TRIGGER referral_counts_otherwise ON referrals_referral;
DROP FUNCTION referrals_referral_counts();
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0002_agency_change"), ("casework", "0029_what_changes_a_count")]

    operations = [migrations.RunSQL(REFERRED, NO_MORE)]

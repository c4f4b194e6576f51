"""What changes a number of consultations says of which months (programs 0005). A case's own words are in every month of its notes."""

from django.db import migrations

NOTES = """
CREATE FUNCTION casework_note_counts() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    PERFORM public.programs_month_changes(council, 'notes', array_agg((met_at AT TIME ZONE 'Asia/Tokyo')::date))
    FROM (VALUES (OLD.case_id, OLD.area_id, OLD.met_at), (NEW.case_id, NEW.area_id, NEW.met_at)) AS note (case_id, area_id, met_at)
    -- Of what is erased the case may be gone already.
    CROSS JOIN LATERAL (
        SELECT council_id FROM public.casework_case c WHERE c.id = note.case_id UNION
        SELECT council_id FROM public.privacy_area a WHERE a.id = note.area_id
    ) AS own (council)
    GROUP BY council;
    RETURN NULL;
END $$;

CREATE TRIGGER note_counts AFTER INSERT OR DELETE ON casework_progressnote FOR EACH ROW EXECUTE FUNCTION casework_note_counts();
CREATE TRIGGER note_counts_otherwise AFTER UPDATE ON casework_progressnote FOR EACH ROW WHEN (
    (OLD.case_id, OLD.area_id, OLD.met_at, OLD.means) IS DISTINCT FROM (NEW.case_id, NEW.area_id, NEW.met_at, NEW.means)
) EXECUTE FUNCTION casework_note_counts();
"""
CASES = """
CREATE FUNCTION casework_months_of_notes(uuid) RETURNS date[] LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
    SELECT array_agg((met_at AT TIME ZONE 'Asia/Tokyo')::date) FROM public.casework_progressnote WHERE case_id = $1
$$;

CREATE FUNCTION casework_case_counts() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    council bigint;
BEGIN
    FOR council IN SELECT DISTINCT own FROM unnest(ARRAY[OLD.council_id, NEW.council_id]) own WHERE own IS NOT NULL LOOP
        PERFORM public.programs_month_changes(council, 'cases', ARRAY[OLD.intake_date, NEW.intake_date]);
        PERFORM public.programs_month_changes(council, 'notes', public.casework_months_of_notes(COALESCE(NEW.id, OLD.id)));
    END LOOP;
    RETURN NULL;
END $$;

CREATE TRIGGER case_counts AFTER INSERT OR DELETE ON casework_case FOR EACH ROW EXECUTE FUNCTION casework_case_counts();
CREATE TRIGGER case_counts_otherwise AFTER UPDATE ON casework_case FOR EACH ROW WHEN (
    (OLD.council_id, OLD.subject_id, OLD.counted_area_id, OLD.sealed, OLD.sequence, OLD.topics, OLD.route, OLD.intake_date)
    IS DISTINCT FROM
    (NEW.council_id, NEW.subject_id, NEW.counted_area_id, NEW.sealed, NEW.sequence, NEW.topics, NEW.route, NEW.intake_date)
) EXECUTE FUNCTION casework_case_counts();
"""
PEOPLE = """
CREATE FUNCTION casework_person_counts() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    PERFORM public.programs_month_changes(council_id, 'cases', ARRAY[intake_date]),
        public.programs_month_changes(council_id, 'notes', public.casework_months_of_notes(id))
    FROM public.casework_case WHERE subject_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER person_counts_otherwise AFTER UPDATE ON casework_person FOR EACH ROW WHEN (
    (OLD.birth_fiscal_year, OLD.sex) IS DISTINCT FROM (NEW.birth_fiscal_year, NEW.sex)
) EXECUTE FUNCTION casework_person_counts();

-- From its day on: what had ended before stays as it was.
CREATE FUNCTION casework_joining_counts() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    PERFORM public.programs_month_changes(council_id, 'joins', ARRAY(
        SELECT month::date FROM generate_series(date_trunc('month', LEAST(OLD.joined_on, NEW.joined_on)), now(), interval '1 month') month
    ))
    FROM public.privacy_dossier WHERE id IN (OLD.dossier_id, NEW.dossier_id);
    RETURN NULL;
END $$;

CREATE TRIGGER joining_counts AFTER INSERT OR DELETE ON casework_joining FOR EACH ROW EXECUTE FUNCTION casework_joining_counts();
CREATE TRIGGER joining_counts_otherwise AFTER UPDATE ON casework_joining FOR EACH ROW WHEN (
    (OLD.dossier_id, OLD.person_id, OLD.into_id, OLD.joined_on, OLD.joined_at, OLD.parted_on)
    IS DISTINCT FROM (NEW.dossier_id, NEW.person_id, NEW.into_id, NEW.joined_on, NEW.joined_at, NEW.parted_on)
) EXECUTE FUNCTION casework_joining_counts();
"""
NO_MORE = """
DROP TRIGGER note_counts ON casework_progressnote;
DROP TRIGGER note_counts_otherwise ON casework_progressnote;
DROP TRIGGER case_counts ON casework_case;
DROP TRIGGER case_counts_otherwise ON casework_case;
DROP TRIGGER person_counts_otherwise ON casework_person;
DROP TRIGGER joining_counts ON casework_joining;
DROP TRIGGER joining_counts_otherwise ON casework_joining;
DROP FUNCTION casework_note_counts(), casework_case_counts(), casework_person_counts(), casework_joining_counts();
DROP FUNCTION casework_months_of_notes(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0028_handed_over_with_a_note"), ("programs", "0005_counts_of_what_has_ended")]

    operations = [migrations.RunSQL(NOTES + CASES + PEOPLE, NO_MORE)]

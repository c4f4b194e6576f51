"""What changes a number of visits says of which months (programs 0005), in place of the months that the watch-over kept by itself.

Their table stays, empty, for the version that still asks it; nothing reads it any more.
"""

from django.db import migrations

VISITS = """
DROP TRIGGER month_changes ON visits_visit;
DROP TRIGGER month_changes_with_it ON visits_visit;
DROP FUNCTION visits_month_changes();
DELETE FROM visits_keptmonth;

CREATE FUNCTION visits_visit_counts() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    PERFORM public.programs_month_changes(council, 'visits', array_agg((visited_at AT TIME ZONE 'Asia/Tokyo')::date))
    FROM (VALUES (OLD.council_id, OLD.visited_at), (NEW.council_id, NEW.visited_at)) AS visit (council, visited_at)
    WHERE council IS NOT NULL GROUP BY council;
    RETURN NULL;
END $$;

CREATE TRIGGER visit_counts AFTER INSERT OR DELETE ON visits_visit FOR EACH ROW EXECUTE FUNCTION visits_visit_counts();
CREATE TRIGGER visit_counts_otherwise AFTER UPDATE ON visits_visit FOR EACH ROW WHEN (
    (OLD.council_id, OLD.area_id, OLD.dossier_id, OLD.enrolment_id, OLD.visited_at, OLD.outcome, OLD.manner, OLD.late, OLD.same_as_id)
    IS DISTINCT FROM
    (NEW.council_id, NEW.area_id, NEW.dossier_id, NEW.enrolment_id, NEW.visited_at, NEW.outcome, NEW.manner, NEW.late, NEW.same_as_id)
) EXECUTE FUNCTION visits_visit_counts();

-- Whose visits they are, and where a restricted watch-over is counted.
CREATE FUNCTION visits_enrolment_counts() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    PERFORM public.programs_month_changes(council_id, 'visits', array_agg((visited_at AT TIME ZONE 'Asia/Tokyo')::date))
    FROM public.visits_visit
    WHERE enrolment_id IN (SELECT id FROM public.visits_enrolment WHERE NEW.id IN (id, dossier_id)) GROUP BY council_id;
    RETURN NULL;
END $$;

CREATE TRIGGER enrolment_counts_otherwise AFTER UPDATE ON visits_enrolment FOR EACH ROW
WHEN (OLD.person_id IS DISTINCT FROM NEW.person_id) EXECUTE FUNCTION visits_enrolment_counts();
CREATE TRIGGER watch_counts_otherwise AFTER UPDATE ON privacy_dossier FOR EACH ROW
WHEN (NEW.kind = 'enrolment' AND OLD.sealed IS DISTINCT FROM NEW.sealed) EXECUTE FUNCTION visits_enrolment_counts();
"""


class Migration(migrations.Migration):
    dependencies = [("visits", "0011_for_the_visitor_to_know"), ("programs", "0005_counts_of_what_has_ended")]

    operations = [
        migrations.RunSQL(VISITS, migrations.RunSQL.noop),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("KeptMonth")]),
    ]

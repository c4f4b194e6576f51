"""Months are counted once when they have ended. Any change of a visit takes its month away, in the writer's own transaction.

Who writes shares the month's lock until they commit, and who counts needs it alone (`visits/services/months.py`): so no count misses
a visit that was being written.
"""

import django.db.models.deletion
from django.db import migrations, models

FORGET = """
CREATE FUNCTION visits_month_changes() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    changed record;
BEGIN
    FOR changed IN
        SELECT DISTINCT council, date_trunc('month', moment AT TIME ZONE 'Asia/Tokyo')::date AS month
        FROM (VALUES (OLD.council_id, OLD.visited_at), (NEW.council_id, NEW.visited_at)) AS visit (council, moment)
        WHERE council IS NOT NULL
    LOOP
        PERFORM pg_advisory_xact_lock_shared(1986883438, hashtext(changed.council || ' ' || changed.month));
        DELETE FROM public.visits_keptmonth WHERE council_id = changed.council AND month = changed.month;
    END LOOP;
    RETURN NULL;
END $$;

CREATE TRIGGER month_changes AFTER INSERT OR DELETE ON visits_visit
FOR EACH ROW EXECUTE FUNCTION visits_month_changes();

CREATE TRIGGER month_changes_with_it AFTER UPDATE ON visits_visit
FOR EACH ROW WHEN (
    (OLD.council_id, OLD.visited_at, OLD.outcome, OLD.late, OLD.same_as_id, OLD.enrolment_id)
    IS DISTINCT FROM (NEW.council_id, NEW.visited_at, NEW.outcome, NEW.late, NEW.same_as_id, NEW.enrolment_id)
) EXECUTE FUNCTION visits_month_changes();
"""
KEEP_NO_MORE = """
DROP TRIGGER month_changes ON visits_visit;
DROP TRIGGER month_changes_with_it ON visits_visit;
DROP FUNCTION visits_month_changes();
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0010_restricted_dossiers_found_at_once"), ("visits", "0004_watch_over_lies_where_its_dossier_lies")]

    operations = [
        migrations.CreateModel(
            name="KeptMonth",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField()),
                ("outcomes", models.JSONField(default=dict)),
                ("people", models.PositiveIntegerField()),
                (
                    "council",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="privacy.area"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("council", "month"), name="visits_month_kept_once")],
            },
        ),
        migrations.RunSQL(FORGET, KEEP_NO_MORE),
    ]

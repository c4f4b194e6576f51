"""Whoever saves a case they read before somebody was named to it no longer writes back that nobody is."""

from django.db import migrations

KEEP = """
CREATE FUNCTION casework_keep_named_until() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    -- Deeper than 1: the trigger on the grants writes it, and nobody else.
    IF pg_trigger_depth() = 1 THEN
        NEW.named_until := OLD.named_until;
    END IF;
    RETURN NEW;
END $$;

UPDATE casework_case c SET named_until = g.until FROM (
    SELECT content_object_id, max(coalesce(until_date, date '9999-12-31')) AS until FROM privacy_grant
    WHERE kind = 'assigned' GROUP BY content_object_id
) g WHERE g.content_object_id = c.dossier_id AND c.named_until IS DISTINCT FROM g.until;

CREATE TRIGGER keep_named_until BEFORE UPDATE OF named_until ON casework_case
FOR EACH ROW EXECUTE FUNCTION casework_keep_named_until();
"""
FORGET = "DROP TRIGGER keep_named_until ON casework_case; DROP FUNCTION casework_keep_named_until();"


class Migration(migrations.Migration):
    dependencies = [("casework", "0014_who_stands_around_is_found")]

    operations = [migrations.RunSQL(KEEP, FORGET)]

"""Until when somebody is named to a case, kept beside it: who looks for cases that nobody has reads those alone."""

from django.db import migrations, models

KEEP = """
CREATE FUNCTION casework_named_until() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    UPDATE public.casework_case c SET named_until = (
        SELECT max(coalesce(g.until_date, date '9999-12-31')) FROM public.privacy_grant g
        WHERE g.content_object_id = c.dossier_id AND g.kind = 'assigned'
    )
    WHERE c.dossier_id IN (OLD.content_object_id, NEW.content_object_id);
    RETURN NULL;
END $$;

CREATE TRIGGER named_until AFTER INSERT OR DELETE OR UPDATE OF kind, until_date, content_object_id ON privacy_grant
FOR EACH ROW EXECUTE FUNCTION casework_named_until();

UPDATE casework_case c SET named_until = g.until FROM (
    SELECT content_object_id, max(coalesce(until_date, date '9999-12-31')) AS until FROM privacy_grant
    WHERE kind = 'assigned' GROUP BY content_object_id
) g WHERE g.content_object_id = c.dossier_id;
"""
FORGET = "DROP TRIGGER named_until ON privacy_grant; DROP FUNCTION casework_named_until();"


class Migration(migrations.Migration):
    dependencies = [("casework", "0007_subjects_asked_for_and_daybook_districts"), ("privacy", "0003_parts_sealed_with_the_whole")]

    operations = [
        migrations.AddField("case", "named_until", models.DateField(null=True, editable=False)),
        migrations.AddField("historicalcase", "named_until", models.DateField(null=True, editable=False)),
        migrations.RunSQL(KEEP, FORGET),
    ]

"""A dossier lies where its whole lies, and that of a case or an enrolment where its person's does. Only the person's is ever moved."""

from django.db import migrations

TOGETHER = """
CREATE FUNCTION privacy_area_of_whole() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    whole uuid := coalesce(NEW.parent_id, NEW.subject_id);
BEGIN
    IF TG_OP = 'INSERT' OR whole IS DISTINCT FROM coalesce(OLD.parent_id, OLD.subject_id) THEN
        -- Whoever moves the whole meanwhile waits, and then finds this dossier too.
        PERFORM 1 FROM public.privacy_dossier WHERE id = whole FOR SHARE;
    END IF;
    SELECT area_id INTO NEW.area_id FROM public.privacy_dossier WHERE id = whole;
    RETURN NEW;
END $$;

CREATE TRIGGER area_of_whole BEFORE INSERT OR UPDATE OF area_id, parent_id, subject_id ON privacy_dossier
FOR EACH ROW WHEN (coalesce(NEW.parent_id, NEW.subject_id) IS NOT NULL) EXECUTE FUNCTION privacy_area_of_whole();

CREATE FUNCTION privacy_area_follows() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    UPDATE public.privacy_dossier SET area_id = NEW.area_id
    WHERE (parent_id = NEW.id OR (subject_id = NEW.id AND parent_id IS NULL)) AND area_id <> NEW.area_id;
    RETURN NULL;
END $$;

CREATE TRIGGER area_follows AFTER UPDATE ON privacy_dossier
FOR EACH ROW WHEN (OLD.area_id <> NEW.area_id) EXECUTE FUNCTION privacy_area_follows();

UPDATE privacy_dossier d SET area_id = whole.area_id
FROM privacy_dossier whole WHERE whole.id = d.subject_id AND d.parent_id IS NULL AND whole.area_id <> d.area_id;
UPDATE privacy_dossier d SET area_id = whole.area_id
FROM privacy_dossier whole WHERE whole.id = d.parent_id AND whole.area_id <> d.area_id;
"""
APART = """
DROP TRIGGER area_follows ON privacy_dossier;
DROP TRIGGER area_of_whole ON privacy_dossier;
DROP FUNCTION privacy_area_follows(), privacy_area_of_whole();
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0010_restricted_dossiers_found_at_once")]

    operations = [migrations.RunSQL(TOGETHER, APART)]

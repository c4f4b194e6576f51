"""`area` on an enrolment, and on what is open about it, is its dossier's: kept beside it for the lists, and never set by itself."""

from django.db import migrations

TABLES = ("visits_enrolment", "visits_safetycheck", "visits_alert")
FUNCTIONS = """
CREATE FUNCTION visits_area_of_dossier() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        -- Whoever moves the dossier meanwhile waits, and then finds this row too.
        PERFORM 1 FROM public.privacy_dossier WHERE id = NEW.dossier_id FOR SHARE;
    END IF;
    SELECT area_id INTO NEW.area_id FROM public.privacy_dossier WHERE id = NEW.dossier_id;
    RETURN NEW;
END $$;

CREATE FUNCTION visits_area_follows() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    UPDATE public.visits_enrolment SET area_id = NEW.area_id WHERE dossier_id = NEW.id AND area_id <> NEW.area_id;
    UPDATE public.visits_safetycheck SET area_id = NEW.area_id WHERE dossier_id = NEW.id AND area_id <> NEW.area_id;
    UPDATE public.visits_alert SET area_id = NEW.area_id WHERE dossier_id = NEW.id AND area_id <> NEW.area_id;
    RETURN NULL;
END $$;

CREATE TRIGGER watch_over_follows AFTER UPDATE ON privacy_dossier
FOR EACH ROW WHEN (OLD.area_id <> NEW.area_id AND NEW.kind = 'enrolment') EXECUTE FUNCTION visits_area_follows();
"""
OF_A_TABLE = """
CREATE TRIGGER area_of_dossier BEFORE INSERT OR UPDATE OF area_id, dossier_id ON {table}
FOR EACH ROW EXECUTE FUNCTION visits_area_of_dossier();

UPDATE {table} t SET area_id = d.area_id FROM privacy_dossier d WHERE d.id = t.dossier_id AND d.area_id <> t.area_id;
"""
APART = """
DROP TRIGGER watch_over_follows ON privacy_dossier;
DROP TRIGGER area_of_dossier ON visits_enrolment;
DROP TRIGGER area_of_dossier ON visits_safetycheck;
DROP TRIGGER area_of_dossier ON visits_alert;
DROP FUNCTION visits_area_follows(), visits_area_of_dossier();
"""


class Migration(migrations.Migration):
    dependencies = [("visits", "0003_ties"), ("privacy", "0011_area_follows_the_person")]

    operations = [migrations.RunSQL(FUNCTIONS + "".join(OF_A_TABLE.format(table=table) for table in TABLES), APART)]

"""`area` on a case is its dossier's, as `sealed` is: kept beside it for the indexes of the list, and never set by itself."""

from django.db import migrations

TOGETHER = """
CREATE OR REPLACE FUNCTION casework_case_as_dossier() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    SELECT sealed, area_id INTO NEW.sealed, NEW.area_id FROM public.privacy_dossier WHERE id = NEW.dossier_id;
    RETURN NEW;
END $$;

DROP TRIGGER case_as_dossier ON casework_case;
CREATE TRIGGER case_as_dossier BEFORE INSERT OR UPDATE OF sealed, area_id, dossier_id ON casework_case
FOR EACH ROW EXECUTE FUNCTION casework_case_as_dossier();

CREATE OR REPLACE FUNCTION casework_case_follows() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    UPDATE public.casework_case SET sealed = NEW.sealed, area_id = NEW.area_id
    WHERE dossier_id = NEW.id AND (sealed <> NEW.sealed OR area_id <> NEW.area_id);
    RETURN NULL;
END $$;

-- Of an UPDATE of any column: a trigger before it may have set the area.
DROP TRIGGER case_follows ON privacy_dossier;
CREATE TRIGGER case_follows AFTER UPDATE ON privacy_dossier
FOR EACH ROW WHEN (OLD.sealed <> NEW.sealed OR OLD.area_id <> NEW.area_id) EXECUTE FUNCTION casework_case_follows();

UPDATE casework_case c SET area_id = d.area_id FROM privacy_dossier d WHERE d.id = c.dossier_id AND d.area_id <> c.area_id;
"""
APART = """
DROP TRIGGER case_follows ON privacy_dossier;
DROP TRIGGER case_as_dossier ON casework_case;

CREATE OR REPLACE FUNCTION casework_case_as_dossier() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    SELECT sealed INTO NEW.sealed FROM public.privacy_dossier WHERE id = NEW.dossier_id;
    RETURN NEW;
END $$;

CREATE TRIGGER case_as_dossier BEFORE INSERT OR UPDATE OF sealed, dossier_id ON casework_case
FOR EACH ROW EXECUTE FUNCTION casework_case_as_dossier();

CREATE OR REPLACE FUNCTION casework_case_follows() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    UPDATE public.casework_case SET sealed = NEW.sealed WHERE dossier_id = NEW.id AND sealed <> NEW.sealed;
    RETURN NULL;
END $$;

CREATE TRIGGER case_follows AFTER UPDATE OF sealed ON privacy_dossier
FOR EACH ROW WHEN (OLD.sealed <> NEW.sealed) EXECUTE FUNCTION casework_case_follows();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0010_takeovers_of_restricted_records"),
        ("privacy", "0011_area_follows_the_person"),
    ]

    operations = [migrations.RunSQL(TOGETHER, APART)]

"""`sealed` on a case is its dossier's, kept beside it for the indexes of the list. Only the dossier's is ever set."""

from django.db import migrations

TOGETHER = """
CREATE FUNCTION casework_case_as_dossier() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    SELECT sealed INTO NEW.sealed FROM public.privacy_dossier WHERE id = NEW.dossier_id;
    RETURN NEW;
END $$;

CREATE TRIGGER case_as_dossier BEFORE INSERT OR UPDATE OF sealed, dossier_id ON casework_case
FOR EACH ROW EXECUTE FUNCTION casework_case_as_dossier();

CREATE FUNCTION casework_case_follows() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    UPDATE public.casework_case SET sealed = NEW.sealed WHERE dossier_id = NEW.id AND sealed <> NEW.sealed;
    RETURN NULL;
END $$;

CREATE TRIGGER case_follows AFTER UPDATE OF sealed ON privacy_dossier
FOR EACH ROW WHEN (OLD.sealed <> NEW.sealed) EXECUTE FUNCTION casework_case_follows();

UPDATE casework_case c SET sealed = d.sealed FROM privacy_dossier d WHERE d.id = c.dossier_id AND d.sealed <> c.sealed;
"""
APART = """
DROP TRIGGER case_follows ON privacy_dossier;
DROP TRIGGER case_as_dossier ON casework_case;
DROP FUNCTION casework_case_follows(), casework_case_as_dossier();
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0002_sealed_reasons"), ("privacy", "0003_parts_sealed_with_the_whole")]

    operations = [migrations.RunSQL(TOGETHER, APART)]

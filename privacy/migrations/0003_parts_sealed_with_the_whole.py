"""A part of a case (its consulter, later its conference items) is restricted (the column says `sealed`) when the case is, and never otherwise."""

from django.db import migrations

TOGETHER = """
CREATE FUNCTION privacy_part_as_whole() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        -- Whoever seals the whole meanwhile waits, and then finds this part too.
        PERFORM 1 FROM public.privacy_dossier WHERE id = NEW.parent_id FOR SHARE;
    END IF;
    SELECT sealed INTO NEW.sealed FROM public.privacy_dossier WHERE id = NEW.parent_id;
    RETURN NEW;
END $$;

CREATE TRIGGER part_as_whole BEFORE INSERT OR UPDATE OF sealed, parent_id ON privacy_dossier
FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL) EXECUTE FUNCTION privacy_part_as_whole();

CREATE FUNCTION privacy_parts_follow() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    UPDATE public.privacy_dossier SET sealed = NEW.sealed WHERE parent_id = NEW.id AND sealed <> NEW.sealed;
    RETURN NULL;
END $$;

CREATE TRIGGER parts_follow AFTER UPDATE OF sealed ON privacy_dossier
FOR EACH ROW WHEN (OLD.sealed <> NEW.sealed) EXECUTE FUNCTION privacy_parts_follow();

UPDATE privacy_dossier part SET sealed = whole.sealed
FROM privacy_dossier whole WHERE whole.id = part.parent_id AND whole.sealed <> part.sealed;
"""
APART = """
DROP TRIGGER parts_follow ON privacy_dossier;
DROP TRIGGER part_as_whole ON privacy_dossier;
DROP FUNCTION privacy_parts_follow(), privacy_part_as_whole();
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0002_ledger")]

    operations = [migrations.RunSQL(TOGETHER, APART)]

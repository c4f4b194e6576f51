"""What is opened about a watch-over waits at its door for a move of the dossier, and not at the dossier.

A move comes from the dossier to the door. Whoever opens an alert or a check holds the door already: had they to wait for the dossier
too, each of the two could wait for the other.
"""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION visits_area_of_dossier() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        -- Whoever moves the dossier meanwhile waits, and then finds this row too.
        {lock}
    END IF;
    SELECT area_id INTO NEW.area_id FROM public.privacy_dossier WHERE id = NEW.dossier_id;
    RETURN NEW;
END $$;
"""
DOSSIER = "PERFORM 1 FROM public.privacy_dossier WHERE id = NEW.dossier_id FOR SHARE;"
DOOR = f"""IF TG_TABLE_NAME = 'visits_enrolment' THEN
            {DOSSIER}
        ELSE
            PERFORM 1 FROM public.visits_enrolment WHERE id = NEW.enrolment_id FOR SHARE;
        END IF;"""


class Migration(migrations.Migration):
    dependencies = [("visits", "0012_what_changes_a_count")]

    operations = [migrations.RunSQL(FUNCTION.format(lock=DOOR), FUNCTION.format(lock=DOSSIER))]

"""An entry of the day-book names the districts it is for; those written before stay what they were, for the whole council.

And who had given themselves a case about somebody they could only find asks for that person's record from now on. Doubtful is what
one gave oneself on a case about a person whose record was there before, without a role that reads people by district where that person
lives. On what an intake registered itself, and on what others gave, nothing changes.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

KINDS = [
    ("opened", "Consultation taken"),
    ("status", "Status changed"),
    ("closed", "Closed"),
    ("reopened", "Reopened"),
    ("assigned", "Staff changed"),
    ("moved", "A note was moved"),
    ("named", "The person was named"),
    ("recused", "Somebody was recused"),
    ("led", "The person's record was opened to somebody who works on this case"),
    ("not_led", "The person's record was not opened to somebody who works on this case"),
    ("consent", "Said of consent, not yet in the person's record"),
    ("let_in", "A recusal was ended"),
]
ASK = """
UPDATE privacy_grant g SET lead = 'asked'
FROM privacy_dossier d JOIN privacy_dossier s ON s.id = d.subject_id JOIN privacy_area home ON home.id = s.area_id
WHERE g.content_object_id = d.id AND d.kind = 'case' AND g.given_by_id = g.user_id AND g.lead = 'open'
  AND s.created_at < d.created_at - interval '10 seconds'
  AND NOT EXISTS (
    SELECT 1 FROM accounts_membership m JOIN privacy_area served ON served.id = m.area_id
    WHERE m.user_id = g.user_id AND m.confirmed_at IS NOT NULL AND m.role IN ('caseworker', 'coordinator', 'manager')
      AND (m.area_id = ANY(home.path) OR (home.special <> '' AND served.council_id = home.council_id)))
"""


def audience() -> ArrayField:
    return ArrayField(base_field=models.BigIntegerField(), blank=True, null=True, size=None)


def kind() -> models.CharField:
    return models.CharField(choices=KINDS, max_length=8)


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0006_versions_of_what_an_entry_speaks_of"),
        ("privacy", "0006_grants_that_lead_to_the_subject"),
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(model_name="casestep", name="kind", field=kind()),
        migrations.AlterField(model_name="historicalcasestep", name="kind", field=kind()),
        migrations.AddField(model_name="daybookentry", name="audience", field=audience()),
        migrations.AddField(model_name="historicaldaybookentry", name="audience", field=audience()),
        migrations.RunSQL(ASK, migrations.RunSQL.noop),
    ]

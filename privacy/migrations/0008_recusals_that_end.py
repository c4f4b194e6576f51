"""A recusal is from a person, and stays as a row when it ends. Those that stood on a person's cases move to the person."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ON_PERSONS = """
INSERT INTO privacy_recusal (id, user_id, dossier_id, why, created_at, created_by_id)
SELECT DISTINCT ON (r.user_id, d.subject_id) gen_random_uuid(), r.user_id, d.subject_id, r.why, r.created_at, r.created_by_id
FROM privacy_recusal r JOIN privacy_dossier d ON d.id = r.dossier_id WHERE d.subject_id IS NOT NULL
ORDER BY r.user_id, d.subject_id, r.created_at ON CONFLICT DO NOTHING;
DELETE FROM privacy_recusal r USING privacy_dossier d WHERE d.id = r.dossier_id AND d.subject_id IS NOT NULL;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0007_index_of_asked_grants'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='recusal',
            name='ended_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='recusal',
            name='ended_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='recusal',
            name='over',
            field=models.CharField(blank=True, choices=[('past', 'The tie no longer exists'), ('mistake', 'It was a mistake'), ('needed', 'Nobody else can do the work')], db_default='', default='', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='recusal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None), ('over', '')), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), models.Q(('over', ''), _negated=True)), _connector='OR'), name='privacy_recusal_end_says_why'),
        ),
        migrations.AddConstraint(
            model_name='recusal',
            constraint=models.CheckConstraint(condition=models.Q(('ended_by', models.F('user')), _negated=True), name='privacy_nobody_readmits_themselves'),
        ),
        migrations.RunSQL(ON_PERSONS, migrations.RunSQL.noop),
    ]

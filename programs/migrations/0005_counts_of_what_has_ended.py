"""What has ended is counted once. Whatever changes what it was counted of says so here, in the writer's own transaction (ADR 67).

Each row is only added: who writes waits for nobody, and two who change the same month do not meet.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

CHANGES = """
CREATE FUNCTION programs_month_changes(council bigint, what text, days date[]) RETURNS void LANGUAGE sql SET search_path = pg_catalog AS $$
    -- A month that goes on is not kept. A day more: a transaction knows the moment at which it began.
    INSERT INTO public.programs_changedmonth (council_id, what, month)
    SELECT DISTINCT council, what, date_trunc('month', day)::date FROM unnest(days) AS day
    WHERE council IS NOT NULL AND day < date_trunc('month', (now() AT TIME ZONE 'Asia/Tokyo') + interval '1 day')
$$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0019_emergencies'),
        ('programs', '0004_records_from_files'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChangedMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=12)),
                ('month', models.DateField()),
                ('council', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='privacy.area')),
            ],
            options={
                'indexes': [models.Index(fields=['council', 'what', 'month'], name='programs_changed_month')],
            },
        ),
        migrations.CreateModel(
            name='KeptCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60)),
                ('by', models.CharField(blank=True, help_text='Dimensions with commas between.', max_length=40)),
                ('first', models.DateField()),
                ('until', models.DateField()),
                ('reads', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), size=None)),
                ('rules', models.CharField(max_length=16)),
                ('numbers', models.JSONField()),
                ('council', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='privacy.area')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('council', 'by', 'first', 'until', 'code'), name='programs_counted_once')],
            },
        ),
        migrations.RunSQL(CHANGES, "DROP FUNCTION programs_month_changes(bigint, text, date[])"),
    ]

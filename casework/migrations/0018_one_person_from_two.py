"""A pointer from a record to another one of the same person, and what tells when and why. The index is built beside the app."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import privacy.fields
import privacy.history
import simple_history.models
import uuid
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ('casework', '0016_drafts_by_the_route_that_saves_them'),
        ('privacy', '0017_areas_are_proven'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalJoining',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('history_user_id', models.UUIDField(null=True)),
                ('why', privacy.fields.EncryptedTextField()),
                ('joined_on', models.DateField()),
                ('joined_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('recusals', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, editable=False, size=None)),
                ('ended', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, editable=False, size=None)),
                ('parted_why', privacy.fields.EncryptedTextField(blank=True, default='')),
                ('parted_on', models.DateField(blank=True, null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', privacy.history.ReasonField(blank=True, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical Made one person',
                'verbose_name_plural': 'historical Made one persons',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Joining',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('why', privacy.fields.EncryptedTextField()),
                ('joined_on', models.DateField()),
                ('joined_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('recusals', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, editable=False, size=None)),
                ('ended', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, editable=False, size=None)),
                ('parted_why', privacy.fields.EncryptedTextField(blank=True, default='')),
                ('parted_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'Made one person',
            },
        ),
        migrations.AddField(
            model_name='historicalperson',
            name='canonical',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='casework.person'),
        ),
        migrations.AddField(
            model_name='person',
            name='canonical',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.person'),
        ),
        migrations.AddField(
            model_name='historicaljoining',
            name='dossier',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='privacy.dossier'),
        ),
        migrations.AddField(
            model_name='historicaljoining',
            name='into',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='casework.person'),
        ),
        migrations.AddField(
            model_name='historicaljoining',
            name='joined_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicaljoining',
            name='parted_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicaljoining',
            name='person',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='casework.person'),
        ),
        migrations.AddField(
            model_name='joining',
            name='dossier',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='privacy.dossier'),
        ),
        migrations.AddField(
            model_name='joining',
            name='into',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='joined_here', to='casework.person'),
        ),
        migrations.AddField(
            model_name='joining',
            name='joined_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='joining',
            name='parted_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='joining',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='joinings', to='casework.person'),
        ),
        migrations.AddConstraint(
            model_name='joining',
            constraint=models.UniqueConstraint(condition=models.Q(('parted_on', None)), fields=('person',), name='casework_joined_once'),
        ),
        migrations.AddConstraint(
            model_name='joining',
            constraint=models.CheckConstraint(condition=models.Q(('person', models.F('into')), _negated=True), name='casework_joined_to_another'),
        ),
        AddIndexConcurrently(
            model_name="person",
            index=models.Index(condition=models.Q(("canonical__isnull", False)), fields=["canonical"], name="casework_person_joined"),
        ),
    ]

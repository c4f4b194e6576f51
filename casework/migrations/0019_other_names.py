"""旧姓, 通称 and former names, beside the name of today."""

import django.db.models.deletion
import django.utils.timezone
import privacy.fields
import privacy.history
import simple_history.models
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0018_one_person_from_two'),
        ('privacy', '0013_what_opens_a_record_is_proven'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalOtherName',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('history_user_id', models.UUIDField(null=True)),
                ('kind', models.CharField(choices=[('birth', 'Name before marriage (旧姓)'), ('alias', 'Name in daily use (通称)'), ('former', 'Former name')], max_length=6, verbose_name='Kind of name')),
                ('family_name', privacy.fields.EncryptedTextField(verbose_name='Family name')),
                ('given_name', privacy.fields.EncryptedTextField(blank=True, default='', verbose_name='Given name')),
                ('family_kana', privacy.fields.EncryptedTextField(blank=True, default='', verbose_name='Family name (kana)')),
                ('given_kana', privacy.fields.EncryptedTextField(blank=True, default='', verbose_name='Given name (kana)')),
                ('from_date', models.DateField(blank=True, null=True, verbose_name='Called so from')),
                ('removed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', privacy.history.ReasonField(blank=True, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('dossier', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='privacy.dossier')),
                ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='casework.person')),
            ],
            options={
                'verbose_name': 'historical Other name',
                'verbose_name_plural': 'historical Other names',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='OtherName',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('birth', 'Name before marriage (旧姓)'), ('alias', 'Name in daily use (通称)'), ('former', 'Former name')], max_length=6, verbose_name='Kind of name')),
                ('family_name', privacy.fields.EncryptedTextField(verbose_name='Family name')),
                ('given_name', privacy.fields.EncryptedTextField(blank=True, default='', verbose_name='Given name')),
                ('family_kana', privacy.fields.EncryptedTextField(blank=True, default='', verbose_name='Family name (kana)')),
                ('given_kana', privacy.fields.EncryptedTextField(blank=True, default='', verbose_name='Given name (kana)')),
                ('from_date', models.DateField(blank=True, null=True, verbose_name='Called so from')),
                ('removed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='privacy.dossier')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='other_names', to='casework.person')),
            ],
            options={
                'verbose_name': 'Other name',
                'ordering': ['created_at', 'id'],
            },
        ),
    ]

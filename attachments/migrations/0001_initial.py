"""Files that lie with a record, and their pieces. The application deletes neither."""

import django.db.models.deletion
import django.utils.timezone
import privacy.fields
import privacy.history
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('privacy', '0017_areas_are_proven'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('parent', models.CharField(help_text='A name in attachments.parents.', max_length=12)),
                ('about', models.UUIDField()),
                ('kind', models.CharField(choices=[('image', 'Photograph'), ('pdf', 'PDF'), ('word', 'Word'), ('excel', 'Excel'), ('powerpoint', 'PowerPoint')], max_length=10)),
                ('name', privacy.fields.EncryptedTextField(verbose_name='Name of the file')),
                ('description', privacy.fields.EncryptedTextField(blank=True, default='', verbose_name='What it is')),
                ('size', models.PositiveIntegerField()),
                ('sha256', privacy.fields.EncryptedTextField()),
                ('scan', models.CharField(choices=[('clean', 'No virus found'), ('none', 'Not scanned for viruses')], default='none', max_length=5)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('removed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='Removed')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='privacy.dossier')),
                ('removed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Who removed it')),
            ],
            options={
                'verbose_name': 'Attached file',
            },
        ),
        migrations.CreateModel(
            name='HistoricalAttachment',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('history_user_id', models.UUIDField(null=True)),
                ('parent', models.CharField(help_text='A name in attachments.parents.', max_length=12)),
                ('about', models.UUIDField()),
                ('kind', models.CharField(choices=[('image', 'Photograph'), ('pdf', 'PDF'), ('word', 'Word'), ('excel', 'Excel'), ('powerpoint', 'PowerPoint')], max_length=10)),
                ('name', privacy.fields.EncryptedTextField(verbose_name='Name of the file')),
                ('description', privacy.fields.EncryptedTextField(blank=True, default='', verbose_name='What it is')),
                ('size', models.PositiveIntegerField()),
                ('sha256', privacy.fields.EncryptedTextField()),
                ('scan', models.CharField(choices=[('clean', 'No virus found'), ('none', 'Not scanned for viruses')], default='none', max_length=5)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('removed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='Removed')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', privacy.history.ReasonField(blank=True, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('added_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dossier', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='privacy.dossier')),
                ('removed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Who removed it')),
            ],
            options={
                'verbose_name': 'historical Attached file',
                'verbose_name_plural': 'historical Attached files',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Piece',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('n', models.PositiveSmallIntegerField()),
                ('body', privacy.fields.EncryptedBytesField()),
                ('attachment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pieces', to='attachments.attachment')),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='privacy.dossier')),
            ],
            options={
                'verbose_name': 'Piece of an attached file',
            },
        ),
        migrations.AddIndex(
            model_name='attachment',
            index=models.Index(models.F('about'), models.OrderBy(models.F('added_at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='attachments_about'),
        ),
        migrations.AddIndex(
            model_name='attachment',
            index=models.Index(condition=models.Q(('removed_at', None)), fields=['dossier'], name='attachments_present'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('removed_at', None), ('removed_by', None)), models.Q(('removed_at__isnull', False), ('removed_by__isnull', False)), _connector='OR'), name='attachments_removed_whole'),
        ),
        migrations.AddConstraint(
            model_name='piece',
            constraint=models.UniqueConstraint(fields=('attachment', 'n'), name='attachments_piece_once'),
        ),
    ]

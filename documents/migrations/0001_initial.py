"""Documents, what they say, their copies, and their numbers. The app's role may delete what a draft said, and nothing that has a number."""

import django.db.models.deletion
import django.utils.timezone
import privacy.fields
import privacy.history
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models


KEEP = """
CREATE FUNCTION documents_numbered_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.documents_document AS d WHERE d.id = OLD.document_id AND d.sequence IS NOT NULL) THEN
        RAISE EXCEPTION 'what a numbered document says is kept' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN OLD;
END $$;

CREATE TRIGGER numbered_stays BEFORE DELETE ON documents_content
FOR EACH ROW EXECUTE FUNCTION documents_numbered_stays();
"""
KEEP_NO_MORE = """
DROP TRIGGER numbered_stays ON documents_content;
DROP FUNCTION documents_numbered_stays();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('privacy', '0017_areas_are_proven'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(help_text='A name in documents.kinds.', max_length=20)),
                ('about', models.UUIDField()),
                ('status', models.CharField(choices=[('making', 'Being made'), ('failed', 'Could not be made'), ('draft', 'Draft'), ('final', 'Numbered'), ('withdrawn', 'Withdrawn')], default='making', max_length=9)),
                ('fiscal_year', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('sequence', models.PositiveIntegerField(blank=True, null=True)),
                ('purpose', privacy.fields.EncryptedTextField(blank=True, default='', verbose_name='For what')),
                ('recipient', privacy.fields.EncryptedTextField(blank=True, default='', verbose_name='To whom')),
                ('copies', models.PositiveSmallIntegerField(default=1, verbose_name='Copies')),
                ('sha256', privacy.fields.EncryptedTextField(blank=True, default='')),
                ('tries', models.PositiveSmallIntegerField(default=1)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('made_at', models.DateTimeField(blank=True, null=True)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='privacy.area')),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='privacy.dossier')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'Document',
            },
        ),
        migrations.CreateModel(
            name='Copy',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('n', models.PositiveSmallIntegerField()),
                ('holding', models.CharField(choices=[('here', 'In the office'), ('out', 'Handed over'), ('collected', 'Collected again'), ('destroyed', 'Destroyed')], default='here', max_length=9, verbose_name='Where it is')),
                ('whom', privacy.fields.EncryptedTextField(blank=True, default='', verbose_name='With whom')),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='privacy.dossier')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
            ],
            options={
                'verbose_name': 'Copy',
                'ordering': ['document', 'n'],
            },
        ),
        migrations.CreateModel(
            name='Content',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('data', privacy.fields.EncryptedJSONField(default=dict)),
                ('pdf', privacy.fields.EncryptedBytesField(blank=True, null=True)),
                ('word', privacy.fields.EncryptedBytesField(blank=True, null=True)),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='privacy.dossier')),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='content', to='documents.document')),
            ],
            options={
                'verbose_name': 'Content of a document',
            },
        ),
        migrations.CreateModel(
            name='DocumentNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fiscal_year', models.PositiveSmallIntegerField()),
                ('last', models.PositiveIntegerField(default=0)),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='privacy.area')),
            ],
        ),
        migrations.CreateModel(
            name='HistoricalCopy',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('history_user_id', models.UUIDField(null=True)),
                ('n', models.PositiveSmallIntegerField()),
                ('holding', models.CharField(choices=[('here', 'In the office'), ('out', 'Handed over'), ('collected', 'Collected again'), ('destroyed', 'Destroyed')], default='here', max_length=9, verbose_name='Where it is')),
                ('whom', privacy.fields.EncryptedTextField(blank=True, default='', verbose_name='With whom')),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', privacy.history.ReasonField(blank=True, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('changed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='documents.document')),
                ('dossier', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='privacy.dossier')),
            ],
            options={
                'verbose_name': 'historical Copy',
                'verbose_name_plural': 'historical Copys',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalDocument',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('history_user_id', models.UUIDField(null=True)),
                ('kind', models.CharField(help_text='A name in documents.kinds.', max_length=20)),
                ('about', models.UUIDField()),
                ('status', models.CharField(choices=[('making', 'Being made'), ('failed', 'Could not be made'), ('draft', 'Draft'), ('final', 'Numbered'), ('withdrawn', 'Withdrawn')], default='making', max_length=9)),
                ('fiscal_year', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('sequence', models.PositiveIntegerField(blank=True, null=True)),
                ('purpose', privacy.fields.EncryptedTextField(blank=True, default='', verbose_name='For what')),
                ('recipient', privacy.fields.EncryptedTextField(blank=True, default='', verbose_name='To whom')),
                ('copies', models.PositiveSmallIntegerField(default=1, verbose_name='Copies')),
                ('sha256', privacy.fields.EncryptedTextField(blank=True, default='')),
                ('tries', models.PositiveSmallIntegerField(default=1)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('made_at', models.DateTimeField(blank=True, null=True)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', privacy.history.ReasonField(blank=True, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('approved_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('council', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='privacy.area')),
                ('dossier', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='privacy.dossier')),
                ('made_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical Document',
                'verbose_name_plural': 'historical Documents',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(models.F('dossier'), models.OrderBy(models.F('made_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('sequence__isnull', False)), name='documents_left'),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(condition=models.Q(('expires_at__isnull', False)), fields=['expires_at'], name='documents_expiring'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(fields=('council', 'fiscal_year', 'sequence'), name='documents_number_once'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('fiscal_year__isnull', True), ('sequence__isnull', True), models.Q(('status', 'final'), _negated=True)), models.Q(('fiscal_year__isnull', False), ('made_at__isnull', False), ('sequence__isnull', False), ('status__in', ['final', 'withdrawn'])), _connector='OR'), name='documents_final_has_a_number'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', models.F('made_by')), _negated=True), name='documents_second_person_approves'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('copies__gte', 1), ('copies__lte', 20)), name='documents_copies'),
        ),
        migrations.AddIndex(
            model_name='copy',
            index=models.Index(fields=['holding'], name='documents_copy_holding'),
        ),
        migrations.AddConstraint(
            model_name='copy',
            constraint=models.UniqueConstraint(fields=('document', 'n'), name='documents_copy_once'),
        ),
        migrations.AddConstraint(
            model_name='documentnumber',
            constraint=models.UniqueConstraint(fields=('council', 'fiscal_year'), name='documents_one_counter'),
        ),
        migrations.RunSQL(KEEP, KEEP_NO_MORE),
    ]

"""A case restricted by one press: who, why, who confirmed it and who lifted it; what it hides of its person; who reported it."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import privacy.fields
import privacy.history
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0021_what_is_told'),
        ('privacy', '0017_areas_are_proven'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalperson',
            name='contact_hidden',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name='person',
            name='contact_hidden',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AlterField(
            model_name='casestep',
            name='kind',
            field=models.CharField(choices=[('opened', 'Consultation taken'), ('status', 'Status changed'), ('closed', 'Closed'), ('reopened', 'Reopened'), ('assigned', 'Staff changed'), ('moved', 'A note was moved'), ('named', 'The person was named'), ('recused', 'Somebody was recused'), ('led', "The person's record was opened to somebody who works on this case"), ('not_led', "The person's record was not opened to somebody who works on this case"), ('consent', "Said of consent, not yet in the person's record"), ('let_in', 'A recusal was ended'), ('restrict', 'Restricted to those who are named to it'), ('lifted', 'The restriction was lifted')], max_length=8),
        ),
        migrations.AlterField(
            model_name='historicalcasestep',
            name='kind',
            field=models.CharField(choices=[('opened', 'Consultation taken'), ('status', 'Status changed'), ('closed', 'Closed'), ('reopened', 'Reopened'), ('assigned', 'Staff changed'), ('moved', 'A note was moved'), ('named', 'The person was named'), ('recused', 'Somebody was recused'), ('led', "The person's record was opened to somebody who works on this case"), ('not_led', "The person's record was not opened to somebody who works on this case"), ('consent', "Said of consent, not yet in the person's record"), ('let_in', 'A recusal was ended'), ('restrict', 'Restricted to those who are named to it'), ('lifted', 'The restriction was lifted')], max_length=8),
        ),
        migrations.CreateModel(
            name='HistoricalCaseRestriction',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('history_user_id', models.UUIDField(null=True)),
                ('why', privacy.fields.EncryptedTextField(verbose_name='Why')),
                ('text', privacy.fields.EncryptedTextField(blank=True, default='', verbose_name='In words')),
                ('restricted_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('person_too', models.BooleanField(default=False, editable=False)),
                ('leads', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('lift_why', privacy.fields.EncryptedTextField(blank=True, default='', verbose_name='Why it can be lifted')),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', privacy.history.ReasonField(blank=True, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('case', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='casework.case')),
                ('confirmed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dossier', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='privacy.dossier')),
                ('lift_asked_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lifted_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('restricted_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical Restriction',
                'verbose_name_plural': 'historical Restrictions',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalHiddenContact',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('history_user_id', models.UUIDField(null=True)),
                ('place_key', privacy.fields.EncryptedTextField(blank=True, default='')),
                ('block', privacy.fields.EncryptedTextField(blank=True, default='')),
                ('phone', privacy.fields.EncryptedTextField(blank=True, default='')),
                ('mobile', privacy.fields.EncryptedTextField(blank=True, default='')),
                ('phone_note', privacy.fields.EncryptedTextField(blank=True, default='')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('returned_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', privacy.history.ReasonField(blank=True, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('case', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='casework.case')),
                ('dossier', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='privacy.dossier')),
                ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='casework.person')),
            ],
            options={
                'verbose_name': 'historical Hidden contact',
                'verbose_name_plural': 'historical Hidden contacts',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalReporter',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('history_user_id', models.UUIDField(null=True)),
                ('name', privacy.fields.EncryptedTextField(blank=True, default='', verbose_name='Name')),
                ('phone', privacy.fields.EncryptedTextField(blank=True, default='', verbose_name='Telephone')),
                ('relation', privacy.fields.EncryptedTextField(blank=True, default='', verbose_name='Relation to the person')),
                ('wish', privacy.fields.EncryptedTextField(blank=True, default='', verbose_name='What they wish about their name')),
                ('said', privacy.fields.EncryptedTextField(blank=True, default='', verbose_name='What they said')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', privacy.history.ReasonField(blank=True, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('case', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='casework.case')),
                ('dossier', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='privacy.dossier')),
            ],
            options={
                'verbose_name': 'historical Reporter (通報者)',
                'verbose_name_plural': 'historical Reporter (通報者)s',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Reporter',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', privacy.fields.EncryptedTextField(blank=True, default='', verbose_name='Name')),
                ('phone', privacy.fields.EncryptedTextField(blank=True, default='', verbose_name='Telephone')),
                ('relation', privacy.fields.EncryptedTextField(blank=True, default='', verbose_name='Relation to the person')),
                ('wish', privacy.fields.EncryptedTextField(blank=True, default='', verbose_name='What they wish about their name')),
                ('said', privacy.fields.EncryptedTextField(blank=True, default='', verbose_name='What they said')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reporters', to='casework.case')),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='privacy.dossier')),
            ],
            options={
                'verbose_name': 'Reporter (通報者)',
                'ordering': ['created_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='CaseRestriction',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('why', privacy.fields.EncryptedTextField(verbose_name='Why')),
                ('text', privacy.fields.EncryptedTextField(blank=True, default='', verbose_name='In words')),
                ('restricted_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('person_too', models.BooleanField(default=False, editable=False)),
                ('leads', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('lift_why', privacy.fields.EncryptedTextField(blank=True, default='', verbose_name='Why it can be lifted')),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='restrictions', to='casework.case')),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='privacy.dossier')),
                ('lift_asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lifted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('restricted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'Restriction',
                'ordering': ['-restricted_at', '-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('case',), name='casework_restricted_once'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), models.Q(('confirmed_by', models.F('restricted_by')), _negated=True)), _connector='OR'), name='casework_restriction_second_person'), models.CheckConstraint(condition=models.Q(models.Q(('lifted_at', None), ('lifted_by', None)), models.Q(('lift_asked_by__isnull', False), ('lifted_at__isnull', False), ('lifted_by__isnull', False), models.Q(('lifted_by', models.F('lift_asked_by')), _negated=True)), _connector='OR'), name='casework_lifting_second_person')],
            },
        ),
        migrations.CreateModel(
            name='HiddenContact',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('place_key', privacy.fields.EncryptedTextField(blank=True, default='')),
                ('block', privacy.fields.EncryptedTextField(blank=True, default='')),
                ('phone', privacy.fields.EncryptedTextField(blank=True, default='')),
                ('mobile', privacy.fields.EncryptedTextField(blank=True, default='')),
                ('phone_note', privacy.fields.EncryptedTextField(blank=True, default='')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('returned_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.case')),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='privacy.dossier')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.person')),
            ],
            options={
                'verbose_name': 'Hidden contact',
                'constraints': [models.UniqueConstraint(condition=models.Q(('returned_at', None)), fields=('case', 'person'), name='casework_hidden_once')],
            },
        ),
    ]

"""The page of the ledger walks the newest events of a council, and the refused ones apart; later partitions get the indexes by themselves.
And a recusal can wait for somebody else's yes."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

INDEXES = """
CREATE INDEX privacy_accessevent_council ON privacy_accessevent (council, at DESC, seq DESC);
CREATE INDEX privacy_accessevent_denied ON privacy_accessevent (council, at DESC, seq DESC) WHERE kind = 'denied';
"""
DROP = """
DROP INDEX privacy_accessevent_council;
DROP INDEX privacy_accessevent_denied;
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0013_what_opens_a_record_is_proven"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.RunSQL(INDEXES, DROP),
        migrations.CreateModel(
            name='AskedRecusal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('why', models.CharField(choices=[('neighbour', 'Neighbour'), ('family', 'Family or relative'), ('work', 'Works for or with them'), ('other', 'Other close tie')], max_length=10)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('answered_at', models.DateTimeField(null=True)),
                ('agreed', models.BooleanField(default=False)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='privacy.dossier')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('answered_at', None)), fields=('user', 'dossier'), name='privacy_recusal_asked_once'), models.CheckConstraint(condition=models.Q(models.Q(('agreed', False), ('answered_at', None), ('answered_by', None)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), models.Q(('answered_by', models.F('user')), _negated=True)), _connector='OR'), name='privacy_recusal_answered_whole'), models.CheckConstraint(condition=models.Q(('agreed', False), models.Q(('answered_by', models.F('asked_by')), _negated=True), _connector='OR'), name='privacy_recusal_second_person')],
            },
        ),
    ]

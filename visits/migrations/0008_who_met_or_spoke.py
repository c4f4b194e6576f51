"""Whom a confirmation of safety names as the one who met or spoke with the person, and the alerts that it closes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('visits', '0007_taken_is_no_longer_with_the_managers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalsafetycheck',
            name='confirmed_who',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Who'),
        ),
        migrations.AddField(
            model_name='safetycheck',
            name='confirmed_who',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Who'),
        ),
        migrations.AlterField(
            model_name='alert',
            name='closed_how',
            field=models.CharField(blank=True, choices=[('case', 'Became a consultation'), ('settled', 'Settled'), ('watching', 'Watched over as before'), ('agency', 'Handed to an agency'), ('mistake', 'Raised by mistake'), ('safe', 'Safety confirmed')], default='', max_length=8, verbose_name='Why it can be closed'),
        ),
        migrations.AlterField(
            model_name='historicalalert',
            name='closed_how',
            field=models.CharField(blank=True, choices=[('case', 'Became a consultation'), ('settled', 'Settled'), ('watching', 'Watched over as before'), ('agency', 'Handed to an agency'), ('mistake', 'Raised by mistake'), ('safe', 'Safety confirmed')], default='', max_length=8, verbose_name='Why it can be closed'),
        ),
    ]

"""Until when somebody was called by another name."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0023_nothing_is_sent'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalothername',
            name='until_date',
            field=models.DateField(blank=True, null=True, verbose_name='Called so until'),
        ),
        migrations.AddField(
            model_name='othername',
            name='until_date',
            field=models.DateField(blank=True, null=True, verbose_name='Called so until'),
        ),
    ]

"""A case can say that nothing is sent to where its person lives."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0022_restricted_by_an_act'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='no_mail',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name='historicalcase',
            name='no_mail',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AlterField(
            model_name='casestep',
            name='kind',
            field=models.CharField(choices=[('opened', 'Consultation taken'), ('status', 'Status changed'), ('closed', 'Closed'), ('reopened', 'Reopened'), ('assigned', 'Staff changed'), ('moved', 'A note was moved'), ('named', 'The person was named'), ('recused', 'Somebody was recused'), ('led', "The person's record was opened to somebody who works on this case"), ('not_led', "The person's record was not opened to somebody who works on this case"), ('consent', "Said of consent, not yet in the person's record"), ('let_in', 'A recusal was ended'), ('restrict', 'Restricted to those who are named to it'), ('lifted', 'The restriction was lifted'), ('no_mail', 'Nothing is sent to the address any more (発送停止)'), ('mail', 'Things are sent to the address again')], max_length=8),
        ),
        migrations.AlterField(
            model_name='historicalcasestep',
            name='kind',
            field=models.CharField(choices=[('opened', 'Consultation taken'), ('status', 'Status changed'), ('closed', 'Closed'), ('reopened', 'Reopened'), ('assigned', 'Staff changed'), ('moved', 'A note was moved'), ('named', 'The person was named'), ('recused', 'Somebody was recused'), ('led', "The person's record was opened to somebody who works on this case"), ('not_led', "The person's record was not opened to somebody who works on this case"), ('consent', "Said of consent, not yet in the person's record"), ('let_in', 'A recusal was ended'), ('restrict', 'Restricted to those who are named to it'), ('lifted', 'The restriction was lifted'), ('no_mail', 'Nothing is sent to the address any more (発送停止)'), ('mail', 'Things are sent to the address again')], max_length=8),
        ),
    ]

"""Second factors of before were encrypted for nobody in particular: each is encrypted for its own user, once, here.

And new user names have plain letters; those of before stay as they are.
"""

import base64

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import migrations, models

from accounts.encryption import NONCE, SECRETS, encrypt
from accounts.user_names import plain
from privacy import keys

BEFORE = b"accounts\0second factor"


def encrypt_for_their_owner(apps, schema_editor):
    authenticators = apps.get_model("mfa", "Authenticator").objects
    for pk, kind, user_id, data in authenticators.values_list("pk", "type", "user_id", "data"):
        for name in data.keys() & SECRETS:
            ciphertext = base64.b64decode(data[name])
            try:
                secret = AESGCM(keys.get(keys.MASTER)).decrypt(ciphertext[:NONCE], ciphertext[NONCE:], BEFORE)
            except InvalidTag:
                continue
            data[name] = encrypt(secret, f"mfa.authenticator.{name}", kind, str(user_id))
        authenticators.filter(pk=pk).update(data=data)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_visitors_training"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [
        migrations.RunPython(encrypt_for_their_owner, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="user",
            name="username",
            field=models.CharField(max_length=60, unique=True, validators=[plain], verbose_name="User name"),
        ),
    ]

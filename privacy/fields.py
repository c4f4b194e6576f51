"""Fields whose column holds only ciphertext, bound to its row.

Stored: version (1 byte), nonce (12), AES-256-GCM text and tag, under the dossier's data key. The associated data is the
field's origin, the row's id and the dossier, so that a ciphertext moved to another row, column or dossier does not open.

A value is opened at the first look and sealed again only when it was changed: history gets the very bytes of the row.
"""

import json
import os
import uuid
from datetime import date

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from privacy import context

VERSION = b"\x01"
NONCE = 12


class Sealed(bytes):
    """Ciphertext as the database holds it. Never shown."""

    def __repr__(self):
        return "<sealed>"

    __str__ = __repr__


class Tampered(Exception):
    """The ciphertext was not written for this row, or was changed."""


class _Opening(DeferredAttribute):
    """Opens at the first look; keeps the ciphertext beside the value."""

    def __get__(self, instance, cls=None):
        if instance is None:
            return self
        value = self.field.raw(instance)
        if not isinstance(value, Sealed):
            return value
        opened = self.field.unseal(instance, value)
        instance.__dict__[self.field.attname] = opened
        _kept(instance)[self.field.attname] = (value, self.field.pack(opened), instance.dossier_id)
        return opened

    def __set__(self, instance, value):
        """Makes this a data descriptor: else the instance's dictionary would answer, and show ciphertext."""
        instance.__dict__[self.field.attname] = value


def _kept(instance) -> dict:
    return instance.__dict__.setdefault("_sealed_values", {})


class EncryptedField(models.Field):
    """Base: subclasses turn their value to bytes and back. Holds no lookups but isnull."""

    descriptor_class = _Opening
    empty_strings_allowed = False

    def get_internal_type(self):
        return "BinaryField"

    def contribute_to_class(self, cls, name, private_only=False):
        super().contribute_to_class(cls, name, private_only)
        # History models get copies of the field: they keep the original's identity.
        if not cls._meta.abstract and not hasattr(self, "origin"):
            self.origin = f"{cls._meta.label_lower}.{name}"

    def __deepcopy__(self, memo):
        copied = super().__deepcopy__(memo)
        copied.__dict__.pop("origin", None)
        return copied

    def pack(self, value) -> bytes:
        raise NotImplementedError

    def unpack(self, packed: bytes):
        raise NotImplementedError

    def from_db_value(self, value, expression, connection):
        return None if value is None else Sealed(value)

    def to_python(self, value):
        return value

    def get_prep_value(self, value):
        """Only ciphertext goes to the database: this is what stops update(), filter() and bulk writes of plain text."""
        if value is None or isinstance(value, Sealed):
            return value
        raise FieldError(f"{self.name} is encrypted: it is written by save() and found by search tokens")

    def get_db_prep_value(self, value, connection, prepared=False):
        value = value if prepared else self.get_prep_value(value)
        return None if value is None else connection.Database.Binary(bytes(value))

    def get_lookup(self, lookup_name):
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted: only isnull can be asked of it")
        return super().get_lookup(lookup_name)

    def pre_save(self, instance, add):
        return self.sealed_value(instance)

    def sealed_value(self, instance):
        """The row's ciphertext: the same bytes as long as the value is the same."""
        value = self.raw(instance)
        if value is None or isinstance(value, Sealed):
            return value
        packed = self.pack(value)
        kept = _kept(instance).get(self.attname)
        if kept and kept[1] == packed and kept[2] == instance.dossier_id:
            return kept[0]
        sealed = self.seal(instance, packed)
        _kept(instance)[self.attname] = (sealed, packed, instance.dossier_id)
        return sealed

    def raw(self, instance):
        """What the instance holds: ciphertext, or a value already opened or newly set. A deferred column is fetched."""
        if self.attname not in instance.__dict__:
            rows = type(instance)._base_manager.filter(pk=instance.pk).values_list(self.attname, flat=True)
            instance.__dict__[self.attname] = rows.first()
        return instance.__dict__[self.attname]

    def seal(self, instance, packed: bytes) -> Sealed:
        key = context.current().keyring.key(instance.dossier_id)
        nonce = os.urandom(NONCE)
        return Sealed(VERSION + nonce + AESGCM(key).encrypt(nonce, packed, self.bound_to(instance)))

    def unseal(self, instance, sealed: Sealed):
        key = context.current().keyring.key(instance.dossier_id)
        try:
            packed = AESGCM(key).decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], self.bound_to(instance))
        except InvalidTag:
            raise Tampered(f"{self.origin} of {instance.id} does not belong to this row") from None
        return self.unpack(packed)

    def bound_to(self, instance) -> bytes:
        return f"{self.origin}|{instance.id}|{instance.dossier_id}".encode()

    def value_to_string(self, obj):
        """dumpdata writes what the column holds."""
        sealed = self.sealed_value(obj)
        return None if sealed is None else bytes(sealed).hex()


class EncryptedTextField(EncryptedField):
    empty_strings_allowed = True

    def pack(self, value):
        return str(value).encode()

    def unpack(self, packed):
        return packed.decode()

    def formfield(self, **kwargs):
        from django import forms

        return super().formfield(**{"form_class": forms.CharField, **kwargs})


class EncryptedDateField(EncryptedField):
    def pack(self, value):
        return value.isoformat().encode()

    def unpack(self, packed):
        return date.fromisoformat(packed.decode())

    def to_python(self, value):
        return date.fromisoformat(value) if isinstance(value, str) else value


class EncryptedJSONField(EncryptedField):
    """Any JSON value; a dict that was changed in place is noticed at save."""

    def pack(self, value):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=_plain).encode()

    def unpack(self, packed):
        return json.loads(packed)


def _plain(value):
    if isinstance(value, date | uuid.UUID):
        return str(value)
    raise TypeError("not JSON")


def encrypted_fields(model) -> list[EncryptedField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, EncryptedField)]

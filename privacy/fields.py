"""Fields whose column holds only ciphertext, bound to its row.

Stored: version (1 byte), nonce (12), AES-256-GCM text and tag, under the dossier's data key. The associated data is the
field's origin, the row's id and the dossier, so that a ciphertext moved to another row, column or dossier does not open.

A value is opened at the first look and encrypted again only when it was changed: history gets the very bytes of the row.
"""

import json
import os
import uuid
from datetime import date
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup
from django.db.models.query_utils import DeferredAttribute

from privacy import context

if TYPE_CHECKING:
    Column: TypeAlias = models.Field[Any, Any]
else:
    Column = models.Field

VERSION = b"\x01"
NONCE = 12


class Ciphertext(bytes):
    """Ciphertext as the database holds it. Never shown."""

    def __repr__(self) -> str:
        return "<ciphertext>"

    __str__ = __repr__


class Tampered(Exception):
    """The ciphertext was not written for this row, or was changed."""


class _Opening(DeferredAttribute):
    """Opens at the first look; keeps the ciphertext beside the value."""

    field: "EncryptedField"

    def __get__(self, instance: Any, cls: type[models.Model] | None = None) -> Any:
        if instance is None:
            return self
        value = self.field.raw(instance)
        if not isinstance(value, Ciphertext):
            return value
        opened = self.field.decrypt(instance, value)
        shown = context.current().shown
        if shown.looking_through:
            return opened
        shown.add([instance])
        instance.__dict__[self.field.attname] = opened
        _kept(instance)[self.field.attname] = (value, self.field.pack(opened), instance.dossier_id)
        return opened

    def __set__(self, instance: Any, value: Any) -> None:
        """Makes this a data descriptor: else the instance's dictionary would answer, and show ciphertext."""
        instance.__dict__[self.field.attname] = value


def _kept(instance: Any) -> dict[str, tuple[Ciphertext, bytes, uuid.UUID]]:
    kept: dict[str, tuple[Ciphertext, bytes, uuid.UUID]] = instance.__dict__.setdefault("_ciphertexts", {})
    return kept


class EncryptedField(Column):
    """Base: subclasses turn their value to bytes and back. Holds no lookups but isnull."""

    descriptor_class = _Opening
    empty_strings_allowed = False

    def get_internal_type(self) -> str:
        return "BinaryField"

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        # History models get copies of the field: they keep the original's identity.
        if not cls._meta.abstract and not hasattr(self, "origin"):
            self.origin = f"{cls._meta.label_lower}.{name}"

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        copied: Self = super().__deepcopy__(memo)
        copied.__dict__.pop("origin", None)
        return copied

    def pack(self, value: Any) -> bytes:
        raise NotImplementedError

    def unpack(self, packed: bytes) -> Any:
        raise NotImplementedError

    def from_db_value(self, value: Any, expression: object, connection: BaseDatabaseWrapper) -> Ciphertext | None:
        return None if value is None else Ciphertext(value)

    def to_python(self, value: Any) -> Any:
        return value

    def get_prep_value(self, value: Any) -> Ciphertext | None:
        """Only ciphertext goes to the database: this is what stops update(), filter() and bulk writes of plain text."""
        if value is None or isinstance(value, Ciphertext):
            return value
        raise FieldError(f"{self.name} is encrypted: it is written by save() and found by search tokens")

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        value = value if prepared else self.get_prep_value(value)
        return None if value is None else connection.Database.Binary(bytes(value))

    def get_lookup(self, lookup_name: str) -> "type[Lookup[Any]] | None":
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted: only isnull can be asked of it")
        found: type[Lookup[Any]] | None = super().get_lookup(lookup_name)
        return found

    def pre_save(self, model_instance: models.Model, add: bool) -> Ciphertext | None:
        return self.ciphertext(model_instance)

    def ciphertext(self, instance: Any) -> Ciphertext | None:
        """The row's ciphertext: the same bytes as long as the value is the same."""
        value = self.raw(instance)
        if value is None or isinstance(value, Ciphertext):
            return value
        packed = self.pack(value)
        kept = _kept(instance).get(self.attname)
        if kept and kept[1] == packed and kept[2] == instance.dossier_id:
            return kept[0]
        ciphertext = self.encrypt(instance, packed)
        _kept(instance)[self.attname] = (ciphertext, packed, instance.dossier_id)
        return ciphertext

    def raw(self, instance: Any) -> Any:
        """What the instance holds: ciphertext, or a value already opened or newly set. A deferred column is fetched."""
        if self.attname not in instance.__dict__:
            rows = type(instance)._base_manager.filter(pk=instance.pk).values_list(self.attname, flat=True)
            instance.__dict__[self.attname] = rows.first()
        return instance.__dict__[self.attname]

    def encrypt(self, instance: Any, packed: bytes) -> Ciphertext:
        key = context.current().keyring.key(instance.dossier_id)
        nonce = os.urandom(NONCE)
        return Ciphertext(VERSION + nonce + AESGCM(key).encrypt(nonce, packed, self.bound_to(instance)))

    def decrypt(self, instance: Any, ciphertext: Ciphertext) -> Any:
        key = context.current().keyring.key(instance.dossier_id)
        try:
            packed = AESGCM(key).decrypt(ciphertext[1 : 1 + NONCE], ciphertext[1 + NONCE :], self.bound_to(instance))
        except InvalidTag:
            raise Tampered(f"{self.origin} of {instance.id} does not belong to this row") from None
        return self.unpack(packed)

    def bound_to(self, instance: Any) -> bytes:
        return f"{self.origin}|{instance.id}|{instance.dossier_id}".encode()

    def value_to_string(self, obj: models.Model) -> str | None:  # type: ignore[override]
        """dumpdata writes what the column holds."""
        ciphertext = self.ciphertext(obj)
        return None if ciphertext is None else bytes(ciphertext).hex()


class EncryptedTextField(EncryptedField):
    empty_strings_allowed = True

    def pack(self, value: object) -> bytes:
        return str(value).encode()

    def unpack(self, packed: bytes) -> str:
        return packed.decode()

    def formfield(self, **kwargs: Any) -> Any:
        from django import forms

        return super().formfield(**{"form_class": forms.CharField, **kwargs})


class EncryptedBytesField(EncryptedField):
    """A file, byte for byte."""

    def pack(self, value: bytes) -> bytes:
        return bytes(value)

    def unpack(self, packed: bytes) -> bytes:
        return packed


class EncryptedDateField(EncryptedField):
    def pack(self, value: date) -> bytes:
        return value.isoformat().encode()

    def unpack(self, packed: bytes) -> date:
        return date.fromisoformat(packed.decode())

    def to_python(self, value: Any) -> Any:
        return date.fromisoformat(value) if isinstance(value, str) else value


class EncryptedJSONField(EncryptedField):
    """Any JSON value; a dict that was changed in place is noticed at save."""

    def pack(self, value: object) -> bytes:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=_plain).encode()

    def unpack(self, packed: bytes) -> Any:
        return json.loads(packed)


def _plain(value: object) -> str:
    if isinstance(value, date | uuid.UUID):
        return str(value)
    raise TypeError("not JSON")


def encrypted_fields(model: type[models.Model]) -> list[EncryptedField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, EncryptedField)]

"""Where Django looks for models; each stands in the module that explains it."""

from privacy.areas import Area
from privacy.confidential import ConfidentialModel
from privacy.dossier_keys import DossierKey
from privacy.dossiers import AskedRecusal, Dossier, Grant, Recusal
from privacy.emergencies import Emergency
from privacy.ended import Ended
from privacy.fields import EncryptedBytesField, EncryptedDateField, EncryptedJSONField, EncryptedTextField
from privacy.keys import KeyCheck
from privacy.ledger.models import AccessEvent, LedgerBlock
from privacy.outbox import OutboxMessage

__all__ = [
    "AccessEvent",
    "Area",
    "AskedRecusal",
    "ConfidentialModel",
    "Dossier",
    "DossierKey",
    "Emergency",
    "EncryptedBytesField",
    "EncryptedDateField",
    "EncryptedJSONField",
    "EncryptedTextField",
    "Ended",
    "Grant",
    "KeyCheck",
    "LedgerBlock",
    "OutboxMessage",
    "Recusal",
]

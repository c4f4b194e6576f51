"""What must not stand in a text for a reader: masked by rule where it is certain, found for a person where it is not. No database here."""

from conferences.masking.checking import findings, mask
from conferences.masking.identities import Address, Finding, Identity, Kind, Name, Rules, Sure, Who, band, letter, named

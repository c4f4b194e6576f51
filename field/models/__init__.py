"""The tablets, what they brought, and what of it waits for a person."""

from field.models.arrivals import Arrival, Held
from field.models.devices import Contact, Device, SealingKey, TabletSettings

"""Every write of the tablet."""

from field.services.arriving import receive
from field.services.devices import device_end, device_enrol, device_rename, device_revoke, settings_save
from field.services.keys import current_key, keys_rotate
from field.services.settling import arrival_put_aside, arrival_take

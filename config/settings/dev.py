"""One office's own machine."""

from config.environment import var_dir
from privacy import keyfiles

# Before the base, which reads one of them.
keyfiles.ensure(var_dir() / "keys")

from config.settings.base import *

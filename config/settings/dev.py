"""One office's own machine."""

import sys

from config.environment import CANNOT_START, var_dir
from privacy import keyfiles

# Before the base, which reads one of them.
try:
    keyfiles.ensure(var_dir() / "keys")
except keyfiles.KeyMissing as error:
    print(error, file=sys.stderr)
    sys.exit(CANNOT_START)

from config.settings.base import *

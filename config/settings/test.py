"""One office's own machine."""

from config.settings.base import *  # noqa: F403

import io
import logging

import pytest

from config.logs import Formatter


@pytest.fixture
def log():
    """What the installation's own handler writes."""
    (handler,) = [each for each in logging.getLogger().handlers if isinstance(each.formatter, Formatter)]
    stream = io.StringIO()
    before = handler.setStream(stream)
    yield stream
    handler.setStream(before)

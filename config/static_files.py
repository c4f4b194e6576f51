"""The addresses of what browsers are served. Each page names fourteen of them, and they stay the same."""

from django.contrib.staticfiles.storage import StaticFilesStorage


class Storage(StaticFilesStorage):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._urls: dict[str, str] = {}

    def url(self, name):
        if name not in self._urls:
            self._urls[name] = super().url(name)
        return self._urls[name]

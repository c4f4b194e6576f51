from importlib import import_module

from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    name = "conferences"

    def ready(self):
        # Beside what `indicators.py` counts of the meetings themselves.
        import_module("conferences.outcome_indicators")

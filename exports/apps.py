from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ExportsConfig(AppConfig):
    name = "exports"

    def ready(self):
        autodiscover_modules("handlers")
        # Each registers a kind, in this order.
        from exports import consultations, enrolments  # noqa: F401

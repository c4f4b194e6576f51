from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AnnualConfig(AppConfig):
    name = "annual"

    def ready(self):
        autodiscover_modules("handlers")

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class MovingConfig(AppConfig):
    name = "moving"

    def ready(self):
        autodiscover_modules("handlers")

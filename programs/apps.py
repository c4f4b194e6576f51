from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self):
        autodiscover_modules("indicators")

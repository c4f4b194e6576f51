from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AttachmentsConfig(AppConfig):
    name = "attachments"

    def ready(self):
        autodiscover_modules("attachments")

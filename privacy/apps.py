from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PrivacyConfig(AppConfig):
    name = "privacy"

    def ready(self) -> None:
        from privacy import checks, tasks  # noqa: F401  (register the system checks, and the door of the outbox)

        autodiscover_modules("mails", "handlers", "what_ends")

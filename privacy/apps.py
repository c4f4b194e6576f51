from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "privacy"

    def ready(self) -> None:
        from privacy import checks, tasks  # noqa: F401  (register the system checks, and the door of the outbox)

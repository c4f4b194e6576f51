from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self):
        from config import celery, refusals  # noqa: F401  (the app that tasks belong to; registers its check)

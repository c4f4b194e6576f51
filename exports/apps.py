from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "exports"

    def ready(self):
        # Each registers a kind, in this order.
        from exports import consultations, enrolments  # noqa: F401

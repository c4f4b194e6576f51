from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "visits"

    def ready(self):
        from visits import beside, following, notices  # noqa: F401  (they register themselves)

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        from accounts import signals  # noqa: F401  (the ledger of sign-ins)

        autodiscover_modules("attention", "life_events", "security_parts")

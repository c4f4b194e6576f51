from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        from accounts import signals, waiting  # noqa: F401  (the ledger of sign-ins; what home shows)

        autodiscover_modules("attention")

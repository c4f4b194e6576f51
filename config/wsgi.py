import os

from django.core.wsgi import get_wsgi_application

from privacy import keyfiles

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
# The worker seals the ledger. Who shows records must not be able to seal what was changed in it.
keyfiles.withhold("ledger-seal")
application = get_wsgi_application()

from config import refusals  # noqa: E402  (the apps must be loaded first)

refusals.leave_if_refused()

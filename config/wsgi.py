import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
application = get_wsgi_application()

from config import refusals  # noqa: E402  (the apps must be loaded first)

refusals.leave_if_refused()

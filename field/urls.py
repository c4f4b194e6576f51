from django.urls import path

from field.views import api, page

urlpatterns = [
    # The tablet's own page and what it is made of.
    path("field/", page.app, name="field"),
    path("field/sw.js", page.worker, name="field_worker"),
    path("field/help", page.help_page, name="field_help"),
    path("field/manifest.webmanifest", page.manifest, name="field_manifest"),
    # docs/field-api.md
    path("field/api/session", api.session, name="field_session"),
    path("field/api/devices", api.devices, name="field_devices"),
    path("field/api/list", api.round_list, name="field_list"),
    path("field/api/visits", api.visits, name="field_visits"),
    path("field/api/receipts", api.receipts, name="field_receipts"),
]

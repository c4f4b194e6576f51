from django.urls import path

from field.views import api, arrivals, devices, page

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
    # The office.
    path("arrivals/", arrivals.arrivals, name="arrivals"),
    path("arrivals/<uuid:pk>/", arrivals.arrival, name="arrival"),
    path("arrivals/<uuid:pk>/aside/", arrivals.arrival_aside, name="arrival_aside"),
    path("devices/", devices.devices, name="devices"),
    path("devices/<uuid:pk>/name/", devices.device_name, name="device_name"),
    path("devices/<uuid:pk>/out/", devices.device_out, name="device_out"),
    path("devices/own/", devices.own_devices, name="own_devices"),
    path("devices/own/<uuid:pk>/out/", devices.own_device_out, name="own_device_out"),
]

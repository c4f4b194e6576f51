from django.urls import include, path

from config import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("accounts.urls")),
    path("", include("documents.urls")),
    path("", include("programs.urls")),
    path("", include("publishing.urls")),
    path("", include("annual.urls")),
    path("", include("casework.urls")),
    path("", include("conferences.urls")),
    path("", include("referrals.urls")),
    path("", include("supporters.urls")),
    path("", include("visits.urls")),
    path("", include("field.urls")),
    path("", include("moving.urls")),
    path("", include("exports.urls")),
]

handler500 = "config.stopped.failed"

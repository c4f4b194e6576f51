from django.urls import include, path

from config import health
from config.manual.views import manual
from config.routing import ByFirstWord
from config.upkeep import views

routes = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("upkeep/", views.upkeep, name="upkeep"),
    path("manual/<slug:whose>/", manual, name="manual"),
    path("", include("accounts.urls")),
    path("", include("documents.urls")),
    path("", include("attachments.urls")),
    path("", include("programs.urls")),
    path("", include("publishing.urls")),
    path("", include("annual.urls")),
    path("", include("casework.urls")),
    path("", include("conferences.urls")),
    path("", include("referrals.urls")),
    path("", include("supporters.urls")),
    path("", include("emergencies.urls")),
    path("", include("visits.urls")),
    path("", include("field.urls")),
    path("", include("moving.urls")),
    path("", include("exports.urls")),
]
urlpatterns = [ByFirstWord(routes)]

handler500 = "config.stopped.failed"

from django.urls import path

from programs import views

urlpatterns = [
    path("plan/", views.plan, name="plan"),
    path("plan/import/", views.plan_upload, name="plan_upload"),
    path("plan/import/preview/", views.plan_preview, name="plan_preview"),
    path("plan/import/rows/", views.plan_rows_to_mend, name="plan_rows_to_mend"),
    path("plan/programs/<uuid:pk>/", views.program, name="program"),
    path("plan/targets/<uuid:pk>/", views.target, name="target"),
]

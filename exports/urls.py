from django.urls import path

from exports import views

urlpatterns = [
    path("exports/", views.exports, name="exports"),
    path("exports/new/", views.export_new, name="export_new"),
    path("exports/<uuid:pk>/", views.export, name="export"),
    path("exports/<uuid:pk>/state/", views.export_state, name="export_state"),
    path("exports/<uuid:pk>/decide/", views.export_decide, name="export_decide"),
    path("exports/<uuid:pk>/drop/", views.export_drop, name="export_drop"),
    path("exports/<uuid:pk>/passwords/", views.export_passwords, name="export_passwords"),
    path("exports/<uuid:pk>/file/", views.export_file, name="export_file"),
]

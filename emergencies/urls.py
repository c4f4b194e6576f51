"""Addresses of what is opened in an emergency."""

from django.urls import path

from emergencies import views

urlpatterns = [
    path("emergency/", views.emergency, name="emergency"),
    path("emergency/end/", views.emergency_end, name="emergency_end"),
    path("emergencies/", views.emergencies, name="emergencies"),
    path("emergencies/<uuid:pk>/", views.emergency_review, name="emergency_review"),
]

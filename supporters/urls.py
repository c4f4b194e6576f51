"""Addresses of those who help in the programmes, and of what is asked of them."""

from django.urls import path

from supporters.views import requests, supporters

urlpatterns = [
    path("help/", requests.help_requests, name="help_requests"),
    path("help/new/", requests.help_request_new, name="help_request_new"),
    path("help/<uuid:pk>/", requests.help_request, name="help_request"),
    path("help/<uuid:pk>/edit/", requests.help_request_edit, name="help_request_edit"),
    path("help/<uuid:pk>/step/", requests.help_step, name="help_step"),
    path("help/<uuid:pk>/given/", requests.help_deed, name="help_deed"),
    path("help/<uuid:pk>/changes/", requests.help_request_changes, name="help_request_changes"),
    path("help/given/<uuid:pk>/remove/", requests.deed_remove, name="deed_remove"),
    path("supporters/", supporters.supporters, name="supporters"),
    path("supporters/new/", supporters.supporter_new, name="supporter_new"),
    path("supporters/places/", supporters.hosts, name="hosts"),
    path("supporters/places/<uuid:pk>/", supporters.host_edit, name="host_edit"),
    path("supporters/<uuid:pk>/", supporters.supporter, name="supporter"),
    path("supporters/<uuid:pk>/edit/", supporters.supporter_edit, name="supporter_edit"),
    path("supporters/<uuid:pk>/training/", supporters.training_add, name="training_add"),
    path("supporters/<uuid:pk>/end/", supporters.supporter_end, name="supporter_end"),
    path("supporters/<uuid:pk>/changes/", supporters.supporter_changes, name="supporter_changes"),
    path("supporters/training/<uuid:pk>/remove/", supporters.training_remove, name="training_remove"),
]

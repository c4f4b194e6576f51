"""Addresses of the conferences."""

from django.urls import path

from conferences.views import sheets

urlpatterns = [
    path("items/<uuid:pk>/sheet/", sheets.sheet, name="sheet"),
    path("items/<uuid:pk>/sheet/take/", sheets.sheet_take, name="sheet_take"),
    path("items/<uuid:pk>/sheet/masked/", sheets.sheet_masked, name="sheet_masked"),
    path("items/<uuid:pk>/sheet/settle/", sheets.sheet_settle, name="sheet_settle"),
]

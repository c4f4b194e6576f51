from django.urls import path

from annual import views

urlpatterns = [
    path("reports/year/", views.year_reports, name="year_reports"),
    path("reports/year/new/", views.year_report_new, name="year_report_new"),
    path("reports/year/<uuid:pk>/", views.year_report, name="year_report"),
    path("reports/year/<uuid:pk>/state/", views.year_report_state, name="year_report_state"),
    path("reports/year/<uuid:pk>/file/<slug:form>/", views.year_report_file, name="year_report_file"),
    path("reports/year/<uuid:pk>/issue/", views.year_report_issue, name="year_report_issue"),
    path("reports/year/<uuid:pk>/drop/", views.year_report_drop, name="year_report_drop"),
    path("reports/forms/new/", views.own_form_new, name="own_form_new"),
    path("reports/forms/<uuid:pk>/", views.own_form, name="own_form"),
    path("reports/forms/<uuid:pk>/filled/<uuid:report>/", views.own_form_filled, name="own_form_filled"),
    path("reports/forms/<uuid:pk>/retire/", views.own_form_retire, name="own_form_retire"),
]

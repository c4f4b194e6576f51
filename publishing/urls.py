from django.urls import path

from publishing.views import reports
from publishing.views import tables as views

urlpatterns = [
    path("reports/", reports.reports, name="reports"),
    path("reports/file/<slug:form>/", reports.report_file, name="report_file"),
    path("reports/long/new/", reports.long_report_new, name="long_report_new"),
    path("reports/long/<uuid:pk>/", reports.long_report, name="long_report"),
    path("reports/long/<uuid:pk>/state/", reports.long_report_state, name="long_report_state"),
    path("reports/long/<uuid:pk>/stop/", reports.long_report_stop, name="long_report_stop"),
    path("reports/long/<uuid:pk>/file/<slug:form>/", reports.long_report_file, name="long_report_file"),
    path("reports/months/<slug:month>/close/", reports.month_close, name="month_close"),
    path("reports/months/<slug:month>/reopen/", reports.month_reopen, name="month_reopen"),
    path("tables/", views.published_tables, name="published_tables"),
    path("tables/new/", views.published_table_new, name="published_table_new"),
    path("tables/<uuid:pk>/", views.published_table, name="published_table"),
    path("tables/<uuid:pk>/state/", views.published_table_state, name="published_table_state"),
    path("tables/<uuid:pk>/publish/", views.published_table_publish, name="published_table_publish"),
    path("tables/<uuid:pk>/again/", views.published_table_again, name="published_table_again"),
    path("tables/<uuid:pk>/drop/", views.published_table_drop, name="published_table_drop"),
    path("tables/<uuid:pk>/file/<slug:form>/", views.published_table_file, name="published_table_file"),
]

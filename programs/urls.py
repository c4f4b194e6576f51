from django.urls import path

from programs.views import activities, counting, editing, files, plan, reviews, targets, years

urlpatterns = [
    path("plan/", plan.plan, name="plan"),
    path("plan/import/", plan.plan_upload, name="plan_upload"),
    path("plan/import/preview/", plan.plan_preview, name="plan_preview"),
    path("plan/import/rows/", plan.plan_rows_to_mend, name="plan_rows_to_mend"),
    path("plan/programs/<uuid:pk>/", plan.program, name="program"),
    path("plan/programs/<uuid:pk>/counting/", counting.program_counting, name="program_counting"),
    path("plan/programs/<uuid:pk>/review/", reviews.program_review, name="program_review"),
    path("plan/programs/<uuid:pk>/review/save/", reviews.program_review_save, name="program_review_save"),
    path("plan/quarter/", reviews.plan_quarter, name="plan_quarter"),
    path("plan/quarter/word/", reviews.plan_quarter_word, name="plan_quarter_word"),
    path("plan/quarter/file/", reviews.plan_quarter_file, name="plan_quarter_file"),
    path("plan/years/", years.plan_years, name="plan_years"),
    path("plan/<uuid:pk>/next/", years.plan_next, name="plan_next"),
    path("plan/parts/<uuid:pk>/<slug:kind>/", editing.plan_part, name="plan_part"),
    path("plan/<uuid:pk>/begin/", counting.plan_begin, name="plan_begin"),
    path("plan/helpers/<uuid:pk>/end/", counting.helper_end, name="helper_end"),
    path("plan/series/<uuid:pk>/end/", counting.series_end, name="series_end"),
    path("plan/targets/<uuid:pk>/", targets.target, name="target"),
    path("activities/", activities.activities, name="activities"),
    path("activities/record/", activities.activity_new, name="activity_new"),
    path("activities/files/", files.records_upload, name="records_upload"),
    path("activities/files/preview/", files.records_preview, name="records_preview"),
    path("activities/files/marked/", files.records_marked, name="records_marked"),
    path("activities/files/<uuid:pk>/", files.records_file, name="records_file"),
    path("activities/<uuid:pk>/", activities.activity, name="activity"),
    path("activities/<uuid:pk>/edit/", activities.activity_edit, name="activity_edit"),
    path("activities/<uuid:pk>/cancel/", activities.activity_cancel, name="activity_cancel"),
]

from django.urls import path

from visits.views import alerts, board, enrol, enrolments, history, records, rollout, rounds, safety, telling, ties, visits

urlpatterns: list = [
    # A visitor's own doors.
    path("round/", rounds.my_round, name="round"),
    path("round/record/", records.own_record, name="own_record"),
    path("round/<uuid:pk>/visit/", visits.visit_new, name="visit_new"),
    path("round/<uuid:pk>/tie/", ties.tie_tell, name="tie_tell"),
    path("visits/<uuid:pk>/", visits.visit, name="visit"),
    path("visits/<uuid:pk>/edit/", visits.visit_edit, name="visit_edit"),
    path("visits/<uuid:pk>/join/", visits.visit_join, name="visit_join"),
    path("visits/<uuid:pk>/late/", visits.visit_late, name="visit_late"),
    # Enrolments and the board by month.
    path("watch/", board.watch, name="watch"),
    path("watch/print/", board.watch_print, name="watch_print"),
    path("watch/sheets/", board.watch_sheets, name="watch_sheets"),
    path("watch/records/", records.visitor_records, name="visitor_records"),
    path("watch/records/<uuid:pk>/", records.visitor_record, name="visitor_record"),
    path("watch/enrol/", enrol.enrolment_new, name="enrolment_new"),
    path("watch/enrol/sheet/", enrol.enrolment_sheet, name="enrolment_sheet"),
    path("watch/rollout/", rollout.rollout, name="rollout"),
    path("watch/assignments/<uuid:pk>/move/", board.visitor_move, name="visitor_move"),
    path("watch/ties/<uuid:pk>/", ties.tie_answer, name="tie_answer"),
    path("watch/<uuid:pk>/", enrolments.enrolment, name="enrolment"),
    path("watch/<uuid:pk>/edit/", enrolments.enrolment_edit, name="enrolment_edit"),
    path("watch/<uuid:pk>/pause/", enrolments.enrolment_pause, name="enrolment_pause"),
    path("watch/<uuid:pk>/resume/", enrolments.enrolment_resume, name="enrolment_resume"),
    path("watch/<uuid:pk>/end/", enrolments.enrolment_end, name="enrolment_end"),
    path("watch/<uuid:pk>/reconfirm/", enrolments.enrolment_reconfirm, name="enrolment_reconfirm"),
    path("watch/<uuid:pk>/access/", history.enrolment_access, name="enrolment_access"),
    path("watch/<uuid:pk>/changes/", history.enrolment_changes, name="enrolment_changes"),
    path("watch/<uuid:pk>/tell/", telling.enrolment_tell, name="enrolment_tell"),
    path("watch/<uuid:pk>/visitors/", enrolments.visitors, name="visitors"),
    # Who is not yet confirmed safe.
    path("safety/", safety.safety, name="safety"),
    path("safety/print/", safety.safety_print, name="safety_print"),
    path("safety/<uuid:pk>/step/", safety.safety_step, name="safety_step"),
    path("safety/<uuid:pk>/next/", safety.safety_next, name="safety_next"),
    path("safety/<uuid:pk>/confirm/", safety.safety_confirm, name="safety_confirm"),
    path("safety/<uuid:pk>/back/", safety.safety_take_back, name="safety_take_back"),
    # What somebody must take up.
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/<uuid:pk>/", alerts.alert, name="alert"),
    path("alerts/<uuid:pk>/take/", alerts.alert_take, name="alert_take"),
    path("alerts/<uuid:pk>/act/", alerts.alert_act, name="alert_act"),
    path("alerts/<uuid:pk>/close/", alerts.alert_close, name="alert_close"),
    path("alerts/<uuid:pk>/case/", alerts.alert_case, name="alert_case"),
]

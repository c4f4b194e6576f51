"""Addresses of the conferences: the meeting itself, its minutes, and what came of it."""

from django.urls import path

from conferences.views import actions, meeting, minutes, record

urlpatterns = [
    path("conferences/<uuid:pk>/begin/", meeting.meeting_begin, name="meeting_begin"),
    path("conferences/<uuid:pk>/end/", meeting.meeting_end, name="meeting_end"),
    path("conferences/<uuid:pk>/meeting/", meeting.meeting, name="meeting"),
    path("conferences/<uuid:pk>/record/", record.meeting_record, name="meeting_record"),
    path("conferences/items/<uuid:pk>/meeting/", meeting.meeting_item, name="meeting_item"),
    path("conferences/items/<uuid:pk>/minutes/", minutes.minutes_save, name="minutes_save"),
    path("conferences/items/<uuid:pk>/minutes/draft/", minutes.minutes_draft, name="minutes_draft"),
    path("conferences/items/<uuid:pk>/minutes/take-over/", minutes.minutes_take_over, name="minutes_take_over"),
    path("conferences/items/<uuid:pk>/minutes/edit/", minutes.minutes_edit, name="minutes_edit"),
    path("conferences/items/<uuid:pk>/decisions/", meeting.decision_add, name="decision_add"),
    path("conferences/items/<uuid:pk>/actions/", meeting.action_add, name="action_add"),
    path("conferences/minutes/<uuid:pk>/approve/", minutes.minutes_approve, name="minutes_approve"),
    path("conferences/minutes/<uuid:pk>/correct/", minutes.minutes_correct, name="minutes_correct"),
    path("conferences/decisions/<uuid:pk>/remove/", meeting.decision_remove, name="decision_remove"),
    path("conferences/decisions/<uuid:pk>/follow/", record.decision_follow, name="decision_follow"),
    path("conferences/attendees/<uuid:pk>/came/", meeting.meeting_came, name="meeting_came"),
    path("conferences/actions/", actions.action_board, name="action_board"),
    path("conferences/actions/<uuid:pk>/done/", actions.action_done, name="action_done"),
    path("conferences/actions/<uuid:pk>/remove/", meeting.action_remove, name="action_remove"),
]

"""Addresses of the conferences: what is ahead and its agenda, the meeting itself, its minutes, and what came of it."""

from django.urls import path

from conferences.views import actions, candidates, items, meeting, meetings, minutes, record

urlpatterns = [
    path("conferences/", meetings.conferences, name="conferences"),
    path("conferences/new/", meetings.conference_new, name="conference_new"),
    path("conferences/<uuid:pk>/", meetings.conference, name="conference"),
    path("conferences/<uuid:pk>/edit/", meetings.conference_edit, name="conference_edit"),
    path("conferences/<uuid:pk>/cancel/", meetings.conference_cancel, name="conference_cancel"),
    path("conferences/<uuid:pk>/series/", meetings.conference_series, name="conference_series"),
    path("conferences/<uuid:pk>/people/", meetings.conference_people, name="conference_people"),
    path("conferences/<uuid:pk>/add/", items.conference_add, name="conference_add"),
    path("conferences/people/<uuid:pk>/", meetings.attendee_change, name="attendee_change"),
    path("conferences/items/<uuid:pk>/", items.conference_item, name="conference_item"),
    path("conferences/items/<uuid:pk>/move/", items.conference_item_move, name="conference_item_move"),
    path("conferences/items/<uuid:pk>/remove/", items.conference_item_remove, name="conference_item_remove"),
    path("cases/<uuid:pk>/conference/", meetings.case_conference_new, name="case_conference_new"),
    path("cases/<uuid:pk>/conference/ask/", candidates.candidate_ask, name="candidate_ask"),
    path("cases/<uuid:pk>/conference/unask/", candidates.candidate_unask, name="candidate_unask"),
    path("cases/<uuid:pk>/conference/pass/", candidates.candidate_pass, name="candidate_pass"),
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

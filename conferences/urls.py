"""Addresses of the conferences."""

from django.urls import path

from conferences.views import candidates, items, meetings, papers, sheets

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
    path("conferences/<uuid:pk>/papers/", papers.conference_papers, name="conference_papers"),
    path("conferences/<uuid:pk>/papers/make/", papers.conference_papers_make, name="conference_papers_make"),
    path("conferences/<uuid:pk>/papers/state/", papers.conference_papers_state, name="conference_papers_state"),
    path("conferences/<uuid:pk>/papers/collected/", papers.conference_papers_collect, name="conference_papers_collect"),
    path("conferences/<uuid:pk>/papers/people/", papers.conference_people_make, name="conference_people_make"),
    path("conferences/<uuid:pk>/papers/letters/", papers.conference_letter_make, name="conference_letter_make"),
    path("conferences/<uuid:pk>/papers/minutes/", papers.conference_minutes_make, name="conference_minutes_make"),
    path("conferences/<uuid:pk>/papers/decisions/", papers.conference_decisions_make, name="conference_decisions_make"),
    path("conferences/<uuid:pk>/calendar.ics", papers.conference_calendar, name="conference_calendar"),
    path("conference-items/<uuid:pk>/minutes/paper/", papers.item_minutes_make, name="item_minutes_make"),
    path("conferences/items/<uuid:pk>/sheet/", sheets.sheet, name="sheet"),
    path("conferences/items/<uuid:pk>/sheet/take/", sheets.sheet_take, name="sheet_take"),
    path("conferences/items/<uuid:pk>/sheet/masked/", sheets.sheet_masked, name="sheet_masked"),
    path("conferences/items/<uuid:pk>/sheet/settle/", sheets.sheet_settle, name="sheet_settle"),
]

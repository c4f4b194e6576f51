from django.urls import path

from conferences.views import papers

urlpatterns = [
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
]

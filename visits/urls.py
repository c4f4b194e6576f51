from django.urls import path

urlpatterns: list = [
    # A visitor's own doors.
    # Enrolments and the board by month.
    # Who is not yet confirmed safe.
    # What somebody must take up.
]

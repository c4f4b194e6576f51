from django.urls import path

from casework.views import (
    case_list,
    cases,
    consents,
    daybook,
    drafts,
    enquiries,
    history,
    intake,
    notes,
    people,
    places,
    search,
)

urlpatterns = [
    # Finding.
    path("search/", search.search, name="search"),
    # Taking a consultation.
    path("intake/", intake.intake, name="intake"),
    path("intake/start/", intake.intake_start, name="intake_start"),
    path("intake/sheet/", intake.intake_sheet, name="intake_sheet"),
    path("intake/<uuid:pk>/", intake.intake_draft, name="intake_draft"),
    path("intake/<uuid:pk>/person/", intake.intake_person, name="intake_person"),
    path("intake/<uuid:pk>/namesakes/", intake.namesakes, name="namesakes"),
    path("intake/<uuid:pk>/enquiry/", enquiries.enquiry_from, name="enquiry_from"),
    path("enquiries/new/", enquiries.enquiry, name="enquiry"),
    path("drafts/<uuid:pk>/keep/", drafts.draft_keep, name="draft_keep"),
    path("drafts/<uuid:pk>/discard/", drafts.draft_discard, name="draft_discard"),
    path("drafts/<slug:form>/<uuid:pk>/", drafts.draft_save, name="draft_save"),
    # Cases.
    path("cases/", case_list.case_list, name="case_list"),
    path("cases/print/", case_list.case_list_print, name="case_list_print"),
    path("cases/<uuid:pk>/", cases.case, name="case"),
    path("cases/<uuid:pk>/timeline/", cases.case_timeline, name="case_timeline"),
    path("cases/<uuid:pk>/print/", cases.case_print, name="case_print"),
    path("cases/<uuid:pk>/status/", cases.case_status, name="case_status"),
    path("cases/<uuid:pk>/correct/", cases.case_correct, name="case_correct"),
    path("cases/<uuid:pk>/close/", cases.case_close, name="case_close"),
    path("cases/<uuid:pk>/reopen/", cases.case_reopen, name="case_reopen"),
    path("cases/<uuid:pk>/staff/", cases.case_staff, name="case_staff"),
    path("cases/<uuid:pk>/recuse/", cases.case_recuse, name="case_recuse"),
    path("cases/<uuid:pk>/access/", history.case_access, name="case_access"),
    path("cases/<uuid:pk>/changes/", history.case_changes, name="case_changes"),
    path("cases/<uuid:pk>/notes/new/", notes.note_new, name="note_new"),
    path("notes/<uuid:pk>/", notes.note_edit, name="note_edit"),
    path("notes/<uuid:pk>/move/", notes.note_move, name="note_move"),
    path("circulations/<uuid:pk>/read/", notes.note_read, name="note_read"),
    # The council's day-book.
    path("daybook/", daybook.daybook, name="daybook"),
    path("daybook/<uuid:pk>/done/", daybook.entry_done, name="entry_done"),
    # People.
    path("people/<uuid:pk>/", people.person, name="person"),
    path("people/<uuid:pk>/edit/", people.person_edit, name="person_edit"),
    path("people/<uuid:pk>/relatives/new/", people.relative_new, name="relative_new"),
    path("people/<uuid:pk>/consents/new/", consents.consent_new, name="consent_new"),
    path("relatives/<uuid:pk>/", people.relative_edit, name="relative_edit"),
    path("relatives/<uuid:pk>/remove/", people.relative_remove, name="relative_remove"),
    path("relatives/<uuid:pk>/restore/", people.relative_restore, name="relative_restore"),
    path("consents/<uuid:pk>/withdraw/", consents.consent_withdraw, name="consent_withdraw"),
    # The council's table of town blocks.
    path("places/", places.places, name="places"),
    path("places/new/", places.place_new, name="place_new"),
    path("places/<uuid:pk>/", places.place_edit, name="place_edit"),
    path("places/<uuid:pk>/close/", places.place_close, name="place_close"),
]

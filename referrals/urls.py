"""Addresses of the referrals: the directory of agencies, what is told to them day by day, and the referrals themselves."""

from django.urls import path

from referrals.views import agencies, board, letters, liaisons, referrals

urlpatterns = [
    path("agencies/", agencies.agencies, name="agencies"),
    path("agencies/new/", agencies.agency_new, name="agency_new"),
    path("agencies/kinds/", agencies.agency_kinds, name="agency_kinds"),
    path("agencies/suggest/", agencies.agency_suggest, name="agency_suggest"),
    path("agencies/export/", agencies.agency_export, name="agency_export"),
    path("agencies/<uuid:pk>/", agencies.agency, name="agency"),
    path("agencies/<uuid:pk>/changes/", agencies.agency_changes, name="agency_changes"),
    path("agencies/<uuid:pk>/edit/", agencies.agency_edit, name="agency_edit"),
    path("agencies/<uuid:pk>/close/", agencies.agency_close, name="agency_close"),
    path("agencies/<uuid:pk>/merge/", agencies.agency_merge, name="agency_merge"),
    path("cases/<uuid:pk>/liaisons/new/", liaisons.liaison_new, name="liaison_new"),
    path("cases/<uuid:pk>/liaisons/telling/", liaisons.liaison_telling, name="liaison_telling"),
    path("referrals/", board.referrals, name="referrals"),
    path("referrals/<uuid:pk>/", referrals.referral, name="referral"),
    path("referrals/<uuid:pk>/edit/", referrals.referral_edit, name="referral_edit"),
    path("referrals/<uuid:pk>/steps/<str:step>/", referrals.referral_step, name="referral_step"),
    path("referrals/<uuid:pk>/owner/", referrals.referral_owner, name="referral_owner"),
    path("referrals/<uuid:pk>/changes/", referrals.referral_changes, name="referral_changes"),
    path("referrals/<uuid:pk>/letter/", letters.letter, name="letter"),
    path("referrals/<uuid:pk>/letter/preview/", letters.letter_preview, name="letter_preview"),
    path("referrals/<uuid:pk>/letter/paper/", letters.letter_make, name="letter_make"),
    path("referrals/<uuid:pk>/fax/", letters.letter_fax, name="letter_fax"),
    path("cases/<uuid:pk>/referrals/new/", referrals.referral_new, name="referral_new"),
]

"""Addresses of the referrals."""

from django.urls import path

from referrals.views import board, referrals

urlpatterns = [
    path("referrals/", board.referrals, name="referrals"),
    path("referrals/<uuid:pk>/", referrals.referral, name="referral"),
    path("referrals/<uuid:pk>/edit/", referrals.referral_edit, name="referral_edit"),
    path("referrals/<uuid:pk>/steps/<str:step>/", referrals.referral_step, name="referral_step"),
    path("referrals/<uuid:pk>/owner/", referrals.referral_owner, name="referral_owner"),
    path("referrals/<uuid:pk>/changes/", referrals.referral_changes, name="referral_changes"),
    path("cases/<uuid:pk>/referrals/new/", referrals.referral_new, name="referral_new"),
]

from django.urls import path

from accounts.middleware import for_one_factor
from accounts.views import home, links, own, people, places, pledges, reviews, security, sign_in, undelivered
from privacy.access import allow
from privacy.methods import require_GET, require_http_methods


def entrance(view):
    """Seen by nobody signed in."""
    return asked_and_sent(allow.public(view.as_view()))


def own_account(view, *, fresh=False):
    return asked_and_sent(allow.signed_in(view.as_view(), fresh=fresh))


asked_and_sent = require_http_methods(["GET", "POST"])


urlpatterns = [
    path("", home.home, name="home"),
    # Signing in. allauth's other pages (sign up, e-mail addresses, reset by mail) do not exist here.
    path("account/login/", entrance(sign_in.SignIn), name="account_login"),
    path("account/demo/", sign_in.demo_sign_in, name="demo_sign_in"),
    path("account/code/", entrance(sign_in.Code), name="mfa_authenticate"),
    path("account/logout/", entrance(sign_in.SignOut), name="account_logout"),
    path("account/help/", sign_in.help_page, name="sign_in_help"),
    path("account/state/", sign_in.session_state, name="session_state"),
    path("account/second-factor/", for_one_factor(own_account(sign_in.Enrol, fresh=True)), name="mfa_activate_totp"),
    path(
        "account/recovery-codes/", require_GET(own_account(sign_in.RecoveryCodes, fresh=True)), name="mfa_view_recovery_codes"
    ),
    path("account/recovery-codes/new/", own_account(sign_in.NewRecoveryCodes, fresh=True), name="mfa_generate_recovery_codes"),
    path("account/key/", sign_in.sign_in_by_key, name="passkey_sign_in"),
    path("account/keys/new/", security.passkey_new, name="passkey_new"),
    path("account/keys/<int:pk>/", security.passkey_edit, name="passkey_edit"),
    path("account/factors/<int:pk>/remove/", security.factor_remove, name="factor_remove"),
    path("account/sessions/<int:pk>/end/", security.session_end, name="session_end"),
    path("account/sessions/end/", security.sessions_end, name="sessions_end"),
    path("account/password/", own_account(sign_in.PasswordChange), name="account_change_password"),
    path("account/again/", for_one_factor(own_account(sign_in.Again)), name="account_reauthenticate"),
    path("link/", links.link, name="link"),
    path("link/<str:token>/", links.link_open, name="link_open"),
    # One's own settings.
    path("settings/", own.own_settings, name="own_settings"),
    path("settings/security/", security.security, name="security"),
    path("settings/council/", own.working_council, name="working_council"),
    path("settings/text-size/", own.text_size, name="text_size"),
    path("settings/language/", own.set_language, name="set_language"),
    # Administration.
    path("staff/", people.people, name="people"),
    path("staff/new/", people.person_new, name="person_new"),
    path("staff/<uuid:pk>/", people.person_account, name="person_account"),
    path("staff/<uuid:pk>/role/", people.role_grant, name="role_grant"),
    path("staff/hand-over/", people.hand_over, name="hand_over"),
    path("staff/<uuid:pk>/disable/", people.person_disable, name="person_disable"),
    path("staff/<uuid:pk>/enable/", people.person_enable, name="person_enable"),
    path("staff/<uuid:pk>/link/", links.link_make, name="link_make"),
    path("staff/roles/<uuid:pk>/end/", people.role_end, name="role_end"),
    path("staff/roles/<uuid:pk>/restore/", people.role_restore, name="role_restore"),
    path("staff/roles/<uuid:pk>/confirm/", people.role_confirm, name="role_confirm"),
    path("staff/links/<uuid:pk>/", links.link_print, name="link_print"),
    path("staff/links/<uuid:pk>/confirm/", people.link_confirm, name="link_confirm"),
    path("staff/confirmations/", people.confirmations, name="confirmations"),
    path("staff/review/", reviews.access_review, name="access_review"),
    path("staff/mails/", undelivered.mails, name="mails"),
    path("areas/", places.areas, name="areas"),
    path("areas/<int:pk>/", places.area_edit, name="area_edit"),
    path("areas/<int:pk>/district/", places.district_new, name="district_new"),
    path("organisations/", places.organisations, name="organisations"),
    path("organisations/new/", places.organisation_new, name="organisation_new"),
    path("organisations/<uuid:pk>/", places.organisation_edit, name="organisation_edit"),
    path("pledges/", pledges.pledges, name="pledges"),
    path("pledges/forms/", pledges.pledge_forms, name="pledge_forms"),
    path("pledges/record/", pledges.pledges_record, name="pledges_record"),
    path("pledges/form/", pledges.pledge_form, name="pledge_form"),
    path("pledges/<uuid:pk>/", pledges.pledge_record, name="pledge_record"),
    path("pledges/<uuid:pk>/form/", pledges.pledge_form, name="pledge_form_for"),
    path("pledges/<uuid:pk>/training/", pledges.training_record, name="training_record"),
    path("pledges/<uuid:pk>/revoke/", pledges.pledge_revoke, name="pledge_revoke"),
]

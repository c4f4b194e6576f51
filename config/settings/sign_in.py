"""How people sign in, and how often they may try: allauth, its rate limits and its second factor (how long a session lives:
`sessions.py`). Reasons stand in docs/threat-model.md.
"""

import os

ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    # The key is name and address together for a password, the person for a code.
    "login_failed": "10/m/ip,5/5m/key",
    "login_failed_from_everywhere": "100/h/key",
    "one_time_link": "20/m/ip",
}
# How many proxies of our own stand in front: X-Forwarded-For is believed for that many and no more.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXIES", "0"))

MFA_ADAPTER = "accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# Each sign-in asks twice.
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
MFA_TOTP_TOLERANCE = 0
MFA_TOTP_ISSUER = "よりそい"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True

AUTH_PASSWORD_VALIDATORS = [
    # Eight, since nobody gets in with a password alone.
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "email", "kana"]},
    },
]

MESSAGE_STORAGE = "accounts.message_storage.MessageStorage"

# Only production takes this away for good; elsewhere the database and the request have their say too.
DEMO_SIGN_IN = True

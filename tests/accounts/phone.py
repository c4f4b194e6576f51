"""What an authenticator app computes."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

STEP = 30  # seconds
ENOUGH = 6  # seconds to sign in and send the code: a code is checked against the step in which it arrives


def code_now(secret: str, *, steps: int = 0) -> str:
    """Waits for the next code where this one is about to change, as a person does."""
    left = STEP - time.time() % STEP
    if left < ENOUGH:
        time.sleep(left)
    return format_hotp_value(hotp_value(secret, int(time.time()) // STEP + steps))

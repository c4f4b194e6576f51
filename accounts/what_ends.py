"""What ends here: roles, pledges, accounts, second factors, and passwords that took another one's place."""

from allauth.mfa.models import Authenticator
from django.utils import timezone

from accounts.models import Membership, Pledge, User
from privacy.ended import Entry, Kind, keys_of, register


def _roles(entries: list[Entry]) -> int:
    """One whose confirmation was taken back ends too: it is given anew."""
    return Membership.objects.filter(pk__in=keys_of(entries), ended_at=None).update(ended_at=timezone.now())


def _pledges(entries: list[Entry]) -> int:
    return Pledge.objects.filter(pk__in=keys_of(entries), revoked_at=None).update(revoked_at=timezone.now())


def _accounts(entries: list[Entry]) -> int:
    return User.objects.filter(pk__in=keys_of(entries), is_active=True).update(is_active=False)


def _factors(entries: list[Entry]) -> int:
    """Whoever has none left comes in by the paper that two people make: by a password alone anybody who knows it could set up another."""
    gone = Authenticator.objects.filter(pk__in=keys_of(entries))
    owners = set(gone.values_list("user", flat=True))
    number = gone.delete()[0]
    _without_password(User.objects.filter(pk__in=owners, authenticator=None))
    return number


def _passwords(entries: list[Entry]) -> int:
    """The one of before may be known to somebody else, who is why it was changed."""
    return _without_password(User.objects.filter(pk__in=keys_of(entries)))


def _without_password(people) -> int:
    shut = [person for person in people if person.has_usable_password()]
    for person in shut:
        person.set_unusable_password()
        person.save(update_fields=["password"])
    return len(shut)


# Ended, or its confirmation taken back.
ROLE = "(OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL) OR (OLD.confirmed_at IS NOT NULL AND NEW.confirmed_at IS NULL)"
register(Kind("role", "roles", Membership, _roles, ROLE))
register(Kind("pledge", "pledges", Pledge, _pledges, "OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL"))
register(Kind("account", "accounts", User, _accounts, "OLD.is_active AND NOT NEW.is_active"))
CHANGED = "OLD.password_changed_at IS DISTINCT FROM NEW.password_changed_at"
register(Kind("password", "passwords that were changed", User, _passwords, CHANGED))
register(Kind("factor", "passkeys, apps and sets of recovery codes", Authenticator, _factors))

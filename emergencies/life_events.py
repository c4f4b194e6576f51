"""Whoever loses a role, their pledge or their account loses at once what they opened in an emergency, whatever else they hold or get."""

from accounts.leaving import follows_losing
from emergencies import services


@follows_losing
def end_of(person):
    services.emergency_end(actor=person)

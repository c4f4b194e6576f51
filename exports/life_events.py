"""Whoever loses a role, their pledge or their account loses at once what they asked for, and the file."""

from accounts.leaving import follows_losing
from exports import services


@follows_losing
def end_of(person):
    services.end_of(person)

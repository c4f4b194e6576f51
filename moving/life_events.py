"""Whoever loses what lets them bring a ledger leaves none half taken over: no task would ever come to an end in their name."""

from accounts.leaving import follows_losing
from moving import services


@follows_losing
def end_of(person):
    services.end_of(person)

"""What was planned in a month and what was done of it: for a door, a visitor and the whole board in the same way."""

from dataclasses import dataclass


@dataclass
class Tally:
    """A visit more than a door's plan is `extra`: it makes up for no other door, and the plan does not grow with it."""

    planned: int = 0
    done: int = 0
    extra: int = 0

    @classmethod
    def of_door(cls, planned: int, met: int) -> "Tally":
        return cls(planned, min(met, planned), max(met - planned, 0))

    @classmethod
    def of_all(cls, tallies) -> "Tally":
        whole = cls()
        for one in tallies:
            whole.planned, whole.done, whole.extra = whole.planned + one.planned, whole.done + one.done, whole.extra + one.extra
        return whole

    @property
    def left(self) -> int:
        return self.planned - self.done

"""What was tried at a door, as it waits with a visit that was brought late."""

from datetime import datetime

from visits.codes import Step


def tried_words(visit) -> list[dict]:
    """Like steps of a welfare check, which they become when the visit is taken up."""
    return [
        {"at": datetime.fromisoformat(at), "get_step_display": Step(step).label, "result": result}
        for step, at, result in visit.tried or ()
    ]

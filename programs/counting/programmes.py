"""A programme's year by rule: from how its targets stand."""

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _

from programs.counting.judging import ACHIEVED, BEHIND, NOT_STARTED, ON_TRACK, OUT_OF_SCOPE, Judged


def judge_program(words: Sequence[str | None]) -> Judged | None:
    """`words`: of each target its judgement. Those out of scope count neither way."""
    said = Counter(word for word in words if word)
    number = said.total() - said[OUT_OF_SCOPE]
    counted = {"number": number, "behind": said[BEHIND], "achieved": said[ACHIEVED]}
    if not said:
        return None
    if not number:
        return Judged(OUT_OF_SCOPE, _("None of its targets is judged this year."))
    if said[BEHIND]:
        return Judged(BEHIND, _("%(behind)s of %(number)s targets are behind.") % counted)
    if said[ACHIEVED] == number:
        return Judged(ACHIEVED, _("All %(number)s targets are achieved.") % counted)
    if said[NOT_STARTED] == number:
        return Judged(NOT_STARTED, _("None of %(number)s targets is begun, and none is behind.") % counted)
    return Judged(ON_TRACK, _("%(achieved)s of %(number)s targets are achieved, and none is behind.") % counted)

"""The few questions that each kind of referral asks, as data. A list is never changed: a new version stands beside it.

A referral keeps the version it was asked by, and is shown by it for as long as it is kept.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from referrals.codes import ABUSE, Kind


@dataclass(frozen=True)
class Question:
    """`choices`: [(code, words)], of which one is chosen, or with `many` any number; none: words of one's own. `kinds`: who is asked."""

    code: str
    label: Promise
    kinds: tuple[str, ...]
    choices: tuple[tuple[str, Promise], ...] = ()
    many: bool = False
    hint: Promise | str = ""


WARDS = (Kind.GUARDIAN, Kind.MAYOR)
SIGNS = (
    ("repeats", _("Says or asks the same again and again")),
    ("money", _("Cannot count or look after money")),
    ("documents", _("Does not understand letters and papers")),
    ("appointments", _("Forgets appointments")),
    ("place", _("Is lost in places they know")),
    ("purchases", _("Buys or signs what they do not need")),
    ("medicine", _("Does not take medicine as told")),
    ("varies", _("Differs from day to day")),
)
MONEY = (
    ("self", _("The person themselves")),
    ("family", _("Family")),
    ("other", _("Somebody else")),
    ("nobody", _("Nobody looks after it")),
    ("unknown", pgettext_lazy("answer", "Not known")),
)
APPLICANTS = (
    ("self", _("The person themselves")),
    ("spouse", _("Spouse")),
    ("relative", _("A relative within the fourth degree")),
    ("mayor", _("Nobody else: the mayor")),
    ("unknown", pgettext_lazy("answer", "Not known")),
)
ABUSES = (
    ("physical", _("Bodily")),
    ("neglect", _("Neglect")),
    ("mental", _("Mental")),
    ("sexual", _("Sexual")),
    ("financial", _("Financial")),
)
DANGERS = (
    ("life", _("Life or body may be in danger now")),
    ("soon", _("It may become worse soon")),
    ("watch", _("To be watched")),
    ("unknown", pgettext_lazy("answer", "Not known")),
)

VERSIONS: dict[str, tuple[Question, ...]] = {
    "2026-11": (
        Question("seen", _("Suspected kinds of abuse"), ABUSE, ABUSES, many=True),
        Question("danger", _("How dangerous it looks"), ABUSE, DANGERS),
        Question("saw", _("What was seen or heard, and by whom"), ABUSE, hint=_("Facts and words as they were, not what follows from them.")),
        Question("signs", _("Signs of weak judgement"), (*WARDS, Kind.DAILY_LIFE), SIGNS, many=True),
        Question("money", _("Who looks after the money now"), (*WARDS, Kind.DAILY_LIFE, Kind.DEBT), MONEY),
        Question("applicant", _("Who is likely to petition"), WARDS, APPLICANTS),
        Question("understands", _("What the person understands of the contract"), (Kind.DAILY_LIFE,)),
        Question("debts", _("Debts: to whom, about how much, since when"), (Kind.DEBT,)),
        Question("bought", _("What was bought or signed, when and where"), (Kind.CONSUMER,)),
    ),
}  # fmt: skip
CURRENT = "2026-11"


def questions_of(kind: str, version: str = CURRENT) -> list[Question]:
    return [question for question in VERSIONS.get(version, ()) if kind in question.kinds]


def answered(referral) -> list[tuple[str, str]]:
    """(question, answer) in words, by the version they were asked in; what nobody answered is left out."""
    found = [
        (str(one.label), in_words(one, referral.answers.get(one.code)))
        for one in questions_of(referral.kind, referral.questions)
    ]
    return [(label, words) for label, words in found if words]


def in_words(question: Question, answer) -> str:
    if not question.choices:
        return str(answer or "")
    labels = dict(question.choices)
    chosen = answer if isinstance(answer, list) else [answer] if answer else []
    return "、".join(str(labels.get(code, code)) for code in chosen)

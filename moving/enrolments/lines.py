"""Rows of the list of the watch-over. One row is one enrolment that goes on."""

import re
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Pledge, User
from accounts.people import staff_of
from japan import names, phones
from moving.enrolments.heads import TARGETS, WORDS
from moving.lines import NEWEST, NOTHING, Line
from moving.models import MovedEnrolment
from moving.somebody import NAME, PersonReader
from privacy.policy import DUTIES
from programs.files.heads import DATE, plain
from visits.codes import Manner
from visits.rhythm import rhythm_in

LONG, SHORT = 2_000, 200
# What is written where a paper was signed, and its day is that of the first day.
YES = re.compile(r"^([○〇◯✓✔レ]|有り?|あり|済み?|はい|可|同意(済み?|あり|する)?|yes|y)$", re.IGNORECASE)
NO = re.compile(r"^([×✕✖]|無し?|なし|未(済|了)?|いいえ|不可|拒否|不同意|no|n)$", re.IGNORECASE)


class EnrolmentReader(PersonReader):
    """`options`: what all of them agreed to, in which manner, and how they are visited where a row does not say."""

    targets, heads_of, column, row = TARGETS, WORDS, "enrolment column", "enrolment"
    needed = {
        DATE: gettext_lazy("Choose the column that holds the first day."), NAME: gettext_lazy("Choose the column that holds the name."),
        "consent": gettext_lazy("Choose the column that says when they agreed."),
        "rhythm": gettext_lazy("Choose the column that says how often."),
    }  # fmt: skip
    kinds = ("need", "manner", "sex", "visitor", "district")
    longest = {
        "need_text": LONG, "caution_text": LONG, "absence_protocol": LONG, "handed": LONG, "remarks": LONG, "preference": SHORT,
        "address": SHORT, "contact_name": 60, "contact_relation": 40,
    }  # fmt: skip
    apart = ("number", DATE)
    options = {"contents": [], "given": "", "manner": Manner.MEETING.value}
    nameless = gettext_lazy("The name is missing.")
    unborn = gettext_lazy("This lies after the first day.")
    shown_heads = [TARGETS[target] for target in (DATE, NAME, "rhythm", "visitor", "district")]

    @cached_property
    def visitors(self) -> dict[str, User]:
        people = staff_of([self.council], roles=DUTIES["round"]).order_by("kana", "id")
        return {str(one.pk): one for one in people}

    def pledged(self, on: date) -> set[str]:
        """Of those visitors; asked once a day on which somebody is to begin: today, but for those who begin later."""
        if on not in self._pledged:
            rows = Pledge.objects.valid(on).filter(user__in=list(self.visitors))
            self._pledged[on] = {str(pk) for pk in rows.values_list("user", flat=True)}
        return self._pledged[on]

    @cached_property
    def _pledged(self) -> dict[date, set[str]]:
        return {}

    def probably(self, kind: str, word: str) -> str:
        if kind != "visitor":
            return super().probably(kind, word)
        written = names.fold(word)
        found = [pk for pk, one in self.visitors.items() if written in (names.fold(one.display_name), names.fold(one.username))]
        return found[0] if len(found) == 1 else ""

    def choices(self, kind: str) -> list[tuple[str, str]]:
        if kind == "visitor":
            return [
                ("", _("nobody so far")),
                *((pk, f"{one.display_name} ({one.username})") for pk, one in self.visitors.items()),
            ]
        return super().choices(kind)

    def read_line(self, line: Line) -> None:
        said: dict = {"number": plain(line.text("number"))[:NEWEST]}
        said["date"] = self.day_in(line, DATE, ahead=True)
        if not line.text(DATE):
            line.wrong(DATE, _("The day is missing."))
        said |= self.somebody(line, said["date"])
        said["rhythm"] = self._rhythm(line)
        said["consent"] = self._consent(line, said["date"])
        said["confirmed"] = self.day_in(line, "confirmed")
        said["need"] = self.code("need", line.text("need"))
        said["manner"] = self.code("manner", line.text("manner")) if line.text("manner") else self.how.options["manner"]
        said["visitor"] = self._visitor(line, said["date"])
        said["contact"] = self._contact(line)
        if not line.errors:
            line.said = said
            line.key = self.key_of(said["date"].isoformat(), said["whose"], said["number"])

    def _rhythm(self, line: Line) -> dict | None:
        found = rhythm_in(line.text("rhythm"))
        if found is None:
            line.wrong("rhythm", _("This cannot be read as a rhythm. Write it like 月2回, 毎週 火, 隔週 金 or 第2・第4 水."))
        return found

    def _consent(self, line: Line, first: date | None) -> date | None:
        text = self.plain(line.text("consent"))
        if not text or NO.match(text) or NOTHING.match(text):
            line.wrong("consent", _("Nobody is enrolled without their consent. Write the day on which it was given, or ○."))
            return None
        if not YES.match(text):
            return self.day_in(line, "consent")
        return min(first, self.today) if first else None

    def _visitor(self, line: Line, first: date | None) -> User | None:
        user = self.visitors.get(self.meaning.get(("visitor", self.plain(line.text("visitor"))), ""))
        begins = max(first or self.today, self.today)
        if user and str(user.pk) not in self.pledged(begins):
            line.wrong("visitor", _("%(name)s has no valid pledge.") % {"name": user.display_name})
        elif user and (user.trained_on is None or user.trained_on > begins):
            line.wrong("visitor", _("The visitors' training of %(name)s is not recorded.") % {"name": user.display_name})
        return user

    def _contact(self, line: Line) -> dict | None:
        """Whom to call: as on the page, somebody with a relation and a number that can be called."""
        name, relation = (line.text(f"contact_{part}").replace("\n", " ") for part in ("name", "relation"))
        phone, typed = self.phone(line, "contact_phone"), line.text("contact_phone")
        if not (name or relation or typed):
            return None
        if not relation:
            self._contact_wrong(line, "relation", _("Say who it is to the person."))
        if not phones.may_be_called(phone) and (phone or not typed):
            self._contact_wrong(line, "phone", _("An emergency contact needs a telephone number."))
        return {"relation": relation, "name": name, "phone": phone, "key_holder": False}

    def _contact_wrong(self, line: Line, part: str, words: str) -> None:
        line.wrong(f"contact_{part}" if f"contact_{part}" in line.columns else "contact_name", words)

    def taken_before(self, lines: list[Line], left_out: list) -> list[Line]:
        keys = [line.key for line in lines if line.said]
        known = set(MovedEnrolment.objects.filter(council=self.council, key__in=keys).values_list("key", flat=True))
        kept = []
        for line in lines:
            if line.text("ended") and not NOTHING.match(self.plain(line.text("ended"))):
                left_out.append((line.sheet, line.number, _("ended: only what goes on is taken in")))
            elif line.said and line.key in known:
                left_out.append((line.sheet, line.number, _("taken over already")))
            else:
                kept.append(line)
        return kept

    def shown(self, line: Line) -> list[tuple]:
        said = line.said
        visitor = said["visitor"].display_name if said["visitor"] else ""
        texts = [said["name"], line.text("rhythm"), visitor, said["district"] or ""]
        return [(said["date"], ""), *((None, str(text)) for text in texts)]

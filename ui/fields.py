"""What a form takes as people here write it: dates in any calendar, names in one box, numbers with and without hyphens."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from japan import kana, names, phones, wareki
from japan.widths import visible

NAME_LENGTH = 60
OLDEST = 120
UNKNOWN = "不明"
FAR_AHEAD = timedelta(days=92)
UNREADABLE = _("This cannot be read as a day. Write it like 9月15日 or 令和5年9月15日.")
UNREADABLE_AHEAD = _("This cannot be read as a day. Write it like 9月15日, 来週の月曜 or 3日後.")
UNREADABLE_BEHIND = _("This cannot be read as a day. Write it like 9月15日, 昨日 or 3日前.")
_TIME = re.compile(r"^(\d{1,2})(?:[:時.](\d{1,2})?分?)?$")


class TypedText(forms.CharField):
    """Every text that somebody types goes through here: what cannot be seen is taken out, what is seen stays as it was typed."""

    def to_python(self, value):
        return super().to_python(self.seen(visible(value)) if isinstance(value, str) else value)

    def seen(self, text):
        """In one line a break is a space."""
        return re.sub(r"[\r\n]+", " ", text)


class TypedEmail(TypedText, forms.EmailField):
    pass


class ShortText(TypedText):
    """One line. The limit is checked here and said at the field: a browser would cut a paste in silence."""

    def __init__(self, *, limit=200, **kwargs):
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)
        self.limit = limit

    def validate(self, value):
        super().validate(value)
        if len(value) > self.limit:
            raise ValidationError(
                _("This is %(length)d characters long; up to %(limit)d fit here."),
                code="too long",
                params={"length": len(value), "limit": self.limit},
            )


class LongText(ShortText):
    def __init__(self, *, limit=20_000, rows=3, **kwargs):
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(limit=limit, strip=False, **kwargs)

    def seen(self, text):
        return text.rstrip()


class PhoneField(ShortText):
    """Kept as typed, with the words beside the number; a number with a digit too few or too many is asked about."""

    UNCLEAR = _(
        "A telephone number has 10 digits, of a mobile 11. If only a part of it is known, put a question mark behind it."
    )

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "tel"}))
        kwargs.setdefault("limit", 60)
        super().__init__(**kwargs)

    def validate(self, value):
        super().validate(value)
        if value and not phones.is_clear(value):
            raise ValidationError(self.UNCLEAR, code="phone")


class WrittenDateField(TypedText):
    """A day, in wareki or western, as typed. Cleans to a `date`; a slip gets an error here and proposals in `guesses`."""

    partial = False

    def __init__(self, *, assume="near", latest_today=False, **kwargs):
        kwargs.setdefault("required", False)
        super().__init__(max_length=200, **kwargs)
        self.assume, self.latest_today = assume, latest_today
        self.near = None

    def read(self, text):
        today = timezone.localdate()
        written = text.strip()
        around = today if wareki.is_near(written) else self.near or today
        if self.partial:
            return wareki.parse(written, today=around, assume=self.assume)
        found = wareki.parse_date(written, today=around, assume=self.assume)
        if self.assume != "past" and found > around + FAR_AHEAD and wareki.lacks_year(written):
            return self._ask_for_year(found, around)
        return found

    def _ask_for_year(self, found, around):
        """11/1, typed on 27 November, is a year away or a slip."""
        before = wareki.parse_date(f"{found.month}/{found.day}", today=around, assume="past")
        message = _("Without a year this would be %(day)s, more than three months ahead. Which year is meant?")
        days = [wareki.format_wareki(day) for day in (found, before)]
        raise wareki.DateError("far", message % {"day": days[0]}, days)

    def to_python(self, value):
        text = super().to_python(value)
        if not text:
            return None
        try:
            return self.read(text)
        except wareki.DateError as slip:
            raise ValidationError(self._in_own_words(slip), code=slip.code) from None

    def _in_own_words(self, slip):
        """The example is one of this field's own, and not a birth date."""
        if slip.code != "unreadable" or self.partial:
            return slip.message
        return {"future": UNREADABLE_AHEAD, "past": UNREADABLE_BEHIND}.get(self.assume, UNREADABLE)

    def validate(self, value):
        super().validate(value)
        first = getattr(value, "first", value)
        if first and self.latest_today and first > timezone.localdate():
            raise ValidationError(_("This day has not come yet."), code="future")

    def run_validators(self, value):
        """The length was looked at as text; the value is a date by now."""

    def guesses(self, text) -> list[str]:
        """What a slip may have meant, as text for the field."""
        try:
            self.read(text or "")
        except wareki.DateError as slip:
            return slip.suggestions
        return []

    def prepare_value(self, value):
        if isinstance(value, date):
            return wareki.format_wareki(value)
        return value


class TimeOfDayField(ShortText):
    """14:25, 14時25分, １４：２５ or 14. `looks_back`: a time that has been, which in the night may be yesterday's."""

    def __init__(self, *, looks_back=True, **kwargs):
        super().__init__(**kwargs)
        self.looks_back = looks_back

    def said_beside(self) -> str:
        night = self.looks_back and is_night(timezone.localtime())
        return str(_("A time later than now counts for yesterday.")) if night else ""

    def clean(self, value):
        text = unicodedata.normalize("NFKC", super().clean(value)).replace("：", ":").replace(" ", "")
        if not text:
            return None
        match = _TIME.match(text)
        if not match or int(match[1]) > 23 or int(match[2] or 0) > 59:
            raise ValidationError(_("Write a time like 14:25."), code="time")
        return time(int(match[1]), int(match[2] or 0))


# A day of work lasts until its night is over.
NIGHT_ENDS = time(6)
# A wall clock that is this much ahead means now, and not yesterday.
FAST_CLOCK = timedelta(minutes=5)


def moment_of(day: date | None, clock: time, now: datetime) -> datetime:
    """A time of which the day was not written is today's; in the night one that is still to come was yesterday's."""
    local = timezone.localtime(now)
    moment = datetime.combine(day or local.date(), clock, tzinfo=local.tzinfo)
    return moment - timedelta(days=1) if day is None and moment > now + FAST_CLOCK and is_night(local) else moment


def is_night(local: datetime) -> bool:
    return local.time() < NIGHT_ENDS


class BirthField(WrittenDateField):
    """A day, a month, a year or about how old: cleans to a `PartialDate`."""

    partial = True
    AGE = re.compile(r"^(?:約|およそ|だいたい)?(\d{1,3})[歳才](?:くらい|ぐらい|位|前後|ほど|程度)?$")

    def read(self, text):
        """An age is the year of birth, as far as it tells it."""
        match = self.AGE.match(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))
        if match and int(match[1]) <= OLDEST:
            return wareki.PartialDate(timezone.localdate().year - int(match[1]))
        return super().read(text)

    def __init__(self, **kwargs):
        super().__init__(assume="past", latest_today=True, **kwargs)


@dataclass(frozen=True)
class FullName:
    family: str
    given: str = ""

    def __str__(self):
        return f"{self.family} {self.given}".strip()


class NameField(ShortText):
    """Family and given name in one box. Without a space the page asks where the name ends, with `guesses` to choose from."""

    UNSPLIT = _("Where does the family name end? Put a space there, or choose below.")

    def __init__(self, **kwargs):
        super().__init__(limit=NAME_LENGTH, **kwargs)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        parts = names.split(text)
        if parts is None:
            raise ValidationError(self.UNSPLIT, code="unsplit")
        family, given = parts
        return FullName(family, "" if given == UNKNOWN else given)

    def guesses(self, text) -> list[str]:
        text = (text or "").strip()
        if not text or len(text) > NAME_LENGTH or names.split(text):
            return []
        return [*(f"{family} {given}" for family, given in names.splits(text)), f"{text} {UNKNOWN}"]


class KanaField(ShortText):
    """A reading, kept as hiragana. `parts` divides it as the name is divided."""

    def __init__(self, **kwargs):
        super().__init__(limit=NAME_LENGTH, **kwargs)

    def validate(self, value):
        super().validate(value)
        if value and not kana.is_kana(value):
            raise ValidationError(_("Write the reading in hiragana or katakana."), code="kana")


def kana_parts(reading: str, name: FullName | None) -> tuple[str, str]:
    """(family, given). Without a space the kana in the given name (ヨシ子) shows where to divide; else it stays whole."""
    reading = kana.hiragana(reading).strip()
    parts = names.split(reading)
    if parts:
        return parts
    begins = _leading_kana(name.given) if name else ""
    at = reading.find(begins, 1) if begins else -1
    return (reading[:at], reading[at:]) if at > 0 else (reading, "")


def _leading_kana(text: str) -> str:
    found = ""
    for char in kana.hiragana(text):
        if not kana.is_kana(char):
            break
        found += char
    return found


class GuessingForm(forms.Form):
    """Shows, at each field with an error, what may have been meant."""

    @property
    def guesses(self) -> dict[str, list[str]]:
        return {name: self.guess(name) if name in self.errors else [] for name in self.fields}

    def guess(self, name) -> list[str]:
        guess = getattr(self.fields[name], "guesses", None)
        return guess(self[name].value()) if guess else []

"""What a cell says: a day, a number, hours, districts. Each raises a ValidationError with the reason in words."""

import re
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from japan import wareki
from japan.widths import nfkc
from programs.files.heads import plain
from programs.forms.numbers import NumberText

# What Excel shows where a formula came to nothing.
BROKEN = re.compile(r"^#(REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)$")
_CLOCK = re.compile(r"(?<=\d)\s+\d{1,2}:\d{2}(:\d{2})?$")
_SPAN = re.compile(r"^(\d{1,2}):(\d{2})[-~～〜](\d{1,2}):(\d{2})$")
_LASTED = re.compile(r"^(\d{1,2}):(\d{2})$")
_WHOLE = ("全域", "全地区", "全体", "全小学校区", "地区全体", "全区")
_DISTRICT = re.compile(r"(小学校区|小学校|学区|小区|小|区)$")
_NOTHING = ("-", "ー", "―", "なし", "無し", "無")


def day(text: str, year: int) -> date:
    """In any calendar; without a year, of the fiscal year `year`."""
    written = _CLOCK.sub("", nfkc(text).strip())
    if wareki.is_near(written):
        raise ValidationError(_("This cannot be read as a day. Write it like 9月15日 or 令和5年9月15日."))
    lacks_year = wareki.lacks_year(written)
    try:
        # From the middle of the fiscal year, the nearest day without a year lies within it.
        found = wareki.parse_date(written, today=date(year, 10, 1) if lacks_year else timezone.localdate())
    except wareki.DateError as slip:
        meant = "、".join(slip.suggestions)
        raise ValidationError(f"{slip.message} ({meant})" if meant else slip.message) from None
    try:
        return found.replace(year=year if found.month >= 4 else year + 1) if lacks_year else found
    except ValueError:
        raise ValidationError(_("There is no such day in that fiscal year.")) from None


def number(text: str, whole: bool = False) -> Decimal | None:
    return None if plain(text) in _NOTHING else NumberText(whole=whole).clean(text)


def hours(text: str) -> Decimal | None:
    """2, 1.5時間, 2:30 or 10:00～12:30."""
    written = plain(text)
    if span := _SPAN.match(written):
        _require_clock(span[1], span[2], span[3], span[4])
        minutes = 60 * (int(span[3]) - int(span[1])) + int(span[4]) - int(span[2])
        if minutes <= 0:
            raise ValidationError(_("The end lies before the beginning."))
    elif lasted := _LASTED.match(written):
        _require_clock(lasted[1], lasted[2])
        minutes = 60 * int(lasted[1]) + int(lasted[2])
    else:
        return number(text)
    return round(Decimal(minutes) / 60, 1)


def _require_clock(*parts: str) -> None:
    """Hours to 24 and minutes to 59, in turn: 99:99 is a slip."""
    if any(int(hour) > 24 or int(minute) > 59 for hour, minute in zip(parts[::2], parts[1::2], strict=True)):
        raise ValidationError(_("There is no such time. Write it like 2:30, 1.5 or 10:00～12:30."))


def districts(text: str, known) -> list:
    """By their long or short names, 東小区 or 東, with 、 between several; the whole council is none."""
    written = plain(text)
    if written in _WHOLE:
        return []
    names = {_DISTRICT.sub("", plain(name)): area for area in known for name in (area.name, area.label)}
    found = []
    for piece in filter(None, re.split(r"[、,・/]", written)):
        area = names.get(_DISTRICT.sub("", piece))
        if area is None:
            raise ValidationError(_("There is no such district: %(name)s") % {"name": piece})
        found.append(area)
    return found

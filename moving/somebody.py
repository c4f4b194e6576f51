"""What a row says of somebody: their name, birth, number, and where they live."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from casework.models import Place
from japan import fiscal, names, phones, wareki
from japan.widths import nfkc
from moving import addresses
from moving.lines import NOTHING, Line, Reader
from privacy.models import Area
from programs.files import cells
from programs.files.heads import plain
from programs.files.reading import Table
from ui.fields import OLDEST, FullName, KanaField, NameField, PhoneField

NAME = "name"
_AGE = re.compile(r"^(?:約|およそ)?([0-9]{1,3})[歳才]?(?:くらい|ぐらい|位|代|前後)?$")
# The eras of which an office can have a ledger.
_ERAS = {word: start.year for name, letter, start in wareki.ERAS if start.year > 1980 for word in (name, letter)}
_ERA_YEAR = re.compile(rf"({'|'.join(_ERAS)})(元|[0-9]{{1,2}})(?:年度|年|$)|(20[0-9]{{2}})(?:年度|年|$)", re.IGNORECASE)
_NAME, _KANA, _PHONE = NameField(), KanaField(label=""), PhoneField()


class PersonReader(Reader):
    def __init__(self, council: Area, tables: Sequence[Table], how=None):
        super().__init__(council, tables, how)
        self.years = [_year_of(table) for table in tables]
        self.places = addresses.Places(Place.objects.filter(council=council).select_related("district"))

    def somebody(self, line: Line, on: date | None) -> dict:
        """`on`: the day on which it was written."""
        said = {
            "name": self.name(line), "reading": self.cell(line, "kana", _KANA.clean), "birth": self._birth(line, on),
            "phone": self.phone(line, "phone"), "sex": self.code("sex", line.text("sex")), **self._where(line),
        }  # fmt: skip
        return said | {"whose": self.folded(str(said["name"] or ""))}

    def name(self, line: Line) -> FullName | None:
        """Without a space all of it is the family name: what is found by the whole name is found."""
        text = line.text(NAME)
        if not text:
            line.wrong(NAME, self.nameless)
            return None
        if len(text) > _NAME.limit:
            line.wrong(NAME, _("This is longer than %(most)d letters.") % {"most": _NAME.limit})
        parts = names.split(text.replace("\n", " ")) or (text, "")
        return FullName(*parts)

    nameless: Any = ""

    def day_in(self, line: Line, target: str, *, ahead: bool = False) -> date | None:
        text, year = line.text(target), self.years[line.table]
        if not text:
            return None
        if year is None and wareki.lacks_year(text):
            line.wrong(target, _("The year is missing. Write it, or name the sheet by its fiscal year."))
            return None
        try:
            day = self.day(text, year or fiscal.fiscal_year(self.today))
        except ValidationError as error:
            line.wrong(target, " ".join(error.messages))
            return None
        if day > self.today and not ahead:
            line.wrong(target, _("This day has not come yet."))
        return day

    def phone(self, line: Line, target: str) -> str:
        text = phones.with_its_zero(nfkc(line.text(target)) if line.text(target).isdigit() else line.text(target))
        return self.cell(line, target, lambda _text: _PHONE.clean(text)) or ""

    def _birth(self, line: Line, on: date | None) -> wareki.PartialDate | None:
        """Else by the age: a year, as it was on the day of the row."""

        def read(text: str) -> wareki.PartialDate:
            try:
                born = wareki.parse(cells._CLOCK.sub("", nfkc(text).strip()), today=self.today, assume="past")
            except wareki.DateError as slip:
                meant = "、".join(slip.suggestions)
                raise ValidationError(f"{slip.message} ({meant})" if meant else slip.message) from None
            if born.first > (on or self.today):
                raise ValidationError(self.unborn)
            return born

        born = self.cell(line, "birth", read)
        if born or not line.text("years"):
            return born
        age = _AGE.match(plain(line.text("years")))
        if age and on and int(age[1]) <= OLDEST:
            return wareki.PartialDate(on.year - int(age[1]))
        if not NOTHING.match(self.plain(line.text("years"))):
            line.wrong("years", _("This is no age."))
        return None

    unborn: Any = ""

    def _where(self, line: Line) -> dict:
        """The block of the address, and the district: of the block, else as the row says, else unknown."""
        place, block = self.places.read(line.text("address").replace("\n", " "))
        return {
            "place": place,
            "block": block,
            "district": place.district if place else self.district_of(line.text("district")),
        }


def _year_of(table: Table) -> int | None:
    """The fiscal year that the sheet's name says, or what stands above its heads: 令和元年度, R1, 2019."""
    for text in (table.name, *("".join(row) for row in table.rows[:3])):
        if found := _ERA_YEAR.search(plain(text)):
            if found[3]:
                return int(found[3])
            return _ERAS[found[1].upper()] + (1 if found[2] == "元" else int(found[2])) - 1
    return None

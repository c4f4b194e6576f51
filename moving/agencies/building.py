"""From what the rows say to the directory: which agency each of them is, and what would become different there."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.area_codes import area_codes
from japan import names, phones
from japan.widths import nfkc
from moving.agencies.heads import NAME, TARGETS
from moving.agencies.lines import CONTACTS, PLAIN, AgencyReader, seen
from moving.lines import Found, Line
from moving.plans import Plan
from referrals.forms.agencies import PARTS
from referrals.models import Agency
from referrals.pages.agency_sheet import contacts_in_words, kinds_in_words

# Of which the width says nothing.
NUMBERS = ("phone", "fax", "postal_code")


@dataclass
class Namesake:
    """A row that may be an agency of the directory under another name: of the same telephone, or of a name that several bear."""

    nobody = gettext_lazy("None of these: a new agency")

    key: str
    line: Line
    may_be: list[Agency]

    @property
    def name(self) -> str:
        return self.line.said[NAME]

    @property
    def facts(self) -> str:
        return "、".join(filter(None, [self.line.text("phone"), f"{self.line.sheet} {self.line.number}"]))

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [
            (str(one.pk), f"{one.name} ({'、'.join(filter(None, [kinds_in_words(one), one.phone]))})") for one in self.may_be
        ]


@dataclass
class Agencies(Plan):
    """`meant`: {key of a row: the agency that it is, or None for a new one}, but for those that are asked about. `changes`: {key of a row:
    (column, before, after)}."""

    found: Found
    meant: dict[int, Agency | None]
    changes: dict[int, list[tuple[str, str, str]]] = field(default_factory=dict)
    refused: list[Line] = field(default_factory=list)

    def decide(self, decided: dict[str, str]) -> None:
        self.decided = decided
        for line in self.refused:
            line.errors.clear()
        self.refused, self.changes = [], {}
        taken: dict = {}
        undecided = {one.line.key for one in self.undecided}
        for line in self.found.right:
            agency = self.agency_of(line)
            if line.key in undecided:
                self.changes[line.key], line.change = [], _("to be decided")
                continue
            if agency and (first := taken.setdefault(agency.pk, line)) is not line:
                self._refuse(
                    line, NAME,
                    _("This is the agency of row %(number)d (%(sheet)s).") % {"number": first.number, "sheet": first.sheet},
                )  # fmt: skip
                continue
            self._complete(line, agency)
            if not line.errors:
                self.changes[line.key] = changes_of(agency, self.values_of(line), self.reader)
                line.change = self._in_words(line, agency)

    def agency_of(self, line: Line) -> Agency | None:
        if line.key in self.meant:
            return self.meant[line.key]
        one = self._asked[line.key]
        return next((agency for agency in one.may_be if str(agency.pk) == self.decided.get(one.key)), None)

    @property
    def _asked(self) -> dict[int, Namesake]:
        return {one.line.key: one for one in self.people}

    def _complete(self, line: Line, agency: Agency | None) -> None:
        """Of a new one the page asks for a kind and a contact."""
        options = self.reader.how.options
        if agency is None and not (line.said.get("kinds") or options["kind"] in self.reader.offered):
            self._refuse(line, "kinds", _("Say of which kind it is, or choose one for all rows that do not."))
        if agency is None and not (line.said.get("contacts") or options["desk"]):
            target = next((target for target in CONTACTS if target in line.columns), "contacts")
            self._refuse(line, target, _("Write at least one contact, or a desk for all rows that name none."))

    def _refuse(self, line: Line, target: str, words: str) -> None:
        line.wrong(target, words)
        if line not in self.refused:
            self.refused.append(line)

    def values_of(self, line: Line) -> dict:
        """For `agency_save`, kinds by their ids."""
        agency, options = self.agency_of(line), self.reader.how.options
        if agency is None:
            rest = {"kinds": [options["kind"]], "contacts": [{"role": options["desk"], "name": "", "phone": ""}]}
            return dict.fromkeys(PLAIN, "") | rest | line.said
        values = as_it_is(agency) | line.said
        # What says the same as the file that the directory gives out is the same, however it would be read.
        if "contacts" in line.said and line.text("contacts") == seen(contacts_in_words(agency)):
            values["contacts"] = as_it_is(agency)["contacts"]
        elif "contacts" in line.said and not line.text("contacts"):
            values["contacts"] = _among(values["contacts"][0], as_it_is(agency)["contacts"])
        if "kinds" in line.said and line.text("kinds") == seen(kinds_in_words(agency)):
            values["kinds"] = as_it_is(agency)["kinds"]
        return values

    def _in_words(self, line: Line, agency: Agency | None) -> str:
        """A line each."""
        if agency is None:
            said = in_words(self.values_of(line), self.reader)
            told = [f"{TARGETS[name]}: {said[name]}" for name in TARGETS if name != NAME and said.get(name)]
            return "\n".join([_("New"), *told])
        empty = _("(empty)")
        told = [f"{TARGETS[name]}: {before or empty} → {after or empty}" for name, before, after in self.changes[line.key]]
        return "\n".join([_("Offered again")] * bool(agency.closed_date) + told)

    @property
    def rows(self) -> list[tuple[Line, Agency | None]]:
        return [(line, self.agency_of(line)) for line in self.found.right]

    @property
    def counts(self) -> dict[str, int]:
        rows = self.rows
        corrected = [line for line, agency in rows if agency]
        return {
            "cases": len(rows) - len(corrected),
            "people": len(corrected),
            "contacts": sum(len(self.changes[line.key]) for line in corrected),
        }


def agencies_of(reader: AgencyReader, found: Found, user, decided: dict[str, str]) -> Agencies:
    directory = _Directory(reader)
    plan = Agencies(reader, [], decided, found, {})
    lines = found.right
    exact = {one.pk for line in lines if (one := directory.open.get(line.said[NAME]))}
    for line in lines:
        candidates = directory.called(line.said[NAME], exact)
        if len(candidates) == 1:
            plan.meant[line.key] = candidates[0]
    claimed = exact | {agency.pk for agency in plan.meant.values() if agency}
    for line in lines:
        if line.key in plan.meant:
            continue
        candidates = directory.called(line.said[NAME], exact) or directory.of_number(line, claimed)
        before = None if candidates else directory.before.get(names.key(line.said[NAME]))
        if candidates:
            plan.people.append(Namesake(f"{line.key & 0xFFFFFFFFFFFFFFFF:x}", line, candidates))
        elif before and before.merged_into_id:
            _leave_out(found, line, _("became part of another agency: %(name)s") % {"name": before.merged_into.name})
        else:
            plan.meant[line.key] = before
    for line in found.right:
        agency = plan.meant.get(line.key)
        if agency and not agency.closed_date and not changes_of(agency, plan.values_of(line), reader):
            _leave_out(found, line, _("stands so in the directory"))
    found.left_out.sort()
    plan.decide(decided)
    return plan


def _leave_out(found: Found, line: Line, why: str) -> None:
    found.lines.remove(line)
    found.left_out.append((line.sheet, line.number, why))


class _Directory:
    """The agencies of the council, as they stand: by name and number those in use, by name those that were before."""

    def __init__(self, reader: AgencyReader):
        self.codes = area_codes(reader.council.pk)
        rows = list(
            Agency.objects.filter(council=reader.council).with_contacts().select_related("merged_into").order_by("changed_at")
        )
        used = [one for one in rows if not one.closed_date]
        self.open = {one.name: one for one in used}
        self.by_key, self.by_number = (
            _grouped((names.key(one.name), one) for one in used),
            _grouped((digits, one) for one in used for digits in sorted(phones.dialled(one.phone, self.codes))),
        )
        self.before = {names.key(one.name): one for one in rows if one.closed_date}

    def called(self, name: str, exact: set) -> list[Agency]:
        """Of exactly this name, else of one that is compared as the same and that no other row bears exactly."""
        if name in self.open:
            return [self.open[name]]
        return [one for one in self.by_key.get(names.key(name), []) if one.pk not in exact]

    def of_number(self, line: Line, claimed: set) -> list[Agency]:
        """Under another name, which no row of the file bears."""
        found = [one for digits in phones.dialled(line.text("phone"), self.codes) for one in self.by_number.get(digits, [])]
        return list({one.pk: one for one in found if one.pk not in claimed}.values())


def _grouped(pairs: Iterable[tuple[str, Agency]]) -> dict[str, list[Agency]]:
    found: dict[str, list[Agency]] = {}
    for key, one in pairs:
        found.setdefault(key, []).append(one)
    return found


def as_it_is(agency: Agency) -> dict:
    """As `agency_save` takes it, kinds by their ids."""
    contacts = [{"role": one.role, "name": one.name, "phone": one.phone} for one in agency.present_contacts]
    rest = {name: getattr(agency, name) for name in (NAME, *PLAIN)}
    return rest | {"kinds": [str(kind.pk) for kind in agency.kinds.all()], "contacts": contacts}


def changes_of(agency: Agency | None, values: dict, reader: AgencyReader) -> list[tuple[str, str, str]]:
    """(column, before, after), in words. White space at the ends is nobody's correction, nor the width of a number."""
    if agency is None:
        return []
    stands = as_it_is(agency)
    before, after = in_words(stands, reader) | {"kinds": kinds_in_words(agency)}, in_words(values, reader)
    differs = {name for name in (NAME, *PLAIN) if _plain(name, stands[name]) != _plain(name, values[name])}
    differs |= {"kinds"} if set(stands["kinds"]) != set(values["kinds"]) else set()
    differs |= {"contacts"} if sorted(map(_said, stands["contacts"])) != sorted(map(_said, values["contacts"])) else set()
    return [(name, before[name], after[name]) for name in TARGETS if name in differs]


def in_words(values: dict, reader: AgencyReader) -> dict[str, str]:
    kinds = "、".join(reader.offered[pk].name for pk in values["kinds"] if pk in reader.offered)
    return values | {"kinds": kinds, "contacts": "、".join(map(_said, values["contacts"]))}


def _among(new: dict[str, str], stands: list[dict[str, str]]) -> list[dict[str, str]]:
    """The single contact of a row: in the place of the one of its desk, where there is one, else beside the others."""
    if any(all(new[part] in ("", each[part]) for part in PARTS) for each in stands):
        return stands
    same = [each for each in stands if new["role"] and each["role"] == new["role"]]
    return [*(each for each in stands if len(same) != 1 or each is not same[0]), new]


def _plain(name: str, text: str) -> str:
    return nfkc(seen(text)) if name in NUMBERS else seen(text)


def _said(contact: dict[str, str]) -> str:
    return " ".join(filter(None, (contact["role"], contact["name"], contact["phone"])))

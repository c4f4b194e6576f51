"""The council's directory of agencies: written by whoever may, closed or merged, never deleted."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.codes import Recipient
from japan import names
from privacy.gate import service
from privacy.models import Area
from referrals.models import Agency, AgencyChange, AgencyContact, AgencyKind
from referrals.services.agency_changes import as_it_stands, record, record_saved

# As each council begins; it calls them as it likes from then on.
KINDS = (
    ("地域包括支援センター", Recipient.COMPREHENSIVE),
    ("市役所", Recipient.CITY),
    ("市社会福祉協議会", Recipient.CITY_COUNCIL),
    ("中核機関", Recipient.CORE),
    ("法テラス・弁護士", Recipient.LEGAL),
    ("消費生活センター", Recipient.CONSUMER),
    ("医療機関", Recipient.MEDICAL),
    ("学校", Recipient.SCHOOL),
    ("小域福祉ネットワーク", Recipient.NETWORK),
    ("民生委員・児童委員協議会", Recipient.COMMISSIONER),
    ("介護・障害福祉サービス", Recipient.SERVICE),
    # The police, a bank, a shop: a consent means them by their own name alone.
    ("その他", ""),
)


def kinds_of(council_id: int) -> list[AgencyKind]:
    """Those that are in use. The first who asks gets the usual ones."""
    kinds = AgencyKind.objects.filter(council=council_id)
    if not kinds.exists():
        rows = [
            AgencyKind(council_id=council_id, name=name, recipient=recipient, order=order)
            for order, (name, recipient) in enumerate(KINDS, 1)
        ]
        AgencyKind.objects.bulk_create(rows, ignore_conflicts=True)
    return list(kinds.filter(closed_date=None))


def _anywhere(*, council, **_):
    """The directory is the whole council's: whoever serves one of its districts writes in it."""
    return Area.objects.unknown_in(council)


@service("agency.write", on=_anywhere)
def agency_save(*, actor, council, agency=None, id=None, kinds, contacts, now=None, **values) -> Agency:
    """Adds an agency, or corrects one. `contacts`: a dict of each of those there now; who stands there no more is kept as removed."""
    return _save(actor, council, agency, id, kinds, contacts, now, values)


@service("agency.write", on=_anywhere)
def agencies_take_in(*, actor, council, lines, now=None) -> list[Agency]:
    """`lines`: (the agency that is corrected, or None; the values of `agency_save`). All of them, or none. One that was closed is offered
    again."""
    found = []
    for agency, values in lines:
        if agency and agency.closed_date:
            _close(actor, agency, None, now)
        rest = {name: value for name, value in values.items() if name not in ("kinds", "contacts")}
        found.append(_save(actor, council, agency, None, values["kinds"], values["contacts"], now, rest))
    return found


@service("agency.write", on=_anywhere)
def agencies_put_back(*, actor, council, lines, now=None) -> None:
    """`lines`: (an agency, what `agency_save` is to put there, the day on which it was closed then); of one that was not there before no
    values, and it is closed."""
    for agency, values, closed_date in sorted(lines, key=lambda line: bool(line[1])):
        if values:
            rest = {name: value for name, value in values.items() if name not in ("kinds", "contacts")}
            _save(actor, council, agency, None, values["kinds"], values["contacts"], now, rest)
        if closed_date and not agency.closed_date:
            _close(actor, agency, closed_date, now)


def _save(actor, council, agency, id, kinds, contacts, now, values) -> Agency:
    if not contacts:
        raise ValidationError({"contacts": _("Write at least one contact: a name, or a desk.")})
    agency = agency or (Agency(id=id) if id else Agency())
    before = as_it_stands(agency)
    agency.council = council
    for name, value in values.items():
        setattr(agency, name, value)
    _stamp(agency, actor, now)
    _only_one(agency)
    agency.full_clean(exclude=["council", "changed_by", "merged_into", "id"], validate_unique=False, validate_constraints=False)
    agency.save()
    agency.kinds.set(kinds)
    _set_contacts(agency, contacts, now or timezone.now())
    record_saved(agency, before)
    return agency


@service("agency.write", on=_anywhere)
def agency_close(*, actor, council, agency, closed_date, now=None) -> Agency:
    """No longer picked from that day on; what names it goes on naming it. Without a day it is open again."""
    return _close(actor, agency, closed_date, now)


def _close(actor, agency, closed_date, now) -> Agency:
    if agency.merged_into_id:
        raise ValidationError(_("This was merged into another agency."))
    agency.closed_date = closed_date
    _stamp(agency, actor, now)
    _only_one(agency)
    agency.save()
    record(agency, AgencyChange.What.CLOSED if closed_date else AgencyChange.What.OPENED)
    return agency


@service("agency.write", on=_anywhere)
def agency_merge(*, actor, council, agency, into, now=None) -> Agency:
    """Two rows were one agency: the first is closed and leads to the second. Nothing that names it is rewritten."""
    rows = {row.pk: row for row in Agency.objects.select_for_update().filter(pk__in=[agency.pk, into.pk]).order_by("pk")}
    agency, into = rows[agency.pk], rows[into.pk]
    if agency == into or into.closed_date or agency.merged_into_id:
        raise ValidationError({"into": _("Choose another agency that is in use.")})
    agency.merged_into, agency.closed_date = into, timezone.localdate(now)
    _stamp(agency, actor, now)
    agency.save()
    record(agency, AgencyChange.What.MERGED, [["merged_into", "", into.name]])
    AgencyChange.objects.create(
        agency=into, what=AgencyChange.What.TOOK_IN, lines=[["merged_into", agency.name, into.name]], by=agency.changed_by,
        at=agency.changed_at,
    )  # fmt: skip
    return agency


@service("agency.write", on=_anywhere)
def kind_save(*, actor, council, kind=None, **values) -> AgencyKind:
    kind = kind or AgencyKind(council=council, order=AgencyKind.objects.filter(council=council).count() + 1)
    for name, value in values.items():
        setattr(kind, name, value)
    if AgencyKind.objects.filter(council=council, name=kind.name).exclude(pk=kind.pk).exists():
        raise ValidationError({"name": _("This kind is there already.")})
    kind.save()
    return kind


def successor_of(agency: Agency) -> Agency:
    """Where a merged one leads to, however often it was merged."""
    seen = {agency.pk}
    while (into := agency.merged_into) and into.pk not in seen:
        seen.add(into.pk)
        agency = into
    return agency


def _stamp(agency, actor, now) -> None:
    agency.keys = list(dict.fromkeys(filter(None, [names.key(agency.name)[:120], names.key(agency.kana)[:120]])))
    agency.changed_by, agency.changed_at = getattr(actor, "user", actor), now or timezone.now()


def _only_one(agency) -> None:
    if agency.closed_date is None:
        same = Agency.objects.open().filter(council=agency.council_id, name=agency.name).exclude(pk=agency.pk)
        if same.exists():
            raise ValidationError({"name": _("An agency of this name is in the directory already.")})


def _set_contacts(agency, contacts, now) -> None:
    """Who is written as before stays the same row."""
    left = {(row.name, row.role, row.phone): row for row in agency.contacts.filter(removed_at=None)}
    for contact in contacts:
        if left.pop((contact["name"], contact["role"], contact["phone"]), None) is None:
            AgencyContact.objects.create(agency=agency, **contact)
    for row in left.values():
        row.removed_at = now
        row.save(update_fields=["removed_at"])

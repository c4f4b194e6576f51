"""Which kind of meeting goes with which host and on which basis. The form offers what stands here, and the service refuses the rest."""

from dataclasses import dataclass

from django.conf import settings

from conferences.codes import Basis, Host, Kind

ONE, MANY, NONE = "one", "many", "none"
# How many cases a meeting of this kind speaks of.
CASES = {
    Kind.INDIVIDUAL: ONE, Kind.REGULAR: MANY, Kind.STUDY: MANY, Kind.COMMUNITY_CARE: MANY, Kind.LAYERED: MANY, Kind.SUPPORT: MANY,
    Kind.COUNCIL_2: NONE, Kind.COMMITTEE: NONE, Kind.NETWORK: NONE,
}  # fmt: skip


@dataclass(frozen=True)
class Way:
    """`secrecy_first`: nothing opens to anybody before everybody who takes part has acknowledged secrecy. `setting`: exists only when
    this setting says so. `by_law`: the law itself lets it speak of people with their names, once secrecy stands."""

    kind: Kind
    host: Host
    basis: Basis
    setting: str = ""
    secrecy_first: bool = False
    by_law: bool = False

    @property
    def cases(self) -> str:
        return CASES[self.kind]

    @property
    def code(self) -> str:
        return f"{self.kind}.{self.host}.{self.basis}"

    @property
    def exists(self) -> bool:
        return not self.setting or bool(getattr(settings, self.setting))


OWN_BASES = (Basis.CONSENT, Basis.ANONYMISED, Basis.PROTECTION)

# 支援会議 is convened by the municipality alone: with ourselves as its host it does not exist.
WAYS: dict[tuple[str, str, str], Way] = {
    (way.kind, way.host, way.basis): way
    for way in (
        *(Way(kind, Host.OURS, basis) for kind in (Kind.INDIVIDUAL, Kind.REGULAR, Kind.STUDY) for basis in OWN_BASES),
        Way(Kind.COMMUNITY_CARE, Host.COMPREHENSIVE, Basis.CARE_ACT),
        Way(Kind.COMMUNITY_CARE, Host.CITY, Basis.CARE_ACT),
        Way(Kind.LAYERED, Host.LAYERED, Basis.CONSENT),
        Way(Kind.LAYERED, Host.CITY, Basis.CONSENT),
        Way(
            Kind.SUPPORT, Host.CITY, Basis.WELFARE_ACT, setting="CITY_HOLDS_SUPPORT_CONFERENCES", secrecy_first=True,
            by_law=True,
        ),
        *(Way(Kind.COUNCIL_2, host, Basis.NO_CASES) for host in (Host.OURS, Host.COMPREHENSIVE, Host.CITY)),
        Way(Kind.COMMITTEE, Host.OURS, Basis.NO_CASES),
        Way(Kind.NETWORK, Host.OURS, Basis.NO_CASES),
    )
}  # fmt: skip


def ways() -> list[Way]:
    """Those that can be chosen here."""
    return [way for way in WAYS.values() if way.exists]


def way_of(kind: str, host: str, basis: str) -> Way | None:
    """Also one that is not chosen any more: a meeting that was held stays what it was."""
    return WAYS.get((kind, host, basis))

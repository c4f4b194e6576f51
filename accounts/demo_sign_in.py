"""The demo accounts as the sign-in page lists them: council by council, name, role, where."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Membership
from privacy.roles import Role

# What a visitor of the demo can try as each of them.
WORK = {
    Role.CASEWORKER: gettext_noop("intake, cases"),
    Role.VISITOR: gettext_noop("their doors of this month"),
    Role.COORDINATOR: gettext_noop("cases of all districts, day-book"),
    Role.ADVOCATE: gettext_noop("cases they are assigned to"),
    Role.MANAGER: gettext_noop("confirmations, plan and results, who looked at what"),
    Role.AUDITOR: gettext_noop("totals of programmes, access ledger"),
    Role.ADMINISTRATOR: gettext_noop("people, areas (sees no case)"),
}


@dataclass
class DemoPerson:
    login: str
    name: str
    role: Role
    areas: list[str] = field(default_factory=list)

    @property
    def role_label(self):
        return self.role.label

    @property
    def work(self):
        return _(WORK[self.role])


@dataclass
class DemoGroup:
    name: str
    people: list[DemoPerson] = field(default_factory=list)


def demo_groups() -> list[DemoGroup]:
    """The demo's first council first; roles in the order of the policy."""
    rows = Membership.objects.filter(
        user__is_demo=True, user__is_active=True, confirmed_at__isnull=False, ended_at=None, area__council__isnull=False
    )
    groups: dict[int, DemoGroup] = {}
    people: dict[tuple, DemoPerson] = {}
    order = list(Role)
    for row in sorted(
        rows.select_related("user", "area", "area__council"),
        key=lambda row: (row.area.council_id, order.index(row.role), row.user.username, row.area.path),
    ):
        group = groups.setdefault(row.area.council_id, DemoGroup(row.area.council.name))
        key = (row.user_id, row.role)
        if key not in people:
            people[key] = DemoPerson(row.user.username, row.user.display_name, Role(row.role))
            group.people.append(people[key])
        if row.area.council_id != row.area_id:
            people[key].areas.append(row.area.label)
    return list(groups.values())

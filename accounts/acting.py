"""Who can act: whether somebody who is named to a record, goes to a door or has taken something up is still there to do it.

`reach` decides for whoever asks. This is the same decision about somebody else, as a condition on the rows of a list, so that what its
holder can no longer do is nobody's from that moment on: a disabled account, a role that ended or no longer covers the place, a pledge that
ran out, a grant past its last day, a recusal. Nothing is remembered and nothing has to be told that a day has passed. A test
compares it with `reach.can`.
"""

from datetime import date

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q

from accounts.models import Membership, Pledge, User
from privacy.dossiers import WORK, permission
from privacy.policy import ACTIONS, only_reads, roles_for
from privacy.roles import CONTENT_ROLES, Scope

# Of a case, what lies below it, or an enrolment. A case's parts are opened by the grant of the whole, and shut by its person's recusals.
CAN_ACT = """EXISTS (
SELECT 1 FROM accounts_user u, privacy_dossier d JOIN privacy_area place ON place.id = d.area_id
WHERE u.id = {user} AND d.id = {dossier} AND d.kind = ANY(%s) AND u.is_active
AND EXISTS (
    SELECT 1 FROM accounts_pledge p
    WHERE p.user_id = u.id AND p.revoked_at IS NULL AND {on} BETWEEN p.signed_date AND p.valid_until
)
AND EXISTS (
    SELECT 1 FROM accounts_membership m JOIN privacy_area a ON a.id = m.area_id
    WHERE m.user_id = u.id AND a.council_id = d.council_id AND m.confirmed_at IS NOT NULL AND m.ended_at IS NULL
    AND {on} BETWEEN m.from_date AND coalesce(m.until_date, 'infinity')
    AND (
        m.role = ANY(%s) AND NOT d.sealed AND (m.area_id = ANY(place.path) OR place.special <> '')
        OR m.role = ANY(CASE WHEN d.sealed THEN %s::text[] ELSE %s::text[] END) AND EXISTS (
            SELECT 1 FROM privacy_grant g
            WHERE g.user_id = u.id AND g.content_object_id IN (d.id, CASE WHEN d.kind = 'case' THEN d.parent_id END)
            AND (%s OR g.permission_id = %s)
            AND {on} BETWEEN g.from_date AND coalesce(g.until_date, 'infinity')
        )
    )
)
AND NOT EXISTS (
    SELECT 1 FROM privacy_recusal r
    WHERE r.user_id = u.id AND r.ended_at IS NULL AND r.dossier_id IN (
        d.id, d.subject_id, d.parent_id, (SELECT whole.subject_id FROM privacy_dossier whole WHERE whole.id = d.parent_id)
    )
)
)"""


class CanAct(Func):
    """A condition on a row: that the person in its column `user` can do `action` on the dossier in its column `dossier` on that day."""

    output_field = BooleanField()

    def __init__(self, action: str, *, user: str, dossier: str, on: date, **extra):
        self.action = action
        super().__init__(F(user), F(dossier), on, **extra)

    def as_sql(self, compiler, connection, function=None, template=None, arg_joiner=None, **extra_context):
        (user, of_user), (dossier, of_dossier), (on, of_on) = map(compiler.compile, self.source_expressions)
        row = ACTIONS[self.action]
        by_area, by_name, restricted = (
            [role.value for role in CONTENT_ROLES if found[role] >= least]
            for found, least in ((row.scopes, Scope.AREA), (row.scopes, Scope.ASSIGNED), (row.restricted, Scope.ASSIGNED))
        )
        params = [
            *of_user, *of_dossier, list(row.kinds), *of_on, *of_on, by_area, restricted, by_name, only_reads(self.action),
            permission(WORK), *of_on,
        ]  # fmt: skip
        return CAN_ACT.format(user=user, dossier=dossier, on=on), params


def able(action: str, council_id, on: date):
    """Active people under a pledge who hold a role for this action in the council on that day. No record is asked about."""
    held = Membership.objects.confirmed().valid(on).filter(user=OuterRef("pk"), role__in=roles_for(action))
    pledged = Pledge.objects.valid(on).filter(user=OuterRef("pk"))
    return User.objects.active().filter(Exists(held.filter(area__council=council_id)), Exists(pledged))


def unable(action: str, council_id, on: date):
    """Everybody else who may once have been named to something here: not those whose roles are, and were, in other councils or others
    than for this action."""
    held = Membership.objects.filter(user=OuterRef("pk"))
    here = held.filter(Q(area__council=council_id) | Q(area__council=None), role__in=roles_for(action))
    return User.objects.filter(Exists(here) | ~Exists(held)).exclude(pk__in=able(action, council_id, on))

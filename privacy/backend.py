"""`user.has_perm("note.read", note)` asks the policy, and nothing else grants an action of ours."""

from typing import Any

from django.http import HttpRequest

from privacy import context, policy, reach


class PolicyBackend:
    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:
        return None

    def has_perm(self, user: "context.Asker", action: str, obj: "reach.Target" = None) -> bool:
        return action in policy.ACTIONS and reach.can(user, action, obj)

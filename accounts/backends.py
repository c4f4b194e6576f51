"""Signs in by user name or e-mail, and reads the user anew for each request."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists

from accounts.models import Installation, User
from accounts.querysets import held
from privacy.together import USER, ask, question


@question
def signed_in(asker):
    demo = Exists(Installation.objects.filter(holds_demo=True))
    return User.objects.annotate(installation_holds_demo=demo).filter(pk=asker.user, is_active=True)


class SignInBackend(AuthenticationBackend):
    def get_user(self, user_id):
        """Nothing about a person outlives a request: a disabled one is gone at the next click.

        What the policy asks of a user is kept on this instance, and only on one that a request made. Their roles, for which nearly
        every page asks next, come in the same statement.
        """
        found = ask(None, [signed_in, held], {USER: user_id})
        for user in found[signed_in]:
            user.is_of_request = True
            user.__dict__["_memberships_read"] = found[held]
            return user
        return None

    def _check_password(self, user, password):
        """A disabled account answers like a wrong password; allauth would say that it exists."""
        found = super()._check_password(user, password)
        if found is None:
            self._stash_user(None)
        return found

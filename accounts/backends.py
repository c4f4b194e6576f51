"""Signs in by user name or e-mail, and reads the user anew for each request."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists

from accounts.models import Installation, User


class SignInBackend(AuthenticationBackend):
    def get_user(self, user_id):
        """Nothing about a person outlives a request: a disabled one is gone at the next click.

        What the policy asks of a user is kept on this instance, and only on one that a request made.
        """
        demo = Exists(Installation.objects.filter(holds_demo=True))
        user = User.objects.annotate(installation_holds_demo=demo).filter(pk=user_id, is_active=True).first()
        if user is not None:
            user.is_of_request = True
        return user

    def _check_password(self, user, password):
        """A disabled account answers like a wrong password; allauth would say that it exists."""
        found = super()._check_password(user, password)
        if found is None:
            self._stash_user(None)
        return found

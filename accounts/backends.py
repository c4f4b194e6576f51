"""Signs in by user name or e-mail, and reads the user anew for each request."""

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User

# Written by hand, since each request asks, and the ORM takes longer to say it than the database to answer.
OF_REQUEST = """
SELECT u.*, EXISTS (SELECT FROM accounts_installation WHERE holds_demo) AS installation_holds_demo
FROM accounts_user u WHERE u.id = %s AND u.is_active
"""


class SignInBackend(AuthenticationBackend):
    def get_user(self, user_id):
        """Nothing about a person outlives a request: a disabled one is gone at the next click.

        What the policy asks of a user is kept on this instance, and only on one that a request made.
        """
        user = next(iter(User.objects.raw(OF_REQUEST, [user_id])), None)
        if user is not None:
            user.is_of_request = True
        return user

    def _check_password(self, user, password):
        """A disabled account answers like a wrong password; allauth would say that it exists."""
        found = super()._check_password(user, password)
        if found is None:
            self._stash_user(None)
        return found

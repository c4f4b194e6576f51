"""Sign-in by user name or e-mail, and the user of each request, read anew."""

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User


class SignInBackend(AuthenticationBackend):
    def get_user(self, user_id):
        """Nothing about a person outlives a request: a disabled one is gone at the next click.

        What the policy asks of a user is kept on this instance, and only on one that a request made.
        """
        user = User.objects.filter(pk=user_id, is_active=True).first()
        if user is not None:
            user.is_of_request = True
        return user

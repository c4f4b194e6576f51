"""What asks who is there once more before it goes on: a sign-in of the last minutes is fresh enough (`adapters.py`)."""

from functools import wraps

from allauth.account.adapter import get_adapter
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.demo_access import demo_here


def is_fresh(request) -> bool:
    if request.user.is_demo and demo_here(request):
        return True
    return not get_adapter(request).is_reauthentication_required(app="account")


def sign_in_again(to: str):
    """To the sign-in, and from there to this address."""
    return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': to})}")


def fresh(view):
    """For a view that is asked by GET. What is sent asks `is_fresh` itself, so that nothing typed is lost."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        return view(request, *args, **kwargs) if is_fresh(request) else sign_in_again(request.get_full_path())

    return guarded

"""Django's migrate, then the rights of the app's role and the guards on every confidential table."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.state import ProjectState

from privacy.database import alone, prepare

# What adds to a model, and so leaves every other one as it was.
ADDING = ("add_model", "add_field", "_append_option")


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        with alone(connection):
            with adding_renders_one_model():
                super().handle(*args, **options)
            if options["app_label"] is None and not options["plan"] and not options["check_unapplied"]:
                prepare(connection, settings.APP_ROLE)


@contextmanager
def adding_renders_one_model() -> Iterator[None]:
    """After each operation Django makes all models anew that are related over any number of steps: here nearly all, which is nine tenths of
    the time of a first start. What only adds needs the one model that it adds to. RunPython gets all of them made anew, as after every
    operation that Django itself delays."""
    with ExitStack() as patches:
        for name in ADDING:
            patches.enter_context(patch.object(ProjectState, name, _alone(getattr(ProjectState, name))))
        yield


def _alone(adds: Callable[..., None]) -> Callable[..., None]:
    def added(state: ProjectState, *args: Any, **kwargs: Any) -> None:
        with patch.object(ProjectState, "_find_reload_model", _itself):
            adds(state, *args, **kwargs)

    return added


def _itself(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> set[tuple[str, str]]:
    state.is_delayed = True
    return {(app_label, model_name)}

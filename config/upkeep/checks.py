"""Which checks there are, in the order in which they are told, and who asks which."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.core.mail import get_connection
from django.utils.translation import gettext as _

from config import refusals
from config.backup import unfinished
from config.upkeep import records, servers
from config.upkeep.findings import Finding


def installation(now: datetime) -> Iterator[Finding]:
    """What keeps production from starting. These sentences say themselves what to do, in English as at the start."""
    if half := unfinished.complaint(settings.VAR_DIR):
        yield Finding(_("Settings"), "bad", half)
    if not getattr(settings, "PRODUCTION", False):
        yield Finding(
            _("Settings"),
            "warn",
            _("These are not for real records."),
            _("Set DJANGO_SETTINGS_MODULE=config.settings.production."),
        )
        return
    refused = [*refusals.of_settings(), *refusals.of_keys(), *refusals.of_addresses()]
    for sentence in refused:
        yield Finding(_("Settings"), "bad", sentence)
    if not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        do = _("With a proxy in front set TRUSTED_PROXIES=1: else all people have the proxy's address, and one locks out all.")
        yield Finding(_("Settings"), "warn", _("No proxy is trusted."), do)
    elif not refused:
        yield Finding(_("Settings"), "ok", ", ".join(settings.ALLOWED_HOSTS))


def rights(now: datetime) -> Iterator[Finding]:
    """Whether the app's role owns nothing, and real records are not put among the demo's."""
    refused = refusals.of_database()
    if getattr(settings, "PRODUCTION", False):
        for sentence in refused:
            yield Finding(_("Rights in the database"), "bad", sentence)
    if not refused:
        yield Finding(_("Rights in the database"), "ok", _("The app's own role, which owns nothing."))


def mail_server(now: datetime) -> Iterator[Finding]:
    if not settings.EMAIL_HOST:
        return
    says = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        with get_connection():
            yield Finding(_("Mail server"), "ok", says)
    except OSError as error:
        do = _("Look at EMAIL_HOST, EMAIL_PORT, EMAIL_USER and the password, and whether this machine may reach it.")
        yield Finding(_("Mail server"), "bad", f"{says} ({type(error).__name__})", do)


PAGE = (
    records.backup, records.ended, records.ledger, records.notices, records.mails, servers.broker, servers.worker, servers.beat,
    servers.database, servers.replica, servers.disk, servers.clock, servers.versions,
)  # fmt: skip
DOCTOR = (
    installation, servers.database, servers.replica, rights, servers.migrations, records.key_files, servers.broker, servers.worker, servers.beat,
    records.notices, records.mails, mail_server, records.ledger, records.backup, records.ended, servers.disk, servers.clock, records.people,
    servers.versions,
)  # fmt: skip

"""What is kept, and what waits: outbox, mails, ledger, backup, keys, and whether enough people can let others in."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.models import Case, DateTimeField, F, Min, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Membership
from config.backup import running
from config.models import BackupRun
from config.upkeep.findings import Finding, graded
from privacy import keyfiles, keys, outbox
from privacy.areas import Area
from privacy.ledger import anchor, nightly, watch
from privacy.outbox import OutboxMessage
from privacy.roles import Role
from ui.dates import at_text

MINUTE = 60.0
# A night without a look may be a machine that was off.
MISSED = timedelta(days=2)
MONTHS_AHEAD = """
SELECT count(*) FROM pg_inherits WHERE inhparent = 'privacy_accessevent'::regclass
AND right(inhrelid::regclass::text, 6) > to_char(now() AT TIME ZONE 'UTC', 'YYYYMM')
"""


def outbox_waits(now: datetime) -> tuple[int, float]:
    """(how many notices should have gone, since how many seconds the oldest of them). What is given up is told apart."""
    begun = Case(When(attempts=0, then=F("due_at")), default=F("created_at"), output_field=DateTimeField())
    waiting = OutboxMessage.objects.filter(Q(due_at__lte=now) | Q(attempts__gt=0), done_at=None, attempts__lt=outbox.GIVE_UP)
    oldest = waiting.aggregate(oldest=Min(begun))["oldest"]
    return waiting.count(), (now - oldest).total_seconds() if oldest else 0.0


def notices(now: datetime) -> Iterator[Finding]:
    waiting, seconds = outbox_waits(now)
    says = _("None waits.")
    if waiting:
        says = ngettext("%(n)d waits", "%(n)d wait", waiting) % {"n": waiting}
        says = _("%(waiting)s, the oldest for %(n)d minutes") % {"waiting": says, "n": seconds // 60}
    do = _("Look whether worker, beat and the mail server run. None is lost: they go when these are back.")
    yield graded(_("Notices"), seconds, 5 * MINUTE, 30 * MINUTE, says, do)


def mails(now: datetime) -> Iterator[Finding]:
    given_up = outbox.given_up().count()
    if given_up:
        says = ngettext("%(n)d was given up.", "%(n)d were given up.", given_up) % {"n": given_up}
        do = _("Look at the addresses on “Mails that were given up” (%s), then send them again.") % reverse("mails")
        yield Finding(_("Mails"), "warn", says, do)
    elif not settings.EMAIL_HOST:
        yield Finding(_("Mails"), "ok", _("None is sent: there is no mail server (EMAIL_HOST). All stands on home anyway."))
    else:
        yield Finding(_("Mails"), "ok", _("None was given up."))


def sealed_at() -> datetime | None:
    newest = anchor.newest(anchor.place())
    return newest.at if newest else None


def ledger(now: datetime) -> Iterator[Finding]:
    until = sealed_at()
    says = _("Sealed at %s.") % at_text(until) if until else _("Nothing is sealed yet.")
    troubles = watch.troubles(now)
    do = _("Run manage.py verify_ledger; docs/operations.md says what each of its answers means.")
    if troubles:
        yield Finding(_("Access ledger"), "bad", f"{says} {'; '.join(troubles)}", do)
    else:
        yield Finding(_("Access ledger"), "ok", says)
    if looked := nightly.last():
        says = _("Looked through at %(when)s, the whole at %(whole)s.") % {
            "when": at_text(looked.at),
            "whole": at_text(looked.whole_at),
        }
        if looked.wrong:
            yield Finding(_("Looking through the ledger"), "bad", f"{says} {looked.wrong}", do)
        elif now - looked.at > MISSED:
            yield Finding(
                _("Looking through the ledger"),
                "warn",
                says,
                _("The worker does it each day: look whether worker and beat run."),
            )
        else:
            yield Finding(_("Looking through the ledger"), "ok", says)
    ahead = months_ahead()
    says = ngettext("%(n)d month ahead", "%(n)d months ahead", ahead) % {"n": ahead}
    do = _("Beat makes them each day: look whether worker and beat run. Without a month nothing can be opened in it.")
    yield graded(_("Months of the ledger"), -ahead, -6, -2, says, do)


def months_ahead() -> int:
    with connection.cursor() as cursor:
        cursor.execute(MONTHS_AHEAD)
        return int(cursor.fetchone()[0])


def backup(now: datetime) -> Iterator[Finding]:
    last, made = BackupRun.objects.order_by("-ended_at").first(), running.newest()
    says = _("The last one: %s.") % at_text(made.ended_at) if made else _("None was made yet.")
    if last and last.failed:
        why = _("At %(when)s: %(why)s.") % {"when": at_text(last.ended_at), "why": last.get_failed_display()}
        yield Finding(_("Backup"), "bad", f"{says} {why}", _for_failed(last.failed))
    elif made is None or now - made.ended_at > running.LATE:
        do = _("Make one: manage.py backup DIR. Each night one is made where BACKUP_TO names a folder (docs/operations.md).")
        yield Finding(_("Backup"), "bad" if getattr(settings, "PRODUCTION", False) else "warn", says, do)
    elif not settings.BACKUP_TO:
        yield Finding(_("Backup"), "warn", says, _("It was made by hand: set BACKUP_TO, so that one is made each night."))
    else:
        yield Finding(_("Backup"), "ok", says)


def ended(now: datetime) -> Iterator[Finding]:
    """Only where something is wrong: a restore now would bring back a role or a phone that was ended."""
    if since := running.unnoted(now):
        says = _("What ended since %s is not noted beside the backups yet.") % at_text(since)
        do = _("Look whether worker and beat run and %s can be written to: restored from a backup, it would stand again.")
        yield Finding(_("What ended"), "warn", says, do % settings.BACKUP_TO)


def _for_failed(why: str) -> str:
    words = {
        BackupRun.Why.FULL: _("Make room in %s, or set BACKUP_KEEP lower. The older backups are as they were.")
        % settings.BACKUP_TO,
        BackupRun.Why.FOLDER: _("Mount %s again, writable for the user of the worker.") % settings.BACKUP_TO,
        BackupRun.Why.AWAY: _("Look whether %s is there: BACKUP_S3_ENDPOINT, the network, the clock.") % settings.BACKUP_TO,
        BackupRun.Why.REFUSED: _("Look at BACKUP_S3_KEY and BACKUP_S3_SECRET, and at what that key may do in %s.")
        % settings.BACKUP_TO,
        BackupRun.Why.RECIPIENT: _(
            "Make the first one by hand: manage.py backup DIR shows the 24 words of the recovery key, once."
        ),
    }
    return words.get(BackupRun.Why(why)) or _("Run manage.py backup by hand: it says what is wrong.")


def key_files(now: datetime) -> Iterator[Finding]:
    try:
        keys.verify()
    except (keyfiles.KeyMissing, ImproperlyConfigured) as error:
        yield Finding(
            _("Keys"), "bad", str(error), _("Change nothing else, and bring back the keys out of the backup's key file.")
        )
    else:
        yield Finding(_("Keys"), "ok", _("They are those that this database was written with."))


def people(now: datetime) -> Iterator[Finding]:
    """Whether there are two who can let a manager in again: nobody but another manager does."""
    today = timezone.localdate(now)
    held = Membership.objects.confirmed().valid(today).with_pledge(today)
    held = set(held.filter(role=Role.MANAGER, pledged=True, user__is_active=True).values_list("area_id", "user_id"))
    councils = list(Area.objects.councils().filter(closed_date=None).order_by("path"))
    for council in councils:
        managers = len({user for area, user in held if area in council.path})
        if managers < 2:
            says = ngettext(
                "%(council)s has %(n)d manager who can act.", "%(council)s has %(n)d managers who can act.", managers
            )
            do = _("Appoint a second one (manage.py appoint): a manager without a pledge is let in by another one alone.")
            yield Finding(_("Managers"), "warn" if managers else "bad", says % {"council": council.name, "n": managers}, do)
    if not councils:
        yield Finding(
            _("Managers"), "warn", _("No council is set up yet."), _("Run manage.py bootstrap, then manage.py appoint.")
        )

"""Who reported abuse is written into a compartment below the case, which opens to its named readers alone, two at least."""

from collections import Counter

from django.core.exceptions import ValidationError
from django.db.models import Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.acting import CanAct, able
from accounts.models import User
from casework.models import Reporter
from privacy import context, granting
from privacy.dossiers import WORK
from privacy.gate import service
from privacy.models import Dossier, Grant, Recusal
from privacy.opening import open_dossier

FEWEST = 2


@service("case.write", on=lambda case, **_: case)
def reporter_record(case, *, actor, readers, **values) -> Reporter:
    """The actor need not be among the readers, and then does not see again what they wrote."""
    dossier = open_dossier(Dossier.Kind.COMPARTMENT, case.area, parent=case.dossier)
    reporter = Reporter(case=case, dossier=dossier, **values)
    reporter.clean_values()
    reporter.save()
    _name(reporter, readers, actor)
    return reporter


@service("reporter.write", on=lambda reporter, **_: reporter)
def reporter_correct(reporter, *, actor, **values) -> Reporter:
    for name, value in values.items():
        setattr(reporter, name, value)
    reporter.clean_values()
    reporter.save()
    return reporter


@service("reporter.write", on=lambda reporter, **_: reporter)
def reporter_name_readers(reporter, *, actor, readers) -> Reporter:
    """These from now on, and nobody else."""
    Dossier.objects.select_for_update(no_key=True).get(pk=reporter.dossier_id)
    _name(reporter, readers, actor)
    return reporter


def possible_readers(case):
    """Whoever can open the case: the way to the reporter leads through it."""
    today = timezone.localdate()
    people = able("reporter.read", case.council_id, today).alias(place=Value(case.dossier_id))
    return people.filter(CanAct("case.read", user="pk", dossier="place", on=today)).order_by("kana", "id")


def readers_of(reporter):
    """Who is named to it, whether or not they can still open it."""
    grants = Grant.objects.filter(content_object=reporter.dossier_id).valid(timezone.localdate())
    return User.objects.filter(pk__in=grants.values("user")).order_by("kana", "id")


def read_by_one(user) -> list[Reporter]:
    """Those that this reader alone can still open: somebody is named beside them before they leave too."""
    mine = list(
        Reporter.objects.visible_to(user, "reporter.write").select_related("case__dossier").only("dossier", "case__dossier")
    )
    if not mine:
        return []
    about, today = {one.dossier_id: one.case.dossier.subject_id for one in mine}, timezone.localdate()
    grants = Grant.objects.filter(content_object__in=about).valid(today)
    grants = grants.filter(CanAct("reporter.read", user="user", dossier="content_object", on=today))
    named = set(grants.values_list("content_object", "user"))
    shut = set(Recusal.objects.lasting().filter(dossier__in=about.values()).values_list("dossier", "user"))
    readers = Counter(compartment for compartment, one in named if (about[compartment], one) not in shut)
    return [one for one in mine if readers[one.dossier_id] < FEWEST]


def _name(reporter, readers, actor) -> None:
    readers, today = set(readers), timezone.localdate()
    if len(readers) < FEWEST:
        raise ValidationError({"readers": _("Name at least two people.")})
    if possible_readers(reporter.case).filter(pk__in=[user.pk for user in readers]).count() != len(readers):
        raise ValidationError({"readers": _("One of these people cannot open this case.")})
    Grant.objects.filter(content_object=reporter.dossier_id).exclude(user__in=readers).end(today)
    for user in sorted(readers, key=lambda user: user.pk):
        granting.grant(user, reporter.dossier, Grant.Kind.ASSIGNED, level=WORK, from_date=today, given_by=actor)
    context.current().forget_decisions()

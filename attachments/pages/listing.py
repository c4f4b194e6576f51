"""添付の一覧: the files of a record, the newest first; how many each of several records has; the box on the page of a record."""

from dataclasses import dataclass

from django.db.models import Count

from attachments.models import Attachment
from attachments.parents import parent_of
from privacy.reach import can
from privacy.reading import first, show

# Files that the box on a record's own page names.
NEWEST = 5


@dataclass(frozen=True)
class Box:
    """What stands on a record's own page. `more`: whether there are others than these."""

    url: str
    attach_url: str
    files: list[Attachment]
    more: bool
    may_attach: bool


def files_of(user, record):
    found = Attachment.objects.in_dossier_of(record, user).filter(about=record.pk)
    return found.select_related("added_by", "removed_by").newest_first()


def newest_of(asker, about):
    """For a question (`privacy.together`): of the record whose id is `about`, one more than the box names."""
    return asker.lies_in(Attachment).present().filter(about=about).newest_first()[: NEWEST + 1]


def number_of_each(asker, parent: str, abouts):
    """For a question: (record, how many files) of each of these records that has some."""
    found = asker.sees(Attachment).present().filter(parent=parent, about__in=abouts)
    return found.order_by().values("about").annotate(number=Count("pk")).values_list("about", "number")


def numbers(user, parent: str, records) -> dict:
    """How many files each of these records has, of those that have some."""
    found = Attachment.objects.visible_to(user).present().filter(parent=parent, about__in=[record.pk for record in records])
    return dict(found.order_by().values("about").annotate(number=Count("pk")).values_list("about", "number"))


def box_of(user, record, rows) -> Box:
    """`rows`: the answer to `newest_of`."""
    return _box(user, record, show(rows[:NEWEST]), len(rows) > NEWEST)


def box(user, record) -> Box:
    return _box(user, record, *first(files_of(user, record).present(), NEWEST))


def _box(user, record, files, more) -> Box:
    what = parent_of(record)
    return Box(what.files_url(record.pk), what.attach_url(record.pk), files, more, can(user, what.write, record))

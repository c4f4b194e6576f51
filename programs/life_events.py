"""What follows when somebody leaves a council: they help with none of its programmes any more."""

from django.utils import timezone

from accounts.leaving import follows_leaving
from programs.models import Helper


@follows_leaving
def end_helping(person, council_id, begun_by):
    helping = Helper.objects.filter(
        user=person, program__policy__goal__plan__area=council_id, ended_at=None, from_date__lte=begun_by
    )
    helping.update(ended_at=timezone.now())

"""Places that take somebody in, or somebody's help."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from privacy.gate import service
from supporters.models import Host


@service("program.write", on=lambda *, council, **_: council)
def host_save(*, actor, council, host: Host | None = None, closed=False, **values) -> Host:
    host = host or Host(council=council)
    for name, value in values.items():
        setattr(host, name, value)
    host.closed_date = (host.closed_date or timezone.localdate()) if closed else None
    if Host.objects.filter(council=council, name=host.name, closed_date=None).exclude(pk=host.pk).exists() and not closed:
        raise ValidationError({"name": _("A place of this name is there already.")})
    host.full_clean()
    host.save()
    return host

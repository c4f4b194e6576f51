"""Questions that the tests of the watch-over's services ask again and again."""

import pytest
from django.core.exceptions import ValidationError

from privacy import context
from visits.models import Alert, Enrolment, SafetyCheck, Visit


def refused(field, function, *args, **values):
    """The message stands at its place; "" is the place of the whole form."""
    with pytest.raises(ValidationError) as error:
        function(*args, **values)
    places = error.value.message_dict if hasattr(error.value, "error_dict") else {"": error.value.messages}
    assert field in places, places


def kinds(enrolment, **filters):
    return sorted(Alert.objects.filter(enrolment=enrolment, **filters).values_list("kind", flat=True))


def seen(user, model=Visit, **filters):
    with context.on_behalf_of(user):
        return list(model.objects.visible_to(user).filter(**filters))


def fresh(record):
    """As the database has it now; its texts stay encrypted."""
    return type(record)._base_manager.select_related("dossier").get(pk=record.pk)


def check_of(enrolment: Enrolment) -> SafetyCheck | None:
    return SafetyCheck.objects.open().filter(enrolment=enrolment).first()

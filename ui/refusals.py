"""What a service refused, said at the field of the form that it is about."""

from django.core.exceptions import ValidationError


def refuse(form, error: ValidationError, places=None) -> None:
    """`places`: {what the service calls it: the form's field}. What the form does not show is said above it."""
    found = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for name, messages in found.items():
        place = (places or {}).get(name, name)
        for message in messages:
            form.add_error(place if place in form.fields else None, message)

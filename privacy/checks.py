"""System checks: the application does not start when a model about a person lies outside the dossiers."""

from typing import Any

from django.apps import apps
from django.core import checks
from django.db.models import ForeignKey

from privacy.confidential import ConfidentialModel, confidential_models

# Tables that point at a confidential record and hold nothing about a person, each with the reason.
NOT_CONFIDENTIAL: dict[str, str] = {}


@checks.register()
def every_record_is_confidential(app_configs: object, **kwargs: Any) -> list[checks.CheckMessage]:
    found: list[checks.CheckMessage] = []
    for model in apps.get_models():
        if issubclass(model, ConfidentialModel) or hasattr(model, "history_id") or model._meta.label in NOT_CONFIDENTIAL:
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if isinstance(field, ForeignKey) and isinstance(target, type) and issubclass(target, ConfidentialModel):
                found.append(checks.Error(f"{model._meta.label}.{field.name} points at a person's record", id="privacy.E001"))
    return found


@checks.register()
def every_record_says_how_it_is_read(app_configs: object, **kwargs: Any) -> list[checks.CheckMessage]:
    from privacy.policy import ACTIONS

    return [
        checks.Error(f"{model._meta.label} names no read_action of the policy", id="privacy.E002")
        for model in confidential_models()
        if model.read_action not in ACTIONS
    ]

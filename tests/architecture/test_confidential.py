"""Invariants 1 and 3, over every confidential model that exists: a new one cannot be forgotten."""

import pytest
from django.core.exceptions import FieldError
from django.db import connection

from attachments.models import Piece
from casework.models import Draft
from conferences.models import MinutesDraft, PaperPart
from documents.models import Content
from exports.models import ExportContent
from field.models import Held
from moving.models import MoveContent
from privacy.confidential import BulkWriteRefused, confidential_models
from privacy.database import guarded_tables
from privacy.fields import encrypted_fields
from privacy.policy import ACTIONS

MODELS = confidential_models()
NAMES = [model._meta.label for model in MODELS]
# What somebody is still typing makes no version. What a document says is thrown away while it is a draft, and never changed after.
# A file is never changed: its pieces neither. A file that leaves lies for a day.
# What a tablet brought is never changed, and goes when it has become a visit.
NO_HISTORY = {Draft, Content, MinutesDraft, PaperPart, Held, MoveContent, Piece, ExportContent}


def test_there_are_confidential_models():
    assert {"casework.Person", "casework.Case", "casework.ProgressNote"} <= set(NAMES)


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_bulk_writes_are_refused(model):
    with pytest.raises(BulkWriteRefused):
        model.objects.all().delete()
    with pytest.raises(BulkWriteRefused):
        model.objects.bulk_create([])
    with pytest.raises(BulkWriteRefused):
        model.objects.bulk_update([], ["dossier"])
    with pytest.raises(BulkWriteRefused):
        model.objects.update(dossier=None)


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_it_is_read_by_an_action_of_the_policy(model):
    assert model.read_action in ACTIONS
    assert ACTIONS[model.read_action].kinds


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_encrypted_fields_cannot_be_filtered_or_updated(model):
    for field in encrypted_fields(model):
        with pytest.raises(FieldError):
            list(model.objects.filter(**{field.name: "x"}))
        with pytest.raises(FieldError):
            list(model.objects.filter(**{field.name + "__contains": "x"}))


@pytest.mark.parametrize("model", [model for model in MODELS if model not in NO_HISTORY], ids=lambda model: model._meta.label)
def test_its_history_keeps_the_same_columns_encrypted(model):
    history = {field.name: field for field in encrypted_fields(model.history.model)}
    assert history.pop("history_change_reason").origin == "history.reason"
    assert {name: type(field) for name, field in history.items()} == {
        field.name: type(field) for field in encrypted_fields(model)
    }
    assert [field.origin for field in history.values()] == [f"{model._meta.label_lower}.{name}" for name in history]


def test_everything_but_a_draft_keeps_a_history():
    assert {model for model in MODELS if not hasattr(model, "history")} == NO_HISTORY


@pytest.mark.django_db
def test_every_table_keeps_its_records_in_their_dossier():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'dossier_stays'")
        guarded = {name for (name,) in cursor.fetchall()}
    assert set(guarded_tables()) <= guarded

"""The whole way of a 同意書: asked for on the person's page, made by the worker, opened, numbered and listed."""

import pytest
from django.urls import reverse

from documents.models import Document
from privacy.models import AccessEvent
from tests.cast import login
from tests.documents.conftest import work
from tests.documents.reading import pages, text

pytestmark = pytest.mark.django_db


def ask(client, her):
    return client.post(reverse("consent_blank", args=[her.pk]), {"once": "11111111-1111-4111-8111-111111111111"})


def test_a_blank_form_is_asked_for_made_and_opened(client, caseworker, her):
    login(client, caseworker)
    answer = ask(client, her)
    document = Document.objects.get()
    assert answer.url == document.get_absolute_url()
    waiting = client.get(answer.url).content.decode()
    assert "このページを離れても" in waiting
    assert reverse("document_file", args=[document.pk]) not in waiting
    work()
    assert client.get(reverse("document_state", args=[document.pk])).headers["HX-Refresh"] == "true"
    page = client.get(answer.url).content.decode()
    assert f"文{Document.objects.get().fiscal_year}-0001" in page
    file = client.get(reverse("document_file", args=[document.pk]))
    assert (file.status_code, file.headers["Content-Type"], file.headers["Cache-Control"]) == (
        200,
        "application/pdf",
        "no-store",
    )
    assert file.headers["Content-Disposition"] == f'inline; filename="document-{Document.objects.get().fiscal_year}-0001.pdf"'
    assert AccessEvent.objects.order_by("-seq").first().action == "document.read"
    words = text(file.content)
    assert "髙﨑 𠮷子" in words
    assert "甲地区社会福祉協議会" in words
    assert [("1 / 1 ページ" in one, f"2 部のうち {n} 部目" in one) for n, one in enumerate(pages(file.content), 1)] == [
        (True, True)
    ] * 2

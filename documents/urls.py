from django.urls import path

from documents import views

urlpatterns = [
    path("documents/", views.documents, name="documents"),
    path("documents/<uuid:pk>/", views.document, name="document"),
    path("documents/<uuid:pk>/state/", views.document_state, name="document_state"),
    path("documents/<uuid:pk>/file/", views.document_file, name="document_file"),
    path("documents/<uuid:pk>/word/", views.document_word, name="document_word"),
    path("documents/<uuid:pk>/again/", views.document_again, name="document_again"),
    path("documents/<uuid:pk>/withdraw/", views.document_withdraw, name="document_withdraw"),
    path("copies/<uuid:pk>/", views.copy_mark, name="copy_mark"),
]

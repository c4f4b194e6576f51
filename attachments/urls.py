from django.urls import path

from attachments import views
from attachments.parents import PARENTS

urlpatterns = [
    path("files/<uuid:pk>/", views.attachment, name="attachment"),
    path("files/<uuid:pk>/file/", views.attachment_file, name="attachment_file"),
    path("files/<uuid:pk>/edit/", views.attachment_edit, name="attachment_edit"),
    path("files/<uuid:pk>/remove/", views.attachment_remove, name="attachment_remove"),
    path("files/<uuid:pk>/restore/", views.attachment_restore, name="attachment_restore"),
]
for parent in PARENTS.values():
    urlpatterns += [
        path(f"files/of/{parent.name}/<uuid:pk>/", views.listing(parent), name=f"files_{parent.name}"),
        path(f"files/of/{parent.name}/<uuid:pk>/new/", views.attaching(parent), name=f"attach_{parent.name}"),
    ]

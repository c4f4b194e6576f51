from django.urls import path

from moving import views

urlpatterns = [
    path("moving/", views.moves, name="moves"),
    path("moving/sample/", views.move_sample, name="move_sample"),
    path("moving/<uuid:pk>/", views.move, name="move"),
    path("moving/<uuid:pk>/state/", views.move_state, name="move_state"),
    path("moving/<uuid:pk>/marked/", views.move_marked, name="move_marked"),
    path("moving/<uuid:pk>/drop/", views.move_drop, name="move_drop"),
    path("moving/<uuid:pk>/back/", views.move_back, name="move_back"),
]

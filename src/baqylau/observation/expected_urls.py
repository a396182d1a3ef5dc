"""Addresses of what is expected, of waves, and of signs of life."""

from django.urls import path

from baqylau.observation.views import check_ins, expected, routes, waves

urlpatterns = [
    path("missions/<slug:slug>/waves/", waves.waves, name="waves"),
    path("missions/<slug:slug>/waves/new/", waves.new, name="new_wave"),
    path("missions/<slug:slug>/waves/usual/", waves.usual, name="usual_waves"),
    path("missions/<slug:slug>/waves/<int:pk>/", waves.wave, name="wave"),
    path("missions/<slug:slug>/waves/<int:pk>/remove/", waves.remove, name="remove_wave"),
    path("missions/<slug:slug>/expected/", expected.expected, name="expected"),
    path("missions/<slug:slug>/expected/add/", expected.add, name="add_expected"),
    path("missions/<slug:slug>/expected/remove/", expected.remove, name="remove_expected"),
    path("missions/<slug:slug>/expected/<int:pk>/", expected.change, name="change_expected"),
    path("missions/<slug:slug>/silent/", check_ins.silent, name="silent"),
    path("missions/<slug:slug>/silent/<int:pk>/check-in/", check_ins.for_team, name="check_in"),
    path("key/<str:token>/route/", routes.key_route, name="key_route"),
    path("key/<str:token>/check-in/", routes.key_check_in, name="key_check_in"),
]

"""The room's addresses. A mission's own page spans rooms and is the site's."""

from django.urls import path

from baqylau.mission.views import delegations, members, missions, teams

app_name = "mission"
urlpatterns = [
    path("roles/", missions.roles, name="roles"),
    path("missions/", missions.missions, name="missions"),
    path("new-mission/", missions.new, name="new"),
    path("missions/<slug:slug>/edit/", missions.edit, name="edit"),
    path("missions/<slug:slug>/members/", members.members, name="members"),
    path("missions/<slug:slug>/members/add/", members.add, name="add_member"),
    path("missions/<slug:slug>/members/invite/", members.invite, name="invite_member"),
    path("missions/<slug:slug>/members/<int:pk>/", members.member, name="member"),
    path("missions/<slug:slug>/members/<int:pk>/end/", members.end, name="end_member"),
    path("missions/<slug:slug>/teams/", teams.teams, name="teams"),
    path("missions/<slug:slug>/teams/new/", teams.new, name="new_team"),
    path("missions/<slug:slug>/teams/<int:pk>/", teams.team, name="team"),
    path("missions/<slug:slug>/teams/<int:pk>/dissolve/", teams.dissolve, name="dissolve_team"),
    path("missions/<slug:slug>/delegations/", delegations.delegations, name="delegations"),
    path("missions/<slug:slug>/delegations/new/", delegations.new, name="new_delegation"),
    path("missions/<slug:slug>/delegations/<int:pk>/", delegations.delegation, name="delegation"),
]

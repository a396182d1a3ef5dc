"""The room's addresses. A mission's own page spans rooms and is the site's."""

from django.urls import path

from baqylau.mission.views import delegations, deployment, members, missions, routes, teams

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
    path("missions/<slug:slug>/my-route/", routes.my_route, name="my_route"),
    path("missions/<slug:slug>/deployment/", deployment.deployment, name="deployment"),
    path("missions/<slug:slug>/deployment/duty/", deployment.duty, name="duty"),
    path("missions/<slug:slug>/deployment/draw/", deployment.draw, name="draw"),
    path("missions/<slug:slug>/deployment/draw.csv", deployment.draw_csv, name="draw_csv"),
    path("missions/<slug:slug>/deployment/draw/take-over/", deployment.take_over_draw, name="take_over_draw"),
    path("missions/<slug:slug>/deployment/balance/", deployment.balance, name="balance"),
    path("missions/<slug:slug>/deployment/balance/teams/", deployment.make_pairs, name="make_pairs"),
    path("missions/<slug:slug>/deployment/import/", routes.take_in, name="import_routes"),
    path("missions/<slug:slug>/deployment/routes.csv", routes.routes_csv, name="routes_csv"),
    path("missions/<slug:slug>/deployment/routes.xlsx", routes.routes_xlsx, name="routes_xlsx"),
    path("missions/<slug:slug>/deployment/teams/<int:pk>/", routes.route, name="route"),
    path("missions/<slug:slug>/deployment/teams/<int:pk>/add/", routes.add, name="add_stop"),
    path("missions/<slug:slug>/deployment/teams/<int:pk>/change/", routes.change, name="change_route"),
    path("missions/<slug:slug>/deployment/teams/<int:pk>/card/", routes.card, name="route_card"),
    path("missions/<slug:slug>/delegations/", delegations.delegations, name="delegations"),
    path("missions/<slug:slug>/delegations/new/", delegations.new, name="new_delegation"),
    path("missions/<slug:slug>/delegations/<int:pk>/", delegations.delegation, name="delegation"),
]

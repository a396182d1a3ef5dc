"""All addresses: each room's under its own name."""

from django.urls import URLPattern, URLResolver, include, path

from baqylau.site.published_urls import published_urls
from baqylau.site.views import calendar, duties, election_day, elections, health, home, law, mission, trail

site_urls: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("elections/", elections.elections, name="elections"),
    path("elections/<slug:code>/", elections.election, name="election"),
    path("elections/<slug:code>/stations/", elections.stations, name="stations"),
    path("elections/<slug:code>/calendar/", calendar.election_calendar, name="election_calendar"),
    path("elections/<slug:code>/law/", law.law, name="law"),
    path("elections/<slug:code>/law.csv", law.download, {"kind": "csv"}, name="law_csv"),
    path("elections/<slug:code>/law.xlsx", law.download, {"kind": "xlsx"}, name="law_xlsx"),
    path("calendars/<str:key>/<slug:code>.ics", calendar.calendar_feed, name="calendar_feed"),
    path("missions/<slug:slug>/", mission.mission, name="mission"),
    path("missions/<slug:slug>/calendar/", calendar.mission_calendar, name="mission_calendar"),
    path("missions/<slug:slug>/calendar/<str:code>/", duties.duty, name="duty"),
    path("missions/<slug:slug>/election-day/", election_day.page, name="election_day"),
    path("missions/<slug:slug>/election-day/live/", election_day.live, name="election_day_live"),
    path(
        "missions/<slug:slug>/election-day/seen/<int:number>/", election_day.acknowledge, name="acknowledge"
    ),
    *published_urls,
    path("trail/", trail.trail, name="trail"),
    path("healthz", health.healthz, name="healthz"),
]

urlpatterns = [
    path("", include("baqylau.observation.urls")),  # what phones ask for is asked most often
    path("", include((site_urls, "site"))),
    path("", include("baqylau.accounts.urls")),
    path("", include("baqylau.mission.urls")),
    path("", include("baqylau.results.urls")),
    path("", include("baqylau.campaign.urls")),
    path("", include("baqylau.disputes.urls")),
    path("", include("baqylau.reports.urls")),
]

handler400 = "baqylau.site.views.errors.bad_request"
handler403 = "baqylau.site.views.errors.forbidden"
handler404 = "baqylau.site.views.errors.not_found"

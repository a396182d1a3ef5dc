"""All addresses: each room's under its own name."""

from django.urls import URLPattern, URLResolver, include, path

from baqylau.site.views.home import home

site_urls: list[URLPattern | URLResolver] = [path("", home, name="home")]

urlpatterns = [
    path("", include((site_urls, "site"))),
    path("", include("baqylau.accounts.urls")),
    path("", include("baqylau.mission.urls")),
    path("", include("baqylau.observation.urls")),
    path("", include("baqylau.reports.urls")),
]

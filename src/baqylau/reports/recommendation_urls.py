"""Addresses of recommendations, commitments and their follow-up. The public ones name no mission."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from baqylau.reports.views import commitments, recommendation_entry, recommendations, recommendations_public

HERE = "missions/<slug:slug>/recommendations"
ONE = f"{HERE}/<slug:code>"
PUBLIC = "recommendations"

recommendation_urls: list[URLPattern | URLResolver] = [
    path(f"{HERE}/", recommendations.recommendations, name="recommendations"),
    path(f"{HERE}.csv", recommendations.download, {"kind": "csv"}, name="recommendations_csv"),
    path(f"{HERE}.xlsx", recommendations.download, {"kind": "xlsx"}, name="recommendations_xlsx"),
    path(f"{HERE}/figures/", recommendations.figures, name="recommendation_figures"),
    path(f"{HERE}/ratings.csv", recommendations.download_ratings, name="ratings_csv"),
    path(f"{HERE}/new/", recommendation_entry.new, name="new_recommendation"),
    path(f"{HERE}/reports/new/", recommendation_entry.new_report, name="new_recommending_report"),
    path(f"{HERE}/import/", recommendation_entry.take_in, name="import_recommendations"),
    path(f"{HERE}/publish/", recommendation_entry.publish_all, name="publish_recommendations"),
    path(f"{ONE}/", recommendations.recommendation, name="recommendation"),
    path(f"{ONE}/change/", recommendation_entry.edit, name="edit_recommendation"),
    path(f"{ONE}/tie/", recommendation_entry.tie, name="tie_recommendation"),
    path(f"{ONE}/rate/", recommendation_entry.assess, name="assess_recommendation"),
    path(f"{ONE}/evidence/", recommendation_entry.assessment_evidence, name="assessment_evidence"),
    path(f"{ONE}/follow-up/", recommendation_entry.follow_up, name="follow_up"),
    path(f"{ONE}/publish/", recommendation_entry.publish, name="publish_recommendation"),
    path("missions/<slug:slug>/commitments/", commitments.commitments, name="commitments"),
    path("missions/<slug:slug>/commitments/new/", commitments.new, name="new_commitment"),
    path(f"{PUBLIC}/", recommendations_public.public, name="public_recommendations"),
    path(f"{PUBLIC}.csv", recommendations_public.public_csv, name="public_recommendations_csv"),
    path(f"{PUBLIC}/figures/", recommendations_public.public_figures, name="public_recommendation_figures"),
    path(f"{PUBLIC}/ratings.csv", recommendations_public.public_ratings, name="public_ratings_csv"),
    path(f"{PUBLIC}/<slug:code>/", recommendations_public.public_one, name="public_recommendation"),
]

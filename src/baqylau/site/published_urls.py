"""The addresses of what others said: published figures, sentences about observers, candidates."""

from django.urls import URLPattern, path

from baqylau.site.views import attributions, candidates, published

FIGURES = "missions/<slug:slug>/published-figures"
ATTRIBUTIONS = "missions/<slug:slug>/attributions"
CANDIDATES = "missions/<slug:slug>/candidates"

published_urls: list[URLPattern] = [
    path(f"{FIGURES}/", published.figures, name="published_figures"),
    path(f"{FIGURES}.csv", published.figures_csv, name="published_figures_csv"),
    path(f"{FIGURES}.xlsx", published.figures_xlsx, name="published_figures_xlsx"),
    path(f"{FIGURES}/conflicts/", published.conflicts, name="figure_conflicts"),
    path(f"{FIGURES}/new/", published.new, name="new_figure"),
    path(f"{FIGURES}/paste/", published.paste, name="paste_figures"),
    path(f"{FIGURES}/pack/<int:pk>/", published.pack_figure, name="pack_figure"),
    path(f"{FIGURES}/<int:number>/", published.figure, name="published_figure"),
    path(f"{FIGURES}/<int:number>/change/", published.change, name="change_figure"),
    path(f"{FIGURES}/<int:number>/confirm/", published.confirm, name="confirm_figure"),
    path(f"{FIGURES}/<int:number>/take-back/", published.withdraw, name="withdraw_figure"),
    path(f"{ATTRIBUTIONS}/", attributions.attributions, name="attributions"),
    path(f"{ATTRIBUTIONS}.csv", attributions.attributions_csv, name="attributions_csv"),
    path(f"{ATTRIBUTIONS}.xlsx", attributions.attributions_xlsx, name="attributions_xlsx"),
    path(f"{ATTRIBUTIONS}/new/", attributions.new, name="new_attribution"),
    path(f"{ATTRIBUTIONS}/<int:number>/", attributions.attribution, name="attribution"),
    path(f"{ATTRIBUTIONS}/<int:number>/change/", attributions.change, name="change_attribution"),
    path(f"{CANDIDATES}/", candidates.candidates, name="candidates"),
    path(f"{CANDIDATES}.csv", candidates.candidates_csv, name="candidates_csv"),
    path(f"{CANDIDATES}.xlsx", candidates.candidates_xlsx, name="candidates_xlsx"),
    path(f"{CANDIDATES}/numbers/", candidates.numbers, name="candidate_numbers"),
    path(f"{CANDIDATES}/new/", candidates.new, name="new_candidate"),
    path(f"{CANDIDATES}/import/", candidates.take_in, name="import_candidates"),
    path(f"{CANDIDATES}/<int:number>/", candidates.candidate, name="candidate"),
    path(f"{CANDIDATES}/<int:number>/change/", candidates.change, name="change_candidate"),
    path(f"{CANDIDATES}/<int:number>/decide/", candidates.decide, name="decide_candidate"),
]

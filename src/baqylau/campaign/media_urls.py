"""Addresses of outlets, schedule and coding."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from baqylau.campaign.views import media_coding, media_imports, media_lists, media_schedule, media_setup

MEDIA = "missions/<slug:slug>/media/"
PROGRAMME = f"{MEDIA}programmes/<int:number>/"
IMPORT = f"{MEDIA}spreadsheets/<int:number>/"

media_urls: list[URLPattern | URLResolver] = [
    path(f"{MEDIA}my-coding/", media_lists.my_coding, name="my_coding"),
    path(f"{MEDIA}programmes/", media_lists.programmes, name="programmes"),
    path(f"{MEDIA}programmes.csv", media_lists.programmes_file, {"kind": "csv"}, name="programmes_csv"),
    path(f"{MEDIA}programmes.xlsx", media_lists.programmes_file, {"kind": "xlsx"}, name="programmes_xlsx"),
    path(f"{MEDIA}programmes/new/", media_coding.new_programme, name="new_programme"),
    path(PROGRAMME, media_lists.programme, name="programme"),
    path(f"{PROGRAMME}edit/", media_coding.edit_programme, name="edit_programme"),
    path(f"{PROGRAMME}coding/", media_coding.coding, name="coding"),
    path(f"{PROGRAMME}coding/rows/", media_coding.coding_rows, name="coding_rows"),
    path(f"{PROGRAMME}coding/finish/", media_coding.finish, name="finish_programme"),
    path(f"{PROGRAMME}items/new/", media_coding.correct, name="add_item"),
    path(f"{PROGRAMME}items/<int:item>/", media_coding.correct, name="correct_item"),
    path(f"{PROGRAMME}second-coding/", media_coding.second_coding, name="second_coding"),
    path(f"{PROGRAMME}remove/", media_coding.remove, name="remove_programme"),
    path(f"{MEDIA}items/", media_lists.items, name="items"),
    path(f"{MEDIA}items.csv", media_lists.items_file, {"kind": "csv"}, name="items_csv"),
    path(f"{MEDIA}items.xlsx", media_lists.items_file, {"kind": "xlsx"}, name="items_xlsx"),
    path(f"{MEDIA}schedule/", media_schedule.schedule, name="schedule"),
    path(f"{MEDIA}schedule.csv", media_schedule.schedule_file, {"kind": "csv"}, name="schedule_csv"),
    path(f"{MEDIA}schedule.xlsx", media_schedule.schedule_file, {"kind": "xlsx"}, name="schedule_xlsx"),
    path(f"{MEDIA}schedule/new/", media_schedule.plan, name="plan_monitoring"),
    path(f"{MEDIA}schedule/<int:number>/", media_schedule.slot, name="slot"),
    path(f"{MEDIA}schedule/<int:number>/monitor/", media_schedule.give, name="give_slot"),
    path(f"{MEDIA}schedule/<int:number>/remove/", media_schedule.remove, name="remove_slot"),
    path(f"{MEDIA}outlets/", media_setup.outlets, name="outlets"),
    path(f"{MEDIA}outlets.csv", media_setup.outlets_file, {"kind": "csv"}, name="outlets_csv"),
    path(f"{MEDIA}outlets.xlsx", media_setup.outlets_file, {"kind": "xlsx"}, name="outlets_xlsx"),
    path(f"{MEDIA}outlets/new/", media_setup.new_outlet, name="new_outlet"),
    path(f"{MEDIA}outlets/of/<slug:code>/", media_setup.outlet, name="outlet"),
    path(f"{MEDIA}subjects/", media_setup.subjects, name="media_subjects"),
    path(f"{MEDIA}subjects/new/", media_setup.new_subject, name="new_media_subject"),
    path(f"{MEDIA}subjects/take-over/", media_setup.take_over, name="take_over_subjects"),
    path(f"{MEDIA}subjects/topics/", media_setup.topics, name="media_topics"),
    path(f"{MEDIA}subjects/of/<slug:code>/", media_setup.subject, name="media_subject"),
    path(f"{MEDIA}spreadsheets/", media_imports.imports, name="media_imports"),
    path(f"{MEDIA}spreadsheets/new/", media_imports.new, name="new_media_import"),
    path(IMPORT, media_imports.one, name="media_import"),
    path(f"{IMPORT}progress/", media_imports.progress, name="media_import_progress"),
    path(f"{IMPORT}take-in/", media_imports.take, name="take_in_media"),
    path(f"{IMPORT}undo/", media_imports.undo, name="undo_media"),
    path(f"{IMPORT}remove/", media_imports.remove, name="remove_media_import"),
    path(f"{IMPORT}file/", media_imports.original, name="media_import_file"),
]

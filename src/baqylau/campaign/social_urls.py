"""Addresses of social networks."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, URLResolver, path

from baqylau.campaign.views import (
    social,
    social_accounts,
    social_advertisements,
    social_files,
    social_groups,
    social_posts,
)

SOCIAL = "missions/<slug:slug>/social/"


def _tables(route: str, view: Any, name: str) -> list[URLPattern]:
    """A table as CSV and as a workbook."""
    return [
        path(f"{SOCIAL}{route}.{kind}", view, {"kind": kind}, name=f"{name}_{kind}")
        for kind in ("csv", "xlsx")
    ]


social_urls: list[URLPattern | URLResolver] = [
    path(SOCIAL, social.activity, name="social"),
    *_tables("activity", social.activity_file, "social_activity"),
    path(f"{SOCIAL}forbidden-times/", social.windows, name="social_windows"),
    path(f"{SOCIAL}posts/", social_posts.posts, name="social_posts"),
    *_tables("posts", social_posts.posts_file, "social_posts"),
    path(f"{SOCIAL}posts/<int:pk>/", social_posts.post, name="social_post"),
    path(f"{SOCIAL}posts/<int:pk>/code/", social_posts.code, name="code_post"),
    path(f"{SOCIAL}queue/", social_posts.queue, name="social_queue"),
    path(f"{SOCIAL}accounts/", social_accounts.accounts, name="social_accounts"),
    *_tables("accounts", social_accounts.accounts_file, "social_accounts"),
    path(f"{SOCIAL}accounts/new/", social_accounts.new_account, name="new_social_account"),
    path(f"{SOCIAL}accounts/<int:number>/", social_accounts.account, name="social_account"),
    path(f"{SOCIAL}accounts/<int:number>/change/", social_accounts.edit_account, name="edit_social_account"),
    path(f"{SOCIAL}near-duplicates/", social_groups.groups, name="social_groups"),
    *_tables("near-duplicates", social_groups.groups_file, "social_groups"),
    path(f"{SOCIAL}near-duplicates/again/", social_groups.group_again, name="group_posts"),
    path(f"{SOCIAL}near-duplicates/<int:number>/", social_groups.group, name="social_group"),
    path(f"{SOCIAL}advertisements/", social_advertisements.advertisements, name="social_advertisements"),
    *_tables("advertisements", social_advertisements.advertisements_file, "social_advertisements"),
    path(f"{SOCIAL}files/", social_files.files, name="post_files"),
    path(f"{SOCIAL}files/new/", social_files.new_file, name="new_post_file"),
    path(f"{SOCIAL}files/<int:number>/", social_files.one_file, name="post_file"),
    path(f"{SOCIAL}files/<int:number>/progress/", social_files.progress, name="post_file_progress"),
    path(f"{SOCIAL}files/<int:number>/take-in/", social_files.take, name="take_post_file_in"),
    path(f"{SOCIAL}files/<int:number>/remove/", social_files.remove, name="remove_post_file"),
    path(f"{SOCIAL}files/<int:number>/original/", social_files.original, name="post_file_original"),
]

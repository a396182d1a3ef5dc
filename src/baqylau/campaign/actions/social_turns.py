"""Accounts and posts of a mission come in one transaction after another."""

from __future__ import annotations

from django.db import connection

from baqylau.mission.models import Mission

_LOCK = 20_260_601
"""The number under which missions are locked on PostgreSQL, for those who enter accounts and posts."""


def wait_for_turn(mission: Mission) -> None:
    """Until this transaction ends, no other enters accounts or posts of the mission.

    The row of the mission stays free: reports of phones take their numbers from it while a million posts come
    in. SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, mission.pk])

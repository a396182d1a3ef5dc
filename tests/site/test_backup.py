"""A backup brings everything back, says what is wrong with it, and changes nothing where it is refused."""

from __future__ import annotations

import json
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection

from baqylau.accounts.models import User
from baqylau.election.models import Area
from baqylau.mission.models import Mission, Team
from baqylau.site.backup_file import BackupWriter, Manifest, Table, new_backup
from baqylau.site.backups import LEFT_OUT, back_up, backed_up_models, restore
from baqylau.site.cli import main
from baqylau.storage.disk import path_of
from baqylau.storage.models import StoredFile, keep
from baqylau.trail.actions import checkpoint_for_publishing, sequence
from baqylau.trail.keys import new_signer, signer
from baqylau.trail.models import Batch, Entry, Salt
from baqylau.trail.record import personal, record
from baqylau.trail.verify import verify
from tests.processes import baqylau, database_url, environment, run, start

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
Capture = pytest.CaptureFixture[str]
Everything = dict[str, list[tuple[Any, ...]]]


def everything() -> Everything:
    """All rows of all tables, with bytes as bytes."""
    return {
        model._meta.db_table: [
            tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
            for row in model._base_manager.order_by("pk").values_list()
        ]
        for model in apps.get_models(include_auto_created=True)
    }


def backed_up() -> Everything:
    names = {model._meta.db_table for model in backed_up_models()}
    return {table: rows for table, rows in everything().items() if table in names}


def command(capsys: Capture, *arguments: str | Path) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main([*map(str, arguments)])
    output, errors = capsys.readouterr()
    return code, output, errors


@pytest.fixture
def installation(mission: Mission, aigerim: User, bolat: User) -> Mission:
    """People, a tree, relations, stored bytes, sessions, and a trail with all it can hold."""
    country = Area.objects.create(
        country="xx",
        code="xx",
        kind="country",
        path="xx/",
        valid_from=date(1991, 12, 16),
        names={"kk": "Қазақстан", "en": "O'\"\\\n\t"},
        boundary={"coordinates": [[71.43, 51.125, -0.1, 1e-05, 50.0], [], None, True]},
    )
    region = Area.objects.create(
        country="xx",
        code="ulytau",
        kind="region",
        path="xx/ulytau/",
        parent=country,
        valid_from=date(2022, 6, 8),
    )
    Team.objects.create(mission=mission, code="1").areas.set([country, region])
    keep(bytes(range(256)) * 5000, name="записи.csv", media_type="text/csv")
    keep(b"", name="empty")
    record("test.done", about=mission, by=aigerim, change={"name": personal("Болат"), "number": 2**53})
    record("test.done", about=mission, by=None)
    sequence(now=NOW)
    record("test.later", about=mission, by=bolat)
    session = SessionStore()
    session["_auth_user_id"] = str(bolat.pk)
    session.create()
    return mission


@pytest.fixture
def backup(installation: Mission, tmp_path: Path) -> Path:
    file = tmp_path / "today.baqylau"
    back_up(file, now=NOW)
    return file


def rewritten(file: Path, change: Callable[[dict[str, bytes], Manifest], Manifest | None]) -> Path:
    """The backup with parts and list changed by somebody who can make every digest fit."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    read = json.loads(parts.pop("manifest.json"))
    manifest = Manifest(**{**read, "tables": [Table(**table) for table in read["tables"]]})
    manifest = change(parts, manifest) or manifest
    other = file.with_name("rewritten")
    with new_backup(other) as writer:
        tables = {table.member: table for table in manifest.tables}
        for name, content in parts.items():
            sha256 = writer.add(name, [content])
            if name in tables:
                tables[name] = replace(tables[name], sha256=sha256, rows=content.count(b"\n"))
        writer.finish(replace(manifest, tables=list(tables.values())))
    return other


def test_everything_comes_back_in_an_empty_installation(
    backup: Path, stored_files: Path, settings: Any, capsys: Capture
) -> None:
    before, checkpoint = backed_up(), Batch.objects.get().checkpoint
    contents = {stored.sha256: stored.read() for stored in StoredFile.objects.all()}
    key = signer()
    call_command("flush", interactive=False, verbosity=0)
    settings.STORED_FILES = stored_files / "new" / "files"
    settings.SIGNING_KEY_FILE = stored_files / "new" / "signing_key"
    code, output, errors = command(capsys, "restore", backup)
    assert (code, errors) == (0, "")
    assert "The trail of 2 entries is intact; 1 are not yet sequenced." in output
    assert backed_up() == before
    assert {stored.sha256: stored.read() for stored in StoredFile.objects.all()} == contents
    assert signer() == key
    assert settings.SIGNING_KEY_FILE.stat().st_mode & 0o777 == 0o600
    assert verify(checkpoint).intact


def test_life_goes_on_after_a_restore(backup: Path, erik: User, installation: Mission) -> None:
    restore(backup, replace=True)
    fresh = User.objects.create_user("fresh", name="Fresh")
    assert fresh.pk > User.objects.get(sign_in_name="bolat").pk
    Team.objects.create(mission=installation, code="2").areas.set(Area.objects.all())
    record("test.after", about=fresh, by=None, change={"name": personal("x")})
    assert sequence(now=NOW) == 2
    assert verify().intact


def test_a_database_with_rows_is_not_replaced_unless_told(
    backup: Path, installation: Mission, capsys: Capture
) -> None:
    User.objects.create_user("new", name="New")
    before = everything()
    code, output, errors = command(capsys, "restore", backup)
    assert (code, output) == (2, "")
    assert "B.207" in errors
    assert everything() == before
    code, _, _ = command(capsys, "restore", backup, "--replace")
    assert code == 0
    assert not User.objects.filter(sign_in_name="new").exists()


def test_nobody_is_signed_in_after_a_restore(backup: Path) -> None:
    assert Session.objects.exists()
    restore(backup, replace=True)
    assert not Session.objects.exists()
    with zipfile.ZipFile(backup) as archive:
        assert not [name for name in archive.namelist() if "session" in name or "axes" in name]


def test_each_table_is_backed_up_or_named_as_left_out(installation: Mission) -> None:
    left_out = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in LEFT_OUT
    }
    known = {model._meta.db_table for model in backed_up_models()}
    found = set(connection.introspection.table_names())
    made_anew = {name for name in found if name.startswith("campaign_social_words")}
    assert found - made_anew == known | left_out | {"django_migrations"}


def test_only_its_owner_reads_a_backup_and_nothing_else_is_left_there(backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    assert list(backup.parent.iterdir()) == [backup]


def test_any_zip_program_reads_a_backup(backup: Path) -> None:
    with zipfile.ZipFile(backup) as archive:
        assert archive.testzip() is None
        users = archive.read("tables/accounts_user.jsonl").decode().splitlines()
    assert [json.loads(line)[1:2] for line in users]
    assert len(users) == User.objects.count()


@pytest.mark.parametrize("part", range(25))
def test_a_changed_byte_is_found_wherever_it_is(backup: Path, capsys: Capture, part: int) -> None:
    content = bytearray(backup.read_bytes())
    content[part * (len(content) - 1) // 24] ^= 1
    backup.write_bytes(content)
    before = everything()
    code, output, errors = command(capsys, "restore", backup, "--replace")
    assert (code, output) == (2, "")
    assert errors.startswith(("B.202", "B.203"))
    assert everything() == before


@pytest.mark.parametrize("part", range(6))
def test_a_backup_that_was_cut_off_is_refused(backup: Path, capsys: Capture, part: int) -> None:
    content = backup.read_bytes()
    backup.write_bytes(content[: part * (len(content) - 1) // 5])
    before = everything()
    code, _, errors = command(capsys, "restore", backup, "--replace")
    assert (code, errors[:5]) == (2, "B.202")
    assert everything() == before


@pytest.mark.parametrize("what", ["nothing", "folder", "text", "zip", "other"])
def test_what_is_no_backup_is_refused(
    installation: Mission, tmp_path: Path, capsys: Capture, what: str
) -> None:
    file = tmp_path / "wrong"
    if what == "folder":
        file.mkdir()
    elif what == "text":
        file.write_text("option,votes\n" * 100)
    elif what == "zip":
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("manifest.json", "{}" * 100)
    elif what == "other":
        with new_backup(file) as writer:
            writer.add("manifest.json", [b"[]"])
    before = everything()
    code, output, errors = command(capsys, "restore", file, "--replace")
    assert (code, output) == (2, "")
    assert errors.startswith({"text": "B.202", "zip": "B.202", "other": "B.204"}.get(what, "B.201"))
    assert everything() == before


def _other_format(parts: dict[str, bytes], manifest: Manifest) -> Manifest:
    return replace(manifest, format=2)


def _other_migrations(parts: dict[str, bytes], manifest: Manifest) -> Manifest:
    return replace(manifest, migrations=[*manifest.migrations, ["accounts", "0099_later"]])


def _other_columns(parts: dict[str, bytes], manifest: Manifest) -> Manifest:
    tables = [replace(table, columns=table.columns[1:]) for table in manifest.tables]
    return replace(manifest, tables=tables)


def _part_missing(parts: dict[str, bytes], manifest: Manifest) -> None:
    parts.pop(next(name for name in parts if name.startswith("files/")))


def _part_too_many(parts: dict[str, bytes], manifest: Manifest) -> None:
    parts["../../evil"] = b"x"


def _other_bytes(parts: dict[str, bytes], manifest: Manifest) -> None:
    parts[next(name for name in parts if name.startswith("files/"))] += b"x"


def _text_for_a_number(parts: dict[str, bytes], manifest: Manifest) -> None:
    parts["tables/mission_team.jsonl"] = parts["tables/mission_team.jsonl"].replace(b"[", b'["x', 1)


def _half_a_row(parts: dict[str, bytes], manifest: Manifest) -> None:
    parts["tables/mission_team.jsonl"] = b"[1]\n"


def _mission_without_election(parts: dict[str, bytes], manifest: Manifest) -> None:
    parts["tables/election_election.jsonl"] = b""


def _key_not_listed(parts: dict[str, bytes], manifest: Manifest) -> Manifest:
    return replace(manifest, signing_key=None)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_other_format, "B.205"),
        (_other_migrations, "B.206"),
        (_other_columns, "B.206"),
        (_part_missing, "B.204"),
        (_part_too_many, "B.204"),
        (_other_bytes, "B.204"),
        (_key_not_listed, "B.204"),
        (_text_for_a_number, "B.208"),
        (_half_a_row, "B.208"),
        (_mission_without_election, "B.209"),
    ],
)
def test_a_backup_whose_parts_do_not_fit_changes_nothing(
    backup: Path,
    capsys: Capture,
    change: Callable[[dict[str, bytes], Manifest], Manifest | None],
    code: str,
) -> None:
    other = rewritten(backup, change)
    before, key = everything(), signer()
    exit_code, output, errors = command(capsys, "restore", other, "--replace")
    assert (exit_code, output, errors[:5]) == (2, "", code)
    assert everything() == before
    assert signer() == key


if connection.vendor == "postgresql":  # SQLite keeps texts of any length, and zero characters.

    @pytest.mark.parametrize("text", [b"x" * 21, b"\\u0000"])
    def test_what_this_database_cannot_hold_changes_nothing(
        backup: Path, capsys: Capture, text: bytes
    ) -> None:
        def change(parts: dict[str, bytes], manifest: Manifest) -> None:
            team = parts["tables/mission_team.jsonl"]
            parts["tables/mission_team.jsonl"] = team.replace(b'"1"', b'"%s"' % text)

        before = everything()
        code, _, errors = command(capsys, "restore", rewritten(backup, change), "--replace")
        assert (code, errors[:5]) == (2, "B.208")
        assert everything() == before


def test_a_trail_that_was_tampered_with_before_the_backup_is_restored_and_said(
    installation: Mission, tmp_path: Path, capsys: Capture
) -> None:
    Entry.objects.filter(position=0).update(body=b"{}")
    back_up(tmp_path / "backup", now=NOW)
    code, output, _ = command(capsys, "restore", tmp_path / "backup", "--replace")
    assert code == 1
    assert "T.201" in output


def test_the_key_that_was_there_is_kept_beside_the_restored_one(backup: Path, stored_files: Path) -> None:
    file, ours = stored_files / "signing_key", signer()
    other = new_signer().secret_text()
    file.write_text(other)
    restore(backup, replace=True)
    assert signer() == ours
    aside = list(stored_files.glob("signing_key.*"))
    assert [path.read_text() for path in aside] == [other]


def test_missing_stored_bytes_are_named_and_the_rest_is_backed_up(
    installation: Mission, tmp_path: Path, capsys: Capture
) -> None:
    lost = StoredFile.objects.get(name="empty")
    path_of(lost.sha256).unlink()
    code, _, errors = command(capsys, "backup", tmp_path / "backup")
    assert code == 1
    assert f"B.105 The stored bytes {lost.sha256} are missing or damaged." in errors
    code, output, _ = command(capsys, "restore", tmp_path / "backup", "--replace")
    assert code == 1
    assert "1 stored files were missing" in output


def test_a_backup_is_replaced_by_a_newer_one_and_nothing_else_is(
    backup: Path, tmp_path: Path, capsys: Capture
) -> None:
    User.objects.create_user("new", name="New")
    assert command(capsys, "backup", backup)[0] == 0
    precious = tmp_path / "precious"
    precious.write_text("precious")
    for target, code in ((precious, "B.102"), (tmp_path, "B.101"), (tmp_path / "no" / "backup", "B.101")):
        exit_code, _, errors = command(capsys, "backup", target)
        assert (exit_code, errors[:5]) == (2, code)
    assert precious.read_text() == "precious"
    restore(backup, replace=True)
    assert User.objects.filter(sign_in_name="new").exists()


def test_a_backup_that_fails_leaves_the_earlier_one(
    backup: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    before = backup.read_bytes()

    def full(self: BackupWriter, manifest: Manifest) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(BackupWriter, "finish", full)
    code, _, errors = command(capsys, "backup", backup)
    assert (code, errors[:5]) == (2, "B.103")
    assert backup.read_bytes() == before
    assert list(backup.parent.iterdir()) == [backup]


def test_a_backup_goes_from_this_database_to_sqlite_and_back(
    backup: Path, tmp_path: Path, capsys: Capture
) -> None:
    before = backed_up()
    other = tmp_path / "other"
    other.mkdir()
    env = environment(other, f"sqlite:///{other / 'db.sqlite3'}")
    code, output, errors = baqylau("restore", backup, env=env)
    assert (code, errors) == (0, "")
    assert "The trail of 2 entries is intact" in output
    code, _, errors = baqylau("backup", other / "backup", env=env)
    assert (code, errors) == (0, "")
    call_command("flush", interactive=False, verbosity=0)
    assert command(capsys, "restore", other / "backup")[0] == 0
    assert backed_up() == before


def test_a_backup_made_while_others_write_is_of_one_moment(installation: Mission, tmp_path: Path) -> None:
    env = environment(tmp_path, database_url())
    (tmp_path / "signing_key").write_text(signer().secret_text())
    write = (
        "from baqylau.site.commands import django_ready; django_ready()\n"
        "from pathlib import Path\n"
        "from baqylau.accounts.models import User\n"
        "from baqylau.trail.record import personal, record\n"
        f"Path('{tmp_path}/writing').touch()\n"
        f"while not Path('{tmp_path}/stop').exists():\n"
        "    record('test.pair', about=User(pk=1), by=None, change={'name': personal('x')})\n"
    )
    writer = start("-c", write, env=env)
    while not (tmp_path / "writing").exists() and writer.poll() is None:
        time.sleep(0.01)
    code, _, errors = baqylau("backup", tmp_path / "backup", env=env)
    (tmp_path / "stop").touch()
    assert writer.communicate(timeout=60) == ("", "")
    assert code in (0, 1)  # The stored bytes lie in this test's own folder: 1.
    assert "B.105" in errors
    restore(tmp_path / "backup", replace=True)
    pairs = Entry.objects.filter(action="test.pair")
    assert pairs.count() > 0
    assert Salt.objects.filter(entry__in=pairs).count() == pairs.count()
    assert verify().intact


def test_a_published_checkpoint_is_confirmed_after_a_restore(
    installation: Mission, tmp_path: Path, capsys: Capture
) -> None:
    checkpoint = tmp_path / "statement.html"
    checkpoint.write_text(f"<pre>{checkpoint_for_publishing(now=NOW)}</pre>")
    back_up(tmp_path / "backup", now=NOW)
    restore(tmp_path / "backup", replace=True)
    assert command(capsys, "trail", "verify", "--checkpoint", checkpoint)[0] == 0


def test_a_database_of_an_earlier_version_is_not_backed_up(tmp_path: Path) -> None:
    env = environment(tmp_path, f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    for arguments in (["backup", tmp_path / "backup"], ["trail", "verify"]):
        code, _, errors = baqylau(*arguments, env=env)
        assert (code, errors[:5]) == (2, "B.104")
    assert run("-c", "", env=env) == (0, "", "")

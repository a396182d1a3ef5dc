"""Reading as of one moment holds nobody up."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.processes import database_url, environment, run, start


@pytest.mark.django_db(transaction=True)
def test_a_snapshot_does_not_see_what_others_write_meanwhile_and_they_need_not_wait(tmp_path: Path) -> None:
    env = environment(tmp_path, database_url())
    keep_one = (
        "from baqylau.site.commands import django_ready; django_ready();"
        "from baqylau.storage.models import keep; keep(b'x', name='x')"
    )
    reader = start("-m", "tests.storage.worker", env=env)
    assert reader.stdout is not None
    assert reader.stdout.readline() == "0\n"
    assert run("-c", keep_one, env=env) == (0, "", "")
    output, errors = reader.communicate("go on\n", timeout=60)
    assert (output, errors) == ("0\n1\n", "")

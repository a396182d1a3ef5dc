"""A command line that cannot be used is answered by a numbered sentence, like everything else."""

from __future__ import annotations

import pytest

from baqylau.site.cli import main, surroundings


@pytest.mark.parametrize(
    "line",
    [
        "nonsense",
        "",
        "sample draw frame.csv --size -3 --seed 1",
        "seats",
        "results publish",
        "trail --no-such",
    ],
)
def test_how_a_command_is_used_is_said_under_a_number(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(line.split())
    assert ended.value.code == 2
    usage, _newline, problem = capsys.readouterr().err.rstrip("\n").rpartition("\n")
    assert usage.startswith("usage: baqylau")
    assert problem.startswith("C.209 ")
    assert problem.endswith("--help'.")


def test_a_file_that_cannot_be_written_is_named_in_the_remedy() -> None:
    problem = surroundings(PermissionError(13, "Permission denied", "/proc/1/out"))
    assert problem is not None
    assert str(problem).startswith("C.205 ")
    assert "permissions of '/proc/1/out'" in str(problem.remedy)

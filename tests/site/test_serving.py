"""Starting the site says plainly what is in the way."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from baqylau.core.problem import Refused
from baqylau.site.cli import main
from baqylau.site.serving import free_or_refused


def test_a_port_in_use_is_a_numbered_problem_with_another_port_to_try() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Refused, match=rf"C\.201 Port {port} is in use\..*--port {port + 1}"):
            free_or_refused("127.0.0.1", port)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(Refused, match=r"C\.202"):
        free_or_refused("192.0.2.1", 8000)


def test_serve_exits_with_2_before_touching_the_database(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--address", "192.0.2.1"]) == 2
    assert "C.202" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["serve", "--port", "65536"],
        ["serve", "--port", "-1"],
        ["serve", "--address", "a\udcff"],
        ["demo", "--port", "65536"],
    ],
)
def test_what_is_no_address_or_port_at_all_is_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith("C.202 ")


@pytest.mark.parametrize("arguments", [["serve", "--workers", "0"], ["trail", "sequence", "--every", "-1"]])
def test_a_number_below_one_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    assert "expected a whole number from 1 on" in capsys.readouterr().err


def test_a_database_file_that_is_none_is_a_numbered_problem(tmp_path: Path) -> None:
    file = tmp_path / "notes.sqlite3"
    file.write_text("This is no database. " * 100)
    done = subprocess.run(
        [sys.executable, "-m", "baqylau", "migrate"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "BAQYLAU_DATABASE_URL": f"sqlite:///{file}"},
    )
    assert (done.returncode, done.stderr[:5]) == (2, "C.207"), done.stderr


@pytest.mark.parametrize(
    ("variable", "value", "code"),
    [
        ("BAQYLAU_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none", "C.203"),
        ("BAQYLAU_DATABASE_URL", "paper://shelf", "C.204"),
        ("BAQYLAU_DATA", "/dev/null/folder", "C.205"),
    ],
)
def test_what_is_wrong_around_the_command_is_a_numbered_problem(variable: str, value: str, code: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "baqylau", "migrate"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, variable: value},
    )
    assert (done.returncode, done.stderr[:5]) == (2, code), done.stderr
    assert "Traceback" not in done.stderr

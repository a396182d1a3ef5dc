"""Starting the site says plainly what is in the way."""

import socket

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

"""Phones before a real server: many at once, connections that break, requests that are too large."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.observation.collect import Collect, NotAccepted, Report, multipart
from tests.observation.phones import ask_server
from tests.observation.sending import filled
from tests.observation.servers import Installation, installation

pytestmark = [pytest.mark.own_servers, pytest.mark.xdist_group("servers")]


@dataclass
class Running:
    """A server and a phone."""

    installed: Installation
    token: str

    @property
    def server(self) -> str:
        return f"{self.installed.address}/key/{self.token}"

    def phone(self) -> Collect:
        return Collect(self.server, ask_server)

    def kept(self) -> dict[str, list[object]]:
        found = self.installed.ask("report")
        assert found["half"] == {}
        kept: dict[str, list[object]] = found["kept"]
        return kept

    def talk(self, *pieces: bytes, listen: bool = True) -> bytes:
        """Send bytes over a connection of its own, and what comes back until the other side is done."""
        with socket.create_connection(("127.0.0.1", self.installed.port), timeout=60) as connection:
            for piece in pieces:
                connection.sendall(piece)
            return _all(connection) if listen else b""


def _all(connection: socket.socket) -> bytes:
    heard = b""
    while b"</OpenRosaResponse>" not in heard and (piece := connection.recv(65536)):
        heard += piece
    return heard


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with installation(tmp_path_factory.mktemp("real")) as installed:
        token = installed.ask("prepare")["tokens"][0]
        installed.start()
        yield Running(installed, token)


def head(running: Running, headers: dict[str, str], **more: object) -> bytes:
    lines = {
        **headers,
        "Host": running.server.split("/")[2],
        **{name.replace("_", "-"): more[name] for name in more},
    }
    told = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"POST /key/{running.token}/submission HTTP/1.1\r\n{told}\r\n".encode()


def test_parallel_identical_reports_all_succeed_and_make_one_record(running: Running) -> None:
    outcomes: list[str] = []
    start = threading.Barrier(12)

    def send(thread: int) -> None:
        phone = running.phone()
        for number in range(5):
            report = Report(filled(f"uuid:{number}", photo="a.jpg"), {"a.jpg": b"\xff\xd8" * 3000})
            start.wait()
            try:
                phone.send(report)
                outcomes.append("taken")
            except (NotAccepted, OSError) as error:
                outcomes.append(str(error))

    threads = [threading.Thread(target=send, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert outcomes == ["taken"] * 60
    kept = running.kept()
    assert sorted(kept) == [f"uuid:{number}" for number in range(5)]
    assert all(len(files) == 1 for _body, files in kept.values())  # type: ignore[arg-type, misc]


def test_a_connection_that_breaks_in_the_middle_leaves_nothing_and_the_report_arrives_later(
    running: Running,
) -> None:
    report = Report(filled("uuid:broken", photo="b.jpg"), {"b.jpg": b"\xff\xd8" * 50_000})
    parts = [
        ("xml_submission_file", "f.xml", "text/xml", report.xml),
        ("b.jpg", "b.jpg", "", report.files["b.jpg"]),
    ]
    headers, body = multipart(parts)
    whole = head(running, headers, Content_Length=len(body))
    for share in (0, 10, len(body) // 2, len(body) - 3):
        running.talk(whole, body[:share], listen=False)
    assert "uuid:broken" not in running.kept()
    running.phone().send(report)
    assert "uuid:broken" in running.kept()


def test_a_request_that_is_too_large_is_told_so_after_it_was_sent(running: Running) -> None:
    headers, body = multipart([("xml_submission_file", "f.xml", "text/xml", filled("uuid:large"))])
    size = 112 * 2**20
    heard = running.talk(
        head(running, headers, Content_Length=size), body, *[bytes(2**20)] * 111, bytes(2**20 - len(body))
    )
    assert heard.startswith(b"HTTP/1.1 413")
    assert b"O.163" in heard
    assert "uuid:large" not in running.kept()


def test_a_request_that_does_not_say_how_long_it_is_is_refused(running: Running) -> None:
    headers, body = multipart([("xml_submission_file", "f.xml", "text/xml", filled("uuid:chunks"))])
    chunk = f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"
    heard = running.talk(head(running, headers, Transfer_Encoding="chunked"), chunk)
    assert heard.startswith(b"HTTP/1.1 411")
    assert b"O.169" in heard


def test_whoever_waits_to_be_asked_for_the_body_is_asked(running: Running) -> None:
    headers, body = multipart([("xml_submission_file", "f.xml", "text/xml", filled("uuid:expect"))])
    heard = running.talk(head(running, headers, Content_Length=len(body), Expect="100-continue"), body)
    assert b" 201 " in heard
    assert "uuid:expect" in running.kept()

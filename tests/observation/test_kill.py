"""What was acknowledged survives the server's sudden end, byte for byte, and nothing is there by halves."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from pathlib import Path

import pytest

from tests.observation.collect import Collect, NotAccepted, Report
from tests.observation.phones import ask_server
from tests.observation.sending import filled
from tests.observation.servers import installation

FOR = 2.0
"""Seconds of load before each of two sudden ends."""


class Observers:
    """Threads that send one report after the other, again where the connection breaks."""

    def __init__(self, address: str, tokens: list[str]) -> None:
        self.acknowledged: dict[str, list[object]] = {}
        self.refused: list[str] = []
        self.repeats = 0
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._send, args=(number, f"{address}/key/{token}"))
            for number, token in enumerate(tokens)
        ]
        for thread in self._threads:
            thread.start()

    def _send(self, thread: int, server: str) -> None:
        phone, number = Collect(server, ask_server), 0
        while not self._stop.is_set():
            number += 1
            instance = f"uuid:{thread}-{number}"
            files = {f"{number}.jpg": os.urandom(20_000)} if number % 3 == 0 else {}
            report = Report(filled(instance, comment=instance * 20, photo=next(iter(files), "")), files)
            self._send_one(phone, instance, report)

    def _send_one(self, phone: Collect, instance: str, report: Report) -> None:
        while True:
            try:
                phone.send(report)
                break
            except OSError:
                self.repeats += 1
                time.sleep(0.05)
                if self._stop.is_set():
                    return
            except NotAccepted as error:
                self.refused.append(str(error))
                return
        files = {name: hashlib.sha256(content).hexdigest() for name, content in report.files.items()}
        self.acknowledged[instance] = [hashlib.sha256(report.xml).hexdigest(), files]

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=60)


@pytest.mark.own_servers
@pytest.mark.xdist_group("servers")
def test_nothing_acknowledged_is_lost_when_the_server_is_killed_under_load(tmp_path: Path) -> None:
    with installation(tmp_path) as installed:
        tokens = installed.ask("prepare")["tokens"]
        installed.start()
        observers = Observers(installed.address, tokens)
        try:
            for _ in range(2):
                time.sleep(FOR)
                installed.kill()
                installed.start()
            time.sleep(FOR / 2)
        finally:
            observers.stop()
        installed.kill()
        found = installed.ask("report")
    assert observers.refused == []
    assert len(observers.acknowledged) > 50
    assert observers.repeats > 0
    missing = {
        instance: kept
        for instance, kept in observers.acknowledged.items()
        if found["kept"].get(instance) != kept
    }
    assert missing == {}
    assert found["half"] == {}

"""A light load generator: keep-alive connections, each sending its next request when it was answered."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Outcome:
    """When the work began and ended, how long each request took (seconds), and the statuses by number."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    def percentile(self, share: float) -> float:
        """The latency below which this share of the requests stayed."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@dataclass(slots=True)
class _Connection:
    socket: socket.socket
    received: bytearray = field(default_factory=bytearray)
    began: float = 0.0


def send_all(port: int, requests: Sequence[bytes], *, connections: int) -> Outcome:
    """Send the requests to this machine's port, in order, over keep-alive connections."""
    selector = selectors.DefaultSelector()
    waiting = iter(requests)
    outcome = Outcome()
    begun = time.perf_counter()
    busy = 0
    for _ in range(connections):
        opened = socket.create_connection(("127.0.0.1", port))
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = _Connection(opened)
        selector.register(opened, selectors.EVENT_READ, connection)
        busy += _send_next(connection, waiting)
    while busy:
        for key, _ in selector.select():
            connection = key.data
            status = _receive(connection)
            if status is None:
                continue
            outcome.latencies.append(time.perf_counter() - connection.began)
            outcome.statuses[status] = outcome.statuses.get(status, 0) + 1
            if not _send_next(connection, waiting):
                busy -= 1
                selector.unregister(connection.socket)
                connection.socket.close()
    outcome.seconds = time.perf_counter() - begun
    return outcome


def _send_next(connection: _Connection, waiting: Iterator[bytes]) -> bool:
    request = next(waiting, None)
    if request is None:
        return False
    connection.received.clear()
    connection.began = time.perf_counter()
    connection.socket.sendall(request)
    return True


def _receive(connection: _Connection) -> int | None:
    """The status once the answer is whole; None before."""
    chunk = connection.socket.recv(65536)
    if not chunk:
        raise ConnectionError("the server closed a connection in the middle")
    connection.received += chunk
    head, separator, rest = bytes(connection.received).partition(b"\r\n\r\n")
    if not separator:
        return None
    lines = head.lower().split(b"\r\n")
    length = next((int(one.split(b":")[1]) for one in lines if one.startswith(b"content-length:")), 0)
    return int(lines[0].split()[1]) if len(rest) >= length else None


def multipart(path: str, xml: bytes, files: dict[str, bytes] | None = None) -> bytes:
    """A whole POST request as a phone application sends it."""
    boundary = b"----baqylau-bench"
    parts = [
        b'Content-Disposition: form-data; name="xml_submission_file"; filename="form.xml"\r\n'
        b"Content-Type: text/xml\r\n\r\n" + xml
    ]
    for name, content in (files or {}).items():
        head = f'Content-Disposition: form-data; name="{name}"; filename="{name}"\r\n'
        parts.append(head.encode() + b"Content-Type: image/jpeg\r\n\r\n" + content)
    body = (
        b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + boundary + b"--\r\n"
    )
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nX-OpenRosa-Version: 1.0\r\nUser-Agent: bench\r\n"
        f"Accept-Language: en\r\nContent-Type: multipart/form-data; boundary={boundary.decode()}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body

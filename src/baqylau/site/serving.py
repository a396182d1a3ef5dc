"""Running the site: static files gathered once, then one web server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

from baqylau.core.problem import Problem, Refused

MOST_THREADS = 8
"""Of each process, and no more than two for each core and one: of more the web server warns. What arrives
while one writes is written together next (``storage.together``)."""
SEQUENCER = [sys.executable, "-m", "baqylau", "trail", "sequence", "--every", "60"]
"""The trail is sequenced each minute by a process of its own; no page waits for it."""


def free_or_refused(address: str, port: int) -> None:
    """Refuse (C.201, C.202) an address that is not ours, a port that is taken, and what is neither."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except (OverflowError, TypeError):
            says = f"{address!r}, port {port}, is no place to listen."
            raise Refused(
                Problem("C.202", says, "Name an --address, and a --port from 1 to 65535.")
            ) from None
        except OSError as error:
            taken = error.errno == 98
            code = "C.201" if taken else "C.202"
            says = (
                f"Port {port} is in use."
                if taken
                else f"Cannot listen on {address}, port {port}: {error.strerror}."
            )
            remedy = (
                f"Stop what uses it, or choose another: --port {port + 1}"
                if taken
                else "Name another --address."
            )
            raise Refused(Problem(code, says, remedy)) from None


def gather_static_files() -> None:
    """Copy the style sheet and scripts to where the web server finds them, compressed."""
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


def serve(*, address: str, port: int, workers: int) -> None:
    """Serve until stopped. Addresses of pages are not logged: one of them may be a sign-in link."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    server = Granian(
        "baqylau.site.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=min(MOST_THREADS, 2 * (os.cpu_count() or 1) + 1),
        websockets=False,
        log_access=False,
        log_level=LogLevels.warning,
    )
    sequencer = subprocess.Popen(SEQUENCER)  # noqa: S603
    try:
        server.serve()
    finally:
        sequencer.terminate()

"""``baqylau serve``."""

from __future__ import annotations

import argparse

from baqylau.site import serving
from baqylau.site.commands import at_least_one, django_ready


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument("--address", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="the port to listen on (8000)")
    parser.add_argument("--workers", type=at_least_one, default=2, help="processes (2)")


def run(args: argparse.Namespace) -> int:
    """Bring the database to this version and serve."""
    serving.free_or_refused(args.address, args.port)
    django_ready()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    serving.gather_static_files()
    print(f"Baqylau serves http://{args.address}:{args.port}/  (stop with Ctrl-C)", flush=True)
    serving.serve(address=args.address, port=args.port, workers=args.workers)
    return 0

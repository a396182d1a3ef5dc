"""``baqylau decrypt``: opens encrypted reports where the private key is; it needs no database."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
import zipfile
from pathlib import Path
from typing import IO

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from baqylau.core.problem import Problem, Refused
from baqylau.core.reading import read_path
from baqylau.observation.sources.encrypted import (
    needs_passphrase,
    new_private_key,
    open_envelope,
    private_pem,
    public_base64,
    read_envelope,
    read_private_key,
)
from baqylau.observation.sources.encrypted_files import Folder, Reports, digest_of, write_opened

LARGEST_KEY = 2**16
LARGEST_FILE = 200 * 2**20


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to open with what; or a new key."""
    parser.add_argument("file", type=Path, nargs="?", metavar="ENCRYPTED.zip", help="as it was downloaded")
    parser.add_argument("key", type=Path, nargs="?", metavar="KEY.pem", help="the private key of the form")
    parser.add_argument("--to", type=Path, metavar="FILE", help="where the opened reports go (decrypted.zip)")
    parser.add_argument(
        "--new-key", type=Path, metavar="KEY.pem", help="make a key pair; print the public key for the form"
    )
    parser.add_argument(
        "--passphrase", action="store_true", help="with --new-key: ask for one that locks the key"
    )


def run(args: argparse.Namespace) -> int:
    """0 all were opened, 1 some could not be, 2 refused."""
    if args.new_key:
        return _make_key(args.new_key, locked=args.passphrase)
    if not args.file or not args.key:
        says = "A file of encrypted reports and a private key are needed."
        raise Refused(Problem("O.207", says, "baqylau decrypt ENCRYPTED.zip KEY.pem, or --new-key KEY.pem."))
    pem = read_path(args.key, limit=LARGEST_KEY)
    locked = needs_passphrase(pem)
    key = read_private_key(pem, getpass.getpass("Passphrase of the key: ").encode() if locked else b"")
    to = args.to or Path("decrypted.zip")
    if to.exists():
        raise Refused(
            Problem("O.208", f"{to} exists already.", "Move it away, or name another file with --to.")
        )
    with args.file.open("rb") as file:
        return _open_all(Reports(file, largest=LARGEST_FILE), key, to)


def _open_all(reports: Reports, key: RSAPrivateKey, to: Path) -> int:
    """Open what can be opened; nothing stands under the final name before it is whole."""
    opened, problems = 0, 0
    unfinished = to.with_name(f"{to.name}.unfinished")
    try:
        with _private(unfinished) as file, zipfile.ZipFile(file, "w") as archive:
            for folder in reports.folders:
                try:
                    _open_one(reports, folder, key, archive)
                    opened += 1
                except Refused as refused:
                    problems += 1
                    print(f"{folder.sha256[:12]}: {refused.problems[0]}", file=sys.stderr)
        unfinished.replace(to)
    finally:
        unfinished.unlink(missing_ok=True)
    print(
        f"{to}: {opened} reports opened, {problems} not. Bring the file back on the page 'Encrypted reports'."
    )
    print("It holds the reports in the clear: delete it when it is brought back.")
    return 1 if problems else 0


def _open_one(reports: Reports, folder: Folder, key: RSAPrivateKey, archive: zipfile.ZipFile) -> None:
    body = reports.submission(folder)
    if digest_of(body) != folder.sha256:
        says = "The envelope is not the one that was downloaded."
        raise Refused(Problem("O.206", says, "Download the file again."))
    opened = open_envelope(read_envelope(body), reports.encrypted_files(folder), key)
    write_opened(archive, folder.sha256, opened)


def _private(path: Path) -> IO[bytes]:
    """A new file that only its owner may read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _make_key(to: Path, *, locked: bool) -> int:
    """Write a new private key, for its owner only, and print the public one."""
    passphrase = ""
    if locked:
        passphrase = getpass.getpass("Passphrase: ")
        if not passphrase or passphrase != getpass.getpass("The same again: "):
            raise Refused(Problem("O.209", "The two are not the same, or empty.", "Start again."))
    if to.exists():
        raise Refused(
            Problem("O.208", f"{to} exists already.", "Keep it: reports may need it. Name another file.")
        )
    key = new_private_key()
    with _private(to) as file:
        file.write(private_pem(key, passphrase.encode()))
    print(public_base64(key))
    print(
        f"\nThat is the public key for the form. {to} is the private one: keep it off the server,",
        file=sys.stderr,
    )
    print("and keep a copy in a safe place: without it nobody can read the reports.", file=sys.stderr)
    return 0

"""Encrypted reports: the envelope that arrives, and opening it with the mission's private key.

Source: https://getodk.github.io/xforms-spec/encryption. The key of a report is new each time, encrypted
with the form's public key (RSA-OAEP, SHA-256); its files with AES-256-CFB, each under an initial vector that
is counted on. What the format calls a signature is encrypted with the public key: it shows that a report is
whole, not who sent it. MD5 is the format's.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives import hashes, padding, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms

from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.observation.sources.instance import parse_instance

KEY_SIZE = 3072
SUBMISSION = "submission.xml"
ENDING = ".enc"
MOST_TRIED = 64
"""Ways to put files together that came twice under one name."""
_OAEP = OAEP(mgf=MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What an encrypted report says in the open."""

    form: str
    version: str
    instance_id: str
    key: str
    """Of this report, encrypted; base64."""
    signature: str
    media: tuple[str, ...]
    """The names of its encrypted files, in their order; each ends in ``.enc``."""
    submission: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A report as it was filled: the XML, and its files by their own names."""

    xml: bytes
    files: Mapping[str, bytes]


def new_private_key() -> rsa.RSAPrivateKey:
    """A new key of a mission."""
    return rsa.generate_private_key(public_exponent=65537, key_size=KEY_SIZE)


def private_pem(key: rsa.RSAPrivateKey, passphrase: bytes = b"") -> bytes:
    """The private key as a file, locked where a passphrase is given."""
    locked = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked)


def public_base64(key: rsa.RSAPrivateKey) -> str:
    """The public key as a form carries it (``base64RsaPublicKey``)."""
    der = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return base64.b64encode(der).decode()


def needs_passphrase(pem: bytes) -> bool:
    """Whether a private key is locked."""
    return b"ENCRYPTED" in pem


def read_private_key(pem: bytes, passphrase: bytes = b"") -> rsa.RSAPrivateKey:
    """The private key in a file; ``Refused`` (O.200) where there is none, or the passphrase is wrong."""
    try:
        key = serialization.load_pem_private_key(pem, passphrase or None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, rsa.RSAPrivateKey):
        says = Phrase("This is no private key (RSA, PEM), or the passphrase is wrong.")
        raise Refused(
            Problem("O.200", says, Phrase("Give the file that was made together with the form's key."))
        )
    return key


def read_envelope(body: bytes) -> Envelope:
    """What stands in the open; ``Refused`` (O.101 to O.105, O.201) where it is no encrypted report."""
    instance = parse_instance(body)
    root = instance.root
    submission = _text(root, "encryptedXmlFile")
    key, signature = _text(root, "base64EncryptedKey"), _text(root, "base64EncryptedElementSignature")
    if not (instance.is_encrypted and submission and key):
        raise _not_whole("O.201", Phrase("This is no encrypted report."))
    media = tuple(_files(root))
    return Envelope(instance.form, instance.version, instance.instance_id, key, signature, media, submission)


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _text(root: Any, name: str) -> str:
    return next(((child.text or "").strip() for child in root if _local(child) == name), "")


def _files(root: Any) -> Iterator[str]:
    for media in root:
        if _local(media) == "media":
            yield from ((file.text or "").strip() for file in media if _local(file) == "file")


def open_envelope(envelope: Envelope, files: Mapping[str, Sequence[bytes]], key: rsa.RSAPrivateKey) -> Opened:
    """The report as it was filled, found whole by its digest.

    ``files`` holds, by name, whatever came under it: a file may have come twice with other bytes. ``Refused``
    where another key was used (O.202), a file is missing (O.203), or what comes out is not what was put in
    (O.204).
    """
    secret = _decrypted(envelope.key, key)
    names = [*envelope.media, envelope.submission]
    opened = [
        _openings(name, files.get(name, ()), secret, vector)
        for name, vector in zip(names, _vectors(envelope, secret, len(names)), strict=True)
    ]
    digest = _decrypted(envelope.signature, key)
    for choice in islice(product(*opened), MOST_TRIED):
        found = dict(zip([*map(_plain_name, envelope.media), SUBMISSION], choice, strict=False))
        if hmac.compare_digest(_signed(envelope, found), digest):
            return Opened(found.pop(SUBMISSION), found)
    raise _not_whole("O.204", Phrase("What the report opens to is not what was put in."))


def _plain_name(name: str) -> str:
    return name.removesuffix(ENDING)


def _vectors(envelope: Envelope, secret: bytes, count: int) -> Iterator[bytes]:
    """The initial vector of each file: a digest, of which one byte after the other is counted on."""
    seed = bytearray(_md5(envelope.instance_id.encode() + secret))
    for number in range(count):
        seed[number % len(seed)] = (seed[number % len(seed)] + 1) % 256
        yield bytes(seed)


def _signed(envelope: Envelope, files: Mapping[str, bytes]) -> bytes:
    """The digest that a whole report has."""
    lines = [envelope.form, envelope.version, envelope.key, envelope.instance_id]
    lines += [f"{name}::{_md5(content).hex()}" for name, content in files.items()]
    return _md5("".join(f"{line}\n" for line in lines).encode())


def _md5(content: bytes) -> bytes:
    return hashlib.md5(content, usedforsecurity=False).digest()


def _openings(name: str, found: Sequence[bytes], secret: bytes, vector: bytes) -> list[bytes]:
    """What the files of this name open to."""
    if not found:
        says = Phrase("The file '{name}' has not come.", name=name[:100])
        raise Refused(Problem("O.203", says, Phrase("Wait for it, or call the observer.")))
    opened = [plain for content in found if (plain := _plain(content, secret, vector)) is not None]
    if not opened:
        raise _not_whole("O.204", Phrase("What the report opens to is not what was put in."))
    return opened


def _plain(content: bytes, secret: bytes, vector: bytes) -> bytes | None:
    unpad = padding.PKCS7(128).unpadder()
    try:
        opener = Cipher(algorithms.AES(secret), CFB(vector)).decryptor()
        return unpad.update(opener.update(content) + opener.finalize()) + unpad.finalize()
    except ValueError:
        return None


def _decrypted(text: str, key: rsa.RSAPrivateKey) -> bytes:
    try:
        return key.decrypt(base64.b64decode(text, validate=True), _OAEP)
    except (ValueError, binascii.Error):
        says = Phrase("The report was encrypted for another key.")
        raise Refused(Problem("O.202", says, Phrase("Give the private key of this form."))) from None


def _not_whole(code: str, says: str) -> Refused:
    return Refused(Problem(code, says, Phrase("Keep it as it is, and call the observer.")))

"""Encrypts a report as an application on a phone does, written from the format's description alone.

Nothing is shared with the code that opens it.
"""

from __future__ import annotations

import base64
import hashlib
import os
from xml.sax.saxutils import escape

from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

ENVELOPE = """<?xml version="1.0"?>
<data xmlns="http://www.opendatakit.org/xforms/encrypted" encrypted="yes" id="{form}" version="{version}">
<base64EncryptedKey>{key}</base64EncryptedKey>
<orx:meta xmlns:orx="http://openrosa.org/xforms"><orx:instanceID>{instance}</orx:instanceID></orx:meta>
{media}<encryptedXmlFile>submission.xml.enc</encryptedXmlFile>
<base64EncryptedElementSignature>{signature}</base64EncryptedElementSignature>
</data>"""


def encrypt(
    public_key: str, xml: bytes, files: dict[str, bytes], *, form: str, version: str, instance: str
) -> tuple[bytes, dict[str, bytes]]:
    """The envelope and the files that are sent in place of a report."""
    rsa = load_der_public_key(base64.b64decode(public_key))

    def wrapped(secret: bytes) -> str:
        oaep = padding.OAEP(padding.MGF1(SHA256()), SHA256(), None)
        return base64.b64encode(rsa.encrypt(secret, oaep)).decode()  # type: ignore[union-attr, call-arg]

    key = os.urandom(32)
    seed = list(hashlib.md5(instance.encode() + key).digest())
    sent: dict[str, bytes] = {}
    lines = [form, version, wrapped(key), instance]
    for place, (name, content) in enumerate([*files.items(), ("submission.xml", xml)]):
        seed[place % 16] = (seed[place % 16] + 1) & 0xFF
        missing = 16 - len(content) % 16
        aes = Cipher(AES256(key), CFB(bytes(seed))).encryptor()
        sent[f"{name}.enc"] = aes.update(content + bytes([missing]) * missing) + aes.finalize()
        lines.append(f"{name}::{hashlib.md5(content).hexdigest()}")
    signature = wrapped(hashlib.md5("".join(line + "\n" for line in lines).encode()).digest())
    media = "".join(f"<media><file>{escape(name)}.enc</file></media>" for name in files)
    envelope = ENVELOPE.format(
        form=form, version=version, key=lines[2], instance=instance, media=media, signature=signature
    )
    return envelope.encode(), sent

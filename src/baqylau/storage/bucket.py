"""Bytes in an S3-compatible bucket under their SHA-256, by the same rules as on disk.

They pass through a temporary file on this machine, because their name is known only when all have come.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import IO, Any

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from baqylau.storage.pieces import Put, pieces_of, write_pieces

_IN_MEMORY = 2**20
"""Smaller files wait for their name in memory."""
ATTEMPTS = 4


@cache
def _storage(name: str, endpoint: str, region: str, key: str, secret: str, folder: str) -> S3Storage:
    return S3Storage(
        bucket_name=name,
        endpoint_url=endpoint or None,
        region_name=region or None,
        access_key=key or None,
        secret_key=secret or None,
        location=folder,
        default_acl=None,
        file_overwrite=True,
        transfer_config=TransferConfig(use_threads=False),  # a piece of 8 MB at a time, else ten
        client_config=Config(
            connect_timeout=10,
            read_timeout=60,
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
            max_pool_connections=32,
            s3={"addressing_style": "path"} if endpoint else {},
        ),
    )


class Bucket:
    """The bucket that the settings name. Its keys come from the environment only."""

    @property
    def storage(self) -> S3Storage:
        return _storage(
            settings.BUCKET,
            settings.BUCKET_ENDPOINT,
            settings.BUCKET_REGION,
            settings.BUCKET_KEY,
            settings.BUCKET_SECRET,
            settings.BUCKET_FOLDER,
        )

    def put(self, pieces: Iterable[bytes], *, limit: int | None = None) -> Put:
        """Store bytes; ``OSError`` where the bucket does not confirm that it has them."""
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
            put = write_pieces(file, pieces, limit)
            with _as_os_error():
                is_new = self._size(put.sha256) != put.size
                if is_new:
                    file.seek(0)
                    self.storage.save(_name_of(put.sha256), File(file))
        return Put(put.sha256, put.size, is_new)

    @contextmanager
    def reading(self, sha256: str) -> Iterator[IO[bytes]]:
        """The bytes as they come from the bucket; ``OSError`` where there are none."""
        with _as_os_error():
            body = self._object(sha256).get()["Body"]
        try:
            yield _Body(body)  # type: ignore[misc]
        finally:
            body.close()

    @contextmanager
    def whole(self, sha256: str) -> Iterator[IO[bytes]]:
        """The bytes brought here and found to be those that arrived; ``OSError`` where they are others."""
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
            digest = hashlib.sha256()
            with self.reading(sha256) as body:
                for piece in pieces_of(body):
                    digest.update(piece)
                    file.write(piece)
            if digest.hexdigest() != sha256:
                raise OSError("the stored bytes are not those that arrived")
            file.seek(0)
            yield file

    def _object(self, sha256: str) -> Any:
        storage = self.storage
        name = f"{storage.location.rstrip('/')}/{_name_of(sha256)}".lstrip("/")
        return storage.bucket.Object(name)

    def _size(self, sha256: str) -> int | None:
        """How many bytes the bucket has under this digest; None for no such object."""
        try:
            return int(self._object(sha256).content_length)
        except ClientError as error:
            if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404:
                return None
            raise


def _name_of(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


class _Body:
    """A body that fails as a file does when the connection breaks."""

    def __init__(self, body: Any) -> None:
        self._body = body

    def read(self, size: int = -1) -> bytes:
        with _as_os_error():
            return bytes(self._body.read(None if size < 0 else size))


@contextmanager
def _as_os_error() -> Iterator[None]:
    """What goes wrong with a bucket is an ``OSError``, as it is with a disk."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise OSError(f"the bucket did not answer as it should: {error}") from error

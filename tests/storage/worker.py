"""The reader of a snapshot, in a process of its own: counts, waits for a line, counts again."""

from __future__ import annotations

import sys

from baqylau.site.commands import django_ready

if __name__ == "__main__":
    django_ready()
    from baqylau.storage.models import StoredFile
    from baqylau.storage.snapshot import snapshot

    with snapshot():
        print(StoredFile.objects.count(), flush=True)
        sys.stdin.readline()
        print(StoredFile.objects.count(), flush=True)
    print(StoredFile.objects.count(), flush=True)

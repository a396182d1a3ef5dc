"""The trail: entries, and the batches in which they were sequenced into the Merkle log."""

from __future__ import annotations

from django.db import models

from baqylau.storage.fields import KeptBytes


class Entry(models.Model):
    """Who did what to which object, when, and the change, as canonical bytes."""

    body = KeptBytes()
    written_at = models.DateTimeField()
    action = models.CharField(max_length=80)
    object_type = models.CharField(max_length=80)
    object_id = models.CharField(max_length=80)
    by = models.CharField(max_length=80)
    position = models.PositiveBigIntegerField(null=True, unique=True)

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id"], name="trail_entry_object")]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type}:{self.object_id}"


class Salt(models.Model):
    """The salt of one personal text in one entry; destroying it makes the digest say nothing any more."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="salts")
    field = models.CharField(max_length=80)
    salt = KeptBytes()

    def __str__(self) -> str:
        return f"salt of {self.field}"


class Batch(models.Model):
    """Entries sequenced together: their leaf hashes, and the signed checkpoint and frontier after them."""

    first = models.PositiveBigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    leaf_hashes = KeptBytes()
    frontier = KeptBytes()
    checkpoint = models.TextField()
    sequenced_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"entries {self.first} to {self.first + self.count - 1}"

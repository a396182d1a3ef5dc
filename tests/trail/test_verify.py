"""Each way to tamper with the trail is found, and said which entry it was."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.trail.actions import checkpoint_for_publishing, footer, sequence
from baqylau.trail.keys import new_signer, signer
from baqylau.trail.methods.merkle import Frontier, leaf_hash
from baqylau.trail.methods.note import Checkpoint
from baqylau.trail.models import Batch, Entry
from baqylau.trail.record import canonical, record
from baqylau.trail.verify import verify
from tests.trail.conftest import NOW, Write

pytestmark = pytest.mark.django_db


def at(position: int) -> Entry:
    return Entry.objects.get(position=position)


def forge(erik: User, position: int | None = None) -> Entry:
    entry = record("test.forged", about=erik, by=erik)
    Entry.objects.filter(pk=entry.pk).update(position=position)
    return entry


def move(pk: int, position: int | None) -> None:
    Entry.objects.filter(pk=pk).update(position=position)


def found(checkpoint: str | None = None) -> list[str]:
    """The codes of what a verification finds, and the sentences for the test that fails."""
    report = verify(checkpoint)
    assert report.found == len(report.problems)
    return [f"{problem.code} {problem.says}" for problem in report.problems]


def forget_after(size: int) -> None:
    """Cut the log off so well that it is whole in itself."""
    Entry.objects.filter(position__gte=size).delete()
    Entry.objects.filter(position=None).delete()
    Batch.objects.filter(first__gte=size).delete()


def sequence_all_anew() -> None:
    """Rewrite all batches with the installation's own key, as its owner could."""
    Batch.objects.all().delete()
    Entry.objects.update(position=None)
    sequence(now=NOW)


def test_an_untouched_trail_is_intact(old_checkpoint: str) -> None:
    report = verify(old_checkpoint)
    assert report.intact
    assert (report.size, report.unsequenced) == (12, 2)
    assert report.checkpoint is not None
    assert report.checkpoint.size == 9


def test_an_empty_trail_is_intact_and_has_a_checkpoint(db: None) -> None:
    checkpoint = checkpoint_for_publishing(now=NOW)
    report = verify(checkpoint)
    assert report.intact
    assert (report.size, report.unsequenced) == (0, 0)


def test_an_altered_entry_is_found(old_checkpoint: str) -> None:
    entry = at(6)
    entry.body = bytes(entry.body).replace(b'"number":2', b'"number":7')
    entry.save()
    assert found() == [f"T.201 Entry {entry.pk} (position 6) was altered."]


def test_an_entry_altered_with_its_leaf_hash_is_found_in_its_batch(old_checkpoint: str) -> None:
    entry, batch = at(6), Batch.objects.get(first=4)
    entry.body = bytes(entry.body).replace(b'"number":2', b'"number":7')
    entry.save()
    hashes = bytearray(batch.leaf_hashes)
    hashes[64:96] = leaf_hash(bytes(entry.body))
    batch.leaf_hashes = bytes(hashes)
    batch.save()
    (only,) = found()
    assert only.startswith("T.207 The batch with positions 4 to 8 was altered")


def test_a_removed_entry_is_found(old_checkpoint: str) -> None:
    at(6).delete()
    assert found() == ["T.202 The entry of position 6 was removed."]


def test_an_entry_that_lost_its_position_is_found(old_checkpoint: str) -> None:
    move(at(6).pk, None)
    assert found() == ["T.202 The entry of position 6 was removed."]


def test_a_removed_entry_is_found_when_the_rest_moved_up(old_checkpoint: str) -> None:
    at(6).delete()
    for position in range(7, 12):
        move(at(position).pk, position - 1)
    assert found() == [
        "T.203 The entries at positions 6 to 10 were moved there, the first from 7.",
        "T.202 The entry of position 6 was removed.",
    ]


def test_two_entries_that_changed_places_are_found(old_checkpoint: str) -> None:
    one, other = at(2), at(7)
    move(one.pk, None)
    move(other.pk, 2)
    move(one.pk, 7)
    assert found() == [
        "T.203 The entry at position 2 was moved there; it belongs at 7.",
        "T.203 The entry at position 7 was moved there; it belongs at 2.",
    ]


def test_a_forged_entry_at_the_end_is_found(old_checkpoint: str, erik: User) -> None:
    entry = forge(erik, 12)
    (only,) = found()
    assert only.startswith(f"T.204 Entry {entry.pk} was inserted at position 12")


def test_a_forged_entry_between_others_is_found(old_checkpoint: str, erik: User) -> None:
    for position in range(11, 5, -1):
        move(at(position).pk, position + 1)
    entry = forge(erik, 6)
    assert found() == [
        "T.203 The entries at positions 7 to 12 were moved there, the first from 6.",
        f"T.204 Entry {entry.pk} was inserted at position 6.",
    ]


def test_a_forged_entry_in_place_of_another_is_found(old_checkpoint: str, erik: User) -> None:
    at(6).delete()
    entry = forge(erik, 6)
    assert found() == [f"T.201 Entry {entry.pk} (position 6) was altered."]


def test_an_entry_that_is_not_sequenced_is_counted_and_no_fault(old_checkpoint: str, erik: User) -> None:
    record("test.done", about=erik, by=None)
    report = verify()
    assert report.intact
    assert report.unsequenced == 3


@pytest.mark.parametrize("position", [6, None])
@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("action", "test.other", "action"),
        ("by", "installation", "by"),
        ("object_id", "999", "about"),
        ("object_type", "accounts.other", "about"),
    ],
)
def test_an_altered_column_is_found(
    old_checkpoint: str, position: int | None, column: str, value: str, says: str
) -> None:
    entry = Entry.objects.filter(position=position).latest("pk")
    Entry.objects.filter(pk=entry.pk).update(**{column: value})
    (only,) = found()
    assert only.startswith(f"T.205 Entry {entry.pk}: the columns for {says} were altered")


def test_an_altered_time_is_found(old_checkpoint: str) -> None:
    entry = at(3)
    Entry.objects.filter(pk=entry.pk).update(written_at=entry.written_at - timedelta(microseconds=1))
    (only,) = found()
    assert only.startswith(f"T.205 Entry {entry.pk}: the columns for at were altered")


def test_unsequenced_bytes_that_are_no_entry_are_found(old_checkpoint: str) -> None:
    pk = Entry.objects.filter(position=None).latest("pk").pk
    Entry.objects.filter(pk=pk).update(body=b"[]")
    assert found() == [f"T.206 Entry {pk}: its bytes are not an entry's."]


def test_a_log_cut_off_at_its_end_is_found_by_an_old_checkpoint(old_checkpoint: str) -> None:
    forget_after(4)
    assert verify().intact
    (only,) = found(old_checkpoint)
    assert only.startswith("T.211 The log holds 4 entries, but it held 9")


def test_entries_without_the_last_batch_are_found(old_checkpoint: str) -> None:
    Batch.objects.get(first=9).delete()
    assert [one[:5] for one in found()] == ["T.204"] * 3


def test_a_batch_removed_between_others_is_found(old_checkpoint: str) -> None:
    Batch.objects.get(first=4).delete()
    assert "T.208 The batch with positions 4 to 8 was removed." in found()


def test_a_batch_inserted_between_others_is_found(old_checkpoint: str) -> None:
    batch = Batch.objects.get(first=4)
    batch.pk, batch.first = None, 5
    batch.save(force_insert=True)
    assert found() == ["T.209 The batch with positions 5 to 9 was inserted: its positions are taken."]


def test_a_batch_rewritten_and_signed_by_another_key_is_found(old_checkpoint: str) -> None:
    entry, batch = at(6), Batch.objects.get(first=4)
    entry.body = canonical({"about": "nothing"})
    Entry.objects.filter(pk=entry.pk).update(body=entry.body)
    before, other = Frontier(), new_signer()
    before.extend(leaf_hash(bytes(at(position).body)) for position in range(9))
    promise = Checkpoint(other.name, 9, before.root)
    Batch.objects.filter(pk=batch.pk).update(
        leaf_hashes=b"".join(leaf_hash(bytes(at(position).body)) for position in range(4, 9)),
        frontier=before.to_bytes(),
        checkpoint=other.sign(promise.text()),
    )
    assert any(one.startswith("T.210 The batch with positions 4 to 8") for one in found())


def test_a_checkpoint_altered_in_its_batch_is_found(old_checkpoint: str) -> None:
    batch = Batch.objects.get(first=4)
    Batch.objects.filter(pk=batch.pk).update(checkpoint=batch.checkpoint.replace("\n9\n", "\n8\n"))
    (only,) = found()
    assert only.startswith("T.210 The batch with positions 4 to 8: its checkpoint was altered")


def test_an_altered_frontier_is_found_and_not_continued(old_checkpoint: str) -> None:
    Batch.objects.filter(first=9).update(frontier=b"x" * 64)
    (only,) = found()
    assert only.startswith("T.207 The batch with positions 9 to 11 was altered")
    with pytest.raises(Refused, match=r"T\.103"):
        sequence(now=NOW)


def test_history_rewritten_with_our_own_key_is_found_by_an_old_checkpoint(old_checkpoint: str) -> None:
    Entry.objects.filter(pk=at(6).pk).update(body=bytes(at(6).body).replace(b'"number":2', b'"number":7'))
    sequence_all_anew()
    assert verify().intact
    (only,) = found(old_checkpoint)
    assert only.startswith("T.212 The first 9 entries are not those")


def test_a_checkpoint_of_another_installation_confirms_nothing(old_checkpoint: str) -> None:
    other = new_signer()
    text = Checkpoint.parse(old_checkpoint).text().replace(signer().name, other.name)
    (only,) = found(other.sign(text))
    assert only.startswith(f"T.213 The checkpoint was signed by {other.name}")


def test_a_checkpoint_with_another_size_is_not_signed(old_checkpoint: str) -> None:
    assert found(old_checkpoint.replace("\n9\n", "\n8\n")) == [
        "T.214 The checkpoint's signature does not fit its text."
    ]


@pytest.mark.parametrize("text", ["", "no checkpoint", "a\n1\nb\n\n— a b\n"])
def test_what_is_no_checkpoint_is_refused(old_checkpoint: str, text: str) -> None:
    with pytest.raises(Refused, match=r"T\.301"):
        verify(text)


def test_a_checkpoint_is_found_in_a_document(old_checkpoint: str) -> None:
    assert verify(f"<html><footer><pre>{old_checkpoint}</pre></footer>").intact


def test_many_faults_are_counted_and_the_first_are_said(old_checkpoint: str, write: Write) -> None:
    write(150)
    sequence(now=NOW)
    Entry.objects.filter(position__gte=12).update(action="test.other")
    report = verify()
    assert report.found == 152
    assert len(report.problems) == 100


def test_the_footer_names_size_and_root(old_checkpoint: str) -> None:
    root = old_checkpoint.split("\n")[2]
    assert footer(old_checkpoint) == f"Trail: 9 entries, root {root[:16]}"


def test_a_missing_key_is_not_replaced_by_a_new_one(old_checkpoint: str, stored_files: Path) -> None:
    (stored_files / "signing_key").unlink()
    with pytest.raises(Refused, match=r"T\.104"):
        sequence(now=NOW)
    assert not (stored_files / "signing_key").exists()


def test_another_key_does_not_continue_the_log(old_checkpoint: str, stored_files: Path) -> None:
    (stored_files / "signing_key").write_text(new_signer().secret_text())
    with pytest.raises(Refused, match=r"T\.102"):
        sequence(now=NOW)


def test_a_damaged_key_is_refused(old_checkpoint: str, stored_files: Path) -> None:
    (stored_files / "signing_key").write_bytes(b"\xff")
    with pytest.raises(Refused, match=r"T\.101"):
        sequence(now=NOW)


def test_only_its_owner_reads_the_key(old_checkpoint: str, stored_files: Path) -> None:
    assert (stored_files / "signing_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in stored_files.iterdir()] == ["signing_key"]

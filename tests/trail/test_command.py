"""``baqylau trail``, and its proofs in the hands of a stranger."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from baqylau.accounts.models import User
from baqylau.site.cli import main
from baqylau.trail.actions import sequence
from baqylau.trail.keys import new_signer
from baqylau.trail.methods import check_proof
from baqylau.trail.models import Batch, Entry
from tests.trail.conftest import NOW

pytestmark = pytest.mark.django_db

Capture = pytest.CaptureFixture[str]


def trail(capsys: Capture, *arguments: str | Path) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main(["trail", *map(str, arguments)])
    output, errors = capsys.readouterr()
    return code, output, errors


@pytest.fixture
def old_file(tmp_path: Path, old_checkpoint: str) -> Path:
    file = tmp_path / "checkpoint"
    file.write_text(old_checkpoint)
    return file


def stranger_checks(tmp_path: Path, proof: str | dict[str, Any], *key: str) -> tuple[int, str]:
    """The one file, alone in a folder, run by a Python that sees no package."""
    alone = tmp_path / "elsewhere"
    alone.mkdir(exist_ok=True)
    shutil.copy(check_proof.__file__, alone / "check_proof.py")
    (alone / "proof.json").write_text(proof if isinstance(proof, str) else json.dumps(proof), "utf-8")
    command = [sys.executable, "-I", "-S", "check_proof.py", "proof.json", *key]
    done = subprocess.run(command, cwd=alone, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def test_an_intact_trail_gives_exit_code_0(capsys: Capture, old_file: Path) -> None:
    code, output, _ = trail(capsys, "verify", "--checkpoint", old_file)
    assert code == 0
    assert output == (
        "The trail of 12 entries is intact; 2 are not yet sequenced.\n"
        "It continues the log of 9 entries that the checkpoint was signed for.\n"
    )


def test_a_trail_tampered_with_gives_exit_code_1_and_says_which(capsys: Capture, old_file: Path) -> None:
    entry = Entry.objects.get(position=6)
    Entry.objects.filter(pk=entry.pk).update(body=b"{}")
    code, output, _ = trail(capsys, "verify")
    assert code == 1
    assert f"T.201 Entry {entry.pk} (position 6) was altered." in output
    assert "was TAMPERED WITH" in output


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe", b"text", b"PK\x03\x04\x00"])
def test_what_is_no_checkpoint_gives_exit_code_2(
    capsys: Capture, tmp_path: Path, old_file: Path, content: bytes | None
) -> None:
    file = tmp_path / "wrong"
    if content is not None:
        file.write_bytes(content)
    for arguments in (
        ["verify", "--checkpoint"],
        ["prove", "--from"],
        ["prove", "--entry", "1", "--checkpoint"],
    ):
        code, output, errors = trail(capsys, *arguments, file)
        assert (code, output) == (2, "")
        assert errors[1] == "."
    assert trail(capsys, "verify", "--checkpoint", tmp_path)[0] == 2


def test_a_stranger_checks_that_an_entry_stands_in_the_log(
    capsys: Capture, tmp_path: Path, old_file: Path
) -> None:
    for position in range(9):
        entry = Entry.objects.get(position=position)
        code, output, _ = trail(capsys, "prove", "--entry", str(entry.pk), "--checkpoint", old_file)
        assert code == 0
        assert json.loads(output)["body"].encode() == bytes(entry.body)
        assert f"position {position} of the log of 9 entries" in check_proof.check(json.loads(output))
    code, says = stranger_checks(tmp_path, output)
    assert code == 0
    assert "The entry stands at position 8 of the log of 9 entries. Signatures were NOT checked" in says


def test_a_stranger_checks_that_the_log_continues_the_old_one(
    capsys: Capture, tmp_path: Path, old_file: Path
) -> None:
    code, output, _ = trail(capsys, "prove", "--from", old_file)
    assert code == 0
    _, key, _ = trail(capsys, "key")
    proof = json.loads(output)
    says = check_proof.check(proof, key.strip())
    assert says == f"The log of 12 entries begins with all 9 of the older one. Signed by {key.strip()}."
    assert stranger_checks(tmp_path, output)[0] == 0


def test_a_proof_that_was_altered_does_not_hold(capsys: Capture, tmp_path: Path, old_file: Path) -> None:
    pk = Entry.objects.get(position=3).pk
    inclusion = json.loads(trail(capsys, "prove", "--entry", str(pk))[1])
    consistency = json.loads(trail(capsys, "prove", "--from", old_file)[1])
    wrong = [
        {**inclusion, "body": inclusion["body"].replace("test.counted", "test.Counted")},
        {**inclusion, "position": 4},
        {**inclusion, "position": 10**6},
        {**inclusion, "path": inclusion["path"][:-1]},
        {**inclusion, "path": [*inclusion["path"], inclusion["path"][0]]},
        {**inclusion, "checkpoint": old_file.read_text()},
        {**consistency, "path": consistency["path"][::-1]},
        {**consistency, "path": []},
        {**consistency, "old": consistency["new"], "new": consistency["old"]},
    ]
    for proof in wrong:
        with pytest.raises(check_proof.ProofFails):
            check_proof.check(proof)
    assert stranger_checks(tmp_path, wrong[0])[0] == 1


def test_a_proof_signed_by_another_key_does_not_hold(capsys: Capture, old_file: Path) -> None:
    proof = json.loads(trail(capsys, "prove", "--from", old_file)[1])
    with pytest.raises(check_proof.ProofFails, match="not signed"):
        check_proof.check(proof, str(new_signer().verifier))
    forged = {**proof, "new": proof["new"].replace("— baqylau/", "— baqylau/x")}
    with pytest.raises(check_proof.ProofFails, match="not signed"):
        check_proof.check(forged)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"proves": "x", "key": ""}', '{"proves": "inclusion", "key": 1}', "\x00"]
)
def test_what_is_no_proof_is_said_to_be_none(tmp_path: Path, text: str) -> None:
    code, says = stranger_checks(tmp_path, text)
    assert code == 2
    assert says.startswith("This is no proof")


def test_an_entry_that_is_not_in_the_log_cannot_be_proven(capsys: Capture, old_file: Path) -> None:
    unsequenced = Entry.objects.filter(position=None).latest("pk").pk
    later = Entry.objects.get(position=10).pk
    assert trail(capsys, "prove", "--entry", "999999999999999999999")[2].startswith("T.302")
    assert trail(capsys, "prove", "--entry", str(unsequenced))[2].startswith("T.303")
    code, _, errors = trail(capsys, "prove", "--entry", str(later), "--checkpoint", old_file)
    assert (code, errors[:5]) == (2, "T.303")
    assert trail(capsys, "prove", "--entry", str(later))[0] == 0


def test_nothing_is_proven_with_a_log_that_was_tampered_with(capsys: Capture, old_file: Path) -> None:
    altered = Entry.objects.get(position=3)
    Entry.objects.filter(pk=altered.pk).update(body=b"\xff")
    code, output, errors = trail(capsys, "prove", "--entry", str(altered.pk))
    assert (code, output, errors[:5]) == (1, "", "T.212")
    Entry.objects.update(position=None)
    Batch.objects.all().delete()
    sequence(now=NOW)
    assert trail(capsys, "prove", "--from", old_file)[0] == 1
    Entry.objects.filter(position__gte=5).delete()
    Entry.objects.update(position=None)
    Batch.objects.all().delete()
    sequence(now=NOW)
    assert trail(capsys, "prove", "--from", old_file)[2].startswith("T.211")


def test_two_checkpoints_for_one_proof_are_refused(capsys: Capture, old_file: Path) -> None:
    code, _, errors = trail(capsys, "prove", "--from", old_file, "--checkpoint", old_file)
    assert (code, errors[:5]) == (2, "T.305")


def test_an_empty_trail_has_nothing_to_prove(capsys: Capture, erik: User) -> None:
    assert trail(capsys, "prove", "--entry", "1")[2].startswith("T.304")


def test_sequencing_says_how_many(capsys: Capture, old_file: Path) -> None:
    assert trail(capsys, "sequence")[:2] == (0, "2 entries sequenced.\n")
    assert trail(capsys, "sequence")[:2] == (0, "0 entries sequenced.\n")


def test_the_checkpoint_command_sequences_first(capsys: Capture, tmp_path: Path, old_file: Path) -> None:
    code, output, _ = trail(capsys, "checkpoint")
    assert code == 0
    assert output.split("\n")[1] == "14"
    old_file.write_text(output)
    assert trail(capsys, "verify", "--checkpoint", old_file)[0] == 0

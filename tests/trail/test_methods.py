"""The tree and the notes against published vectors, and against versions written straight from the RFC."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baqylau.trail.methods.check_proof import ProofFails, check_consistency, root_from_inclusion
from baqylau.trail.methods.merkle import EMPTY_ROOT, Frontier, Tree, leaf_hash, root_of
from baqylau.trail.methods.note import BadNote, Checkpoint, Signer, Verifier, find_checkpoint

INPUTS = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
"""The entries of the Certificate Transparency reference tests (RFC 6962), in hexadecimal."""

ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(bytes.fromhex(text)) for text in INPUTS]

PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETERS_KEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PETERS_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6Ry"
    "yBwJnAM=\n"
)
"""The example of Go's golang.org/x/mod/sumdb/note, whose format C2SP's signed-note is."""


def mth(entries: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\0" + entries[0]).digest()
    k = largest_power_below(len(entries))
    return hashlib.sha256(b"\1" + mth(entries[:k]) + mth(entries[k:])).digest()


def path(m: int, entries: list[bytes]) -> list[bytes]:
    """RFC 6962, 2.1.1, word for word."""
    if len(entries) == 1:
        return []
    k = largest_power_below(len(entries))
    if m < k:
        return [*path(m, entries[:k]), mth(entries[k:])]
    return [*path(m - k, entries[k:]), mth(entries[:k])]


def subproof(m: int, entries: list[bytes], b: bool) -> list[bytes]:
    """RFC 6962, 2.1.2, word for word."""
    if m == len(entries):
        return [] if b else [mth(entries)]
    k = largest_power_below(len(entries))
    if m <= k:
        return [*subproof(m, entries[:k], b), mth(entries[k:])]
    return [*subproof(m - k, entries[k:], False), mth(entries[:k])]


def largest_power_below(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_the_reference_tests(size: int) -> None:
    assert root_of(LEAVES[:size]).hex() == ROOTS[size]


def test_inclusion_paths_are_those_of_the_reference_tests() -> None:
    assert [one.hex() for one in Tree(LEAVES).inclusion_path(5)] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def test_consistency_paths_are_those_of_the_reference_tests() -> None:
    assert [one.hex() for one in Tree(LEAVES).consistency_path(6)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@settings(deadline=None)
@given(st.lists(st.binary(max_size=8), max_size=70))
def test_the_quick_root_and_the_frontier_agree_with_the_rfc(entries: list[bytes]) -> None:
    leaves = [leaf_hash(entry) for entry in entries]
    frontier = Frontier()
    frontier.extend(leaves[: len(leaves) // 2])
    frontier = Frontier.from_bytes(frontier.size, frontier.to_bytes())
    frontier.extend(leaves[len(leaves) // 2 :])
    assert root_of(leaves) == frontier.root == mth(entries)


@settings(deadline=None)
@given(st.integers(1, 40))
def test_inclusion_paths_agree_with_the_rfc_and_prove(size: int) -> None:
    entries = [bytes([number]) for number in range(size)]
    tree = Tree([leaf_hash(entry) for entry in entries])
    for index, entry in enumerate(entries):
        proof = tree.inclusion_path(index)
        assert proof == path(index, entries)
        assert root_from_inclusion(leaf_hash(entry), index, size, proof) == mth(entries)


@settings(deadline=None)
@given(st.integers(1, 40))
def test_consistency_paths_agree_with_the_rfc_and_prove(size: int) -> None:
    entries = [bytes([number]) for number in range(size)]
    tree = Tree([leaf_hash(entry) for entry in entries])
    for old in range(1, size + 1):
        proof = tree.consistency_path(old)
        assert proof == subproof(old, entries, True)
        check_consistency(old, size, mth(entries[:old]), mth(entries), proof)


@settings(deadline=None)
@given(st.integers(2, 40), st.data())
def test_a_wrong_inclusion_proof_fails(size: int, data: st.DataObject) -> None:
    leaves = [leaf_hash(bytes([number])) for number in range(size)]
    tree, index = Tree(leaves), data.draw(st.integers(0, size - 1))
    proof = tree.inclusion_path(index)
    other = data.draw(st.integers(0, size - 1).filter(lambda one: one != index))
    wrong = data.draw(st.sampled_from(["leaf", "longer", "shorter", "flipped", "index"]))
    leaf = leaves[other] if wrong == "leaf" else leaves[index]
    if wrong == "longer":
        proof = [*proof, leaf]
    if wrong == "shorter":
        proof = proof[:-1]
    if wrong == "flipped":
        place = data.draw(st.integers(0, len(proof) - 1))
        proof = [*proof[:place], leaf_hash(proof[place]), *proof[place + 1 :]]
    try:
        root = root_from_inclusion(leaf, other if wrong == "index" else index, size, proof)
    except ProofFails:
        return
    assert root != tree.root


@settings(deadline=None)
@given(st.integers(2, 40), st.data())
def test_a_wrong_consistency_proof_fails(size: int, data: st.DataObject) -> None:
    leaves = [leaf_hash(bytes([number])) for number in range(size)]
    old = data.draw(st.integers(1, size - 1))
    proof = Tree(leaves).consistency_path(old)
    rewritten = [leaf_hash(b"rewritten"), *leaves[1:]]
    with pytest.raises(ProofFails):
        check_consistency(old, size, root_of(leaves[:old]), root_of(rewritten), proof)
    with pytest.raises(ProofFails):
        check_consistency(old, size, root_of(rewritten[:old]), root_of(leaves), proof)
    with pytest.raises(ProofFails):
        check_consistency(old, size, root_of(leaves[:old]), root_of(leaves), proof[:-1])


def test_two_logs_of_one_length_and_two_roots_are_not_consistent() -> None:
    with pytest.raises(ProofFails):
        check_consistency(3, 3, LEAVES[0], LEAVES[1], [])
    with pytest.raises(ProofFails):
        check_consistency(4, 3, LEAVES[0], LEAVES[1], [])
    check_consistency(0, 3, EMPTY_ROOT, LEAVES[1], [])


def test_a_frontier_of_the_wrong_size_is_refused() -> None:
    with pytest.raises(ValueError, match="full subtrees"):
        Frontier.from_bytes(3, LEAVES[0])
    with pytest.raises(ValueError, match="32 bytes"):
        Frontier.from_bytes(1, b"short")


def test_the_published_note_is_signed_by_its_published_key() -> None:
    assert Verifier.parse(PETER).signed(PETERS_NOTE)
    signer = Signer.parse(PETERS_KEY)
    assert str(signer.verifier) == PETER
    assert signer.secret_text() == PETERS_KEY
    assert signer.sign(PETERS_NOTE.split("\n\n")[0] + "\n") == PETERS_NOTE


def test_an_altered_note_is_not_signed() -> None:
    with pytest.raises(BadNote):
        Verifier.parse(PETER).signed(PETERS_NOTE.replace("answer", "anchor"))
    with pytest.raises(BadNote):
        Verifier.parse(PETER).signed(PETERS_NOTE.replace("x08go/Z", "x08go/a"))


def test_a_note_by_somebody_else_is_not_signed_by_us() -> None:
    other = Signer("Somebody", bytes(32))
    assert not other.verifier.signed(PETERS_NOTE)
    assert other.verifier.signed(other.sign("Text\n"))


@pytest.mark.parametrize(
    "text",
    ["", "one line", "text\n\nno mark\n", "text\n\n— name\n", "text\n\n— na+me AAAAAAAA\n", PETERS_NOTE[:-1]],
)
def test_what_is_no_note_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        Verifier.parse(PETER).signed(text)


@pytest.mark.parametrize(
    "key", ["", "a+b", PETER[:-4], PETER.replace("c74f20a3", "c74f20a4"), PETER.replace("+A", "+B")]
)
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(BadNote):
        Verifier.parse(key)


@settings(deadline=None)
@given(st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_is_read_back_as_it_was_signed(size: int, root: bytes) -> None:
    checkpoint = Checkpoint("example.org/log", size, root, ("more",))
    note = Signer("example.org/log", bytes(32)).sign(checkpoint.text())
    assert Checkpoint.parse(note) == checkpoint
    document = f"<p>Some text</p>\r\n<pre>{note}</pre>\nNext page".replace("\n", " \r\n")
    assert find_checkpoint(document) == find_checkpoint(note) == note


@pytest.mark.parametrize("size", ["-1", "01", "1.0", "", "9" * 19, "٣"])
def test_a_size_that_is_no_whole_number_is_refused(size: str) -> None:
    root = Checkpoint("log", 1, bytes(32)).text().split("\n")[2]
    with pytest.raises(BadNote):
        Checkpoint.parse(Signer("log", bytes(32)).sign(f"log\n{size}\n{root}\n"))

"""What waits together is written together, and nobody fails for another's reason."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest
from django.db import IntegrityError, connection, transaction

from baqylau.accounts.models import User
from baqylau.storage.prepared import InsertTogether, new_keys
from baqylau.storage.together import Together

pytestmark = pytest.mark.django_db(transaction=True)
insert = InsertTogether(User)


def users(*names: str) -> list[User]:
    return [User(sign_in_name=name, name=name) for name in names]


class Writer:
    """Writes users; the first call waits until all the others stand in line."""

    def __init__(self, others: int) -> None:
        self.calls: list[list[str]] = []
        self.together: Together[User, User] = Together(self.make_ready, self.write)
        self.made_by: set[int] = set()
        self.others = others
        self.first = threading.Event()

    def write(self, batch: Sequence[User]) -> None:
        self.calls.append([user.sign_in_name for user in batch])
        if not self.first.is_set():
            self.first.set()
            while len(self.together._waiting) < self.others:
                threading.Event().wait(0.005)
        for user, (key,) in zip(batch, new_keys(len(batch), User), strict=True):
            user.pk = key
        insert.many([(user,) for user in batch])

    def make_ready(self, user: User) -> User:
        assert not connection.in_atomic_block or not self.others
        self.made_by.add(threading.get_ident())
        if user.sign_in_name == "unreadable":
            raise ValueError("unreadable")
        return user


def all_at_once(writer: Writer, batch: list[User]) -> dict[str, BaseException | None]:
    outcome: dict[str, BaseException | None] = {}

    def one(user: User) -> None:
        try:
            writer.together(user)
            outcome[user.sign_in_name] = None
        except BaseException as error:
            outcome[user.sign_in_name] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(user,)) for user in batch]
    threads[0].start()
    writer.first.wait(10)
    for thread in threads[1:]:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcome


def test_those_that_wait_are_written_in_one_transaction() -> None:
    writer = Writer(others=4)
    outcome = all_at_once(writer, users("a", "b", "c", "d", "e"))
    assert outcome == dict.fromkeys("abcde")
    assert [len(call) for call in writer.calls] == [1, 4]
    assert set(User.objects.values_list("sign_in_name", flat=True)) == set("abcde")


def test_those_that_wait_are_made_ready_by_one_thread() -> None:
    writer = Writer(others=4)
    all_at_once(writer, users("a", "b", "c", "d", "e"))
    assert len(writer.made_by) == 2


def test_one_that_cannot_be_made_ready_fails_alone() -> None:
    writer = Writer(others=3)
    outcome = all_at_once(writer, users("a", "b", "unreadable", "c"))
    assert isinstance(outcome.pop("unreadable"), ValueError)
    assert outcome == dict.fromkeys("abc")
    assert set(User.objects.values_list("sign_in_name", flat=True)) == set("abc")


def test_one_that_cannot_be_written_fails_alone() -> None:
    User.objects.create_user("taken")
    writer = Writer(others=3)
    outcome = all_at_once(writer, users("a", "b", "taken", "c"))
    assert isinstance(outcome.pop("taken"), IntegrityError)
    assert outcome == dict.fromkeys("abc")
    assert User.objects.count() == 4


def test_inside_a_transaction_nothing_is_kept_before_that_ends() -> None:
    writer = Writer(others=0)
    with transaction.atomic():
        writer.together(*users("a"))
        transaction.set_rollback(True)
    assert not User.objects.exists()


def test_inside_a_transaction_a_failure_leaves_it_usable() -> None:
    User.objects.create_user("taken")
    writer = Writer(others=0)
    with transaction.atomic():
        with pytest.raises(IntegrityError):
            writer.together(*users("taken"))
        writer.together(*users("a"))
    assert User.objects.count() == 2

"""What waits together is written together, and nobody fails for another's reason."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

import pytest
from django.db import IntegrityError, connection, transaction

from baqylau.accounts.models import User
from baqylau.storage import together as together_module
from baqylau.storage.inserts import InsertTogether, new_keys
from baqylau.storage.together import AskedTogether, Together

pytestmark = pytest.mark.django_db(transaction=True)
insert = InsertTogether(User)
T = TypeVar("T")


def users(*names: str) -> list[User]:
    return [User(sign_in_name=name, name=name) for name in names]


class Writer:
    """Writes users; the first call waits until all the others stand in line."""

    def __init__(self, others: int) -> None:
        self.calls: list[list[str]] = []
        self.looked_at: list[list[str]] = []
        self.together: Together[User, User] = Together(self.make_ready, self.look_around, self.write)
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

    def look_around(self, batch: Sequence[User]) -> None:
        assert not connection.in_atomic_block or not self.others
        self.looked_at.append([user.sign_in_name for user in batch])
        if len(batch) > 1 and any(user.sign_in_name == "unseen" for user in batch):
            raise ValueError("not together")

    def make_ready(self, user: User) -> User:
        assert not connection.in_atomic_block or not self.others
        self.made_by.add(threading.get_ident())
        if user.sign_in_name == "unreadable":
            raise ValueError("unreadable")
        return user


def one_then_the_others(do: Callable[[T], None], items: Sequence[T], first: threading.Event) -> None:
    """Each in a thread of its own; the others start once the first says that it is at work."""

    def work(item: T) -> None:
        try:
            do(item)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(item,)) for item in items]
    threads[0].start()
    first.wait(10)
    for thread in threads[1:]:
        thread.start()
    for thread in threads:
        thread.join(30)


def all_at_once(writer: Writer, batch: list[User]) -> dict[str, BaseException | None]:
    outcome: dict[str, BaseException | None] = {}

    def one(user: User) -> None:
        try:
            writer.together(user)
            outcome[user.sign_in_name] = None
        except BaseException as error:
            outcome[user.sign_in_name] = error

    one_then_the_others(one, batch, writer.first)
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


def test_those_that_wait_are_looked_around_for_at_once() -> None:
    writer = Writer(others=4)
    all_at_once(writer, users("a", "b", "c", "d", "e"))
    assert [len(batch) for batch in writer.looked_at] == [1, 4]


def test_where_looking_around_fails_each_one_is_tried_alone() -> None:
    writer = Writer(others=3)
    outcome = all_at_once(writer, users("a", "b", "unseen", "c"))
    assert outcome == dict.fromkeys(("a", "b", "unseen", "c"))
    assert [len(batch) for batch in writer.looked_at] == [1, 3, 1, 1, 1]


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


class Way:
    """Threads that are on the way and bring something when they are told to."""

    def __init__(self) -> None:
        self.kept: list[list[str]] = []
        self.together: Together[str, str] = Together(str, lambda batch: None, self.write)
        self.results: list[str] = []

    def write(self, batch: Sequence[str]) -> None:
        self.kept.append(sorted(batch))

    def go(self, name: str, brings: threading.Event) -> threading.Thread:
        """Set out, and bring it when told; without a name nothing is brought."""
        on_the_way = threading.Event()

        def walk() -> None:
            with self.together.on_the_way():
                on_the_way.set()
                assert brings.wait(20)
                if name:
                    self.results.append(self.together(name))
            connection.close()

        thread = threading.Thread(target=walk)
        thread.start()
        assert on_the_way.wait(20)
        return thread


def test_what_is_brought_waits_for_those_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together_module, "PATIENCE", 20)
    way, now, last = Way(), threading.Event(), threading.Event()
    threads = [way.go("a", now), way.go("b", now), way.go("c", last)]
    now.set()
    while len(way.together._waiting) < 2:
        threading.Event().wait(0.005)
    assert way.kept == way.results == []
    last.set()
    for thread in threads:
        thread.join(20)
    assert (way.kept, sorted(way.results)) == ([["a", "b", "c"]], ["a", "b", "c"])


def test_whoever_comes_last_and_brings_nothing_does_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together_module, "PATIENCE", 20)
    way, now, last = Way(), threading.Event(), threading.Event()
    threads = [way.go("a", now), way.go("", last)]
    now.set()
    while not way.together._waiting:
        threading.Event().wait(0.005)
    last.set()
    for thread in threads:
        thread.join(15)
    assert (way.kept, way.results) == ([["a"]], ["a"])


def test_nobody_waits_long_for_one_that_does_not_come() -> None:
    way, now, never = Way(), threading.Event(), threading.Event()
    stuck, quick = way.go("late", never), way.go("a", now)
    now.set()
    quick.join(15)
    assert (way.kept, way.results) == ([["a"]], ["a"])
    never.set()
    stuck.join(15)
    assert way.kept == [["a"], ["late"]]


def test_nobody_waits_for_one_that_stepped_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together_module, "PATIENCE", 20)
    way = Way()
    with way.together.on_the_way():
        way.together.step_aside()
        other = threading.Thread(target=lambda: way.results.append(way.together("a")))
        other.start()
        other.join(15)
        assert way.kept == [["a"]]
        assert way.together("late") == "late"
    assert (way.kept, way.together._on_the_way) == ([["a"], ["late"]], 0)


def test_one_that_brings_something_without_having_set_out_does_not_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(together_module, "PATIENCE", 20)
    way = Way()
    assert way.together("a") == "a"
    assert way.together._on_the_way == 0
    connection.close()


# ------------------------------------------------------------------ what is asked together


class Asker:
    """Answers with names of users; the first question waits until all the others are asked."""

    def __init__(self, others: int) -> None:
        self.calls: list[list[str]] = []
        self.asked: AskedTogether[str, str | None] = AskedTogether(self.ask)
        self.others = others
        self.first = threading.Event()

    def ask(self, batch: Sequence[str]) -> list[str | None]:
        self.calls.append(list(batch))
        if not self.first.is_set():
            self.first.set()
            while len(self.asked._waiting) < self.others:
                threading.Event().wait(0.005)
        if "broken" in batch:
            raise ValueError("broken")
        known = dict(User.objects.filter(sign_in_name__in=batch).values_list("sign_in_name", "name"))
        return [known.get(one) for one in batch]

    def all_at_once(self, *names: str) -> dict[str, object]:
        outcome: dict[str, object] = {}

        def one(name: str) -> None:
            try:
                outcome[name] = self.asked(name)
            except ValueError as error:
                outcome[name] = error

        one_then_the_others(one, names, self.first)
        return outcome


def test_what_is_asked_while_another_waits_is_asked_at_once() -> None:
    User.objects.bulk_create(users("a", "b", "c", "d"))
    asker = Asker(others=4)
    assert asker.all_at_once("a", "b", "c", "d", "nobody") == {**{one: one for one in "abcd"}, "nobody": None}
    assert [len(call) for call in asker.calls] == [1, 4]


def test_a_question_that_fails_fails_alone() -> None:
    User.objects.bulk_create(users("a", "b", "c"))
    asker = Asker(others=3)
    outcome = asker.all_at_once("a", "b", "broken", "c")
    assert {name for name, answer in outcome.items() if isinstance(answer, ValueError)} == {"broken"}
    assert [outcome[name] for name in "abc"] == ["a", "b", "c"]
    assert asker.asked("a") == "a"


def test_inside_a_transaction_a_question_is_asked_in_it() -> None:
    asker = Asker(others=0)
    with transaction.atomic():
        User.objects.bulk_create(users("new"))
        assert asker.asked("new") == "new"
        transaction.set_rollback(True)
    assert asker.asked("new") is None

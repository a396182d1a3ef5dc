"""Several people begin the same paper, or open the same page, at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection
from tests.results.entry_cast import NOW, Desk, make_desk

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.election.models import Election
from baqylau.results.actions.entry import begin
from baqylau.results.entry_queue import Asked, begin_next
from baqylau.results.models import ProtocolEntry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(election: Election) -> Desk:
    return make_desk(election)


def at_once(actions: list[Callable[[], object]]) -> list[object]:
    """What each gives, or what it is refused with; all begin together."""
    together, given = Barrier(len(actions)), [None] * len(actions)

    def run(place: int, action: Callable[[], object]) -> None:
        together.wait()
        try:
            given[place] = action()  # type: ignore[call-overload]
        except Refused as refused:
            given[place] = refused.problems[0].code  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [Thread(target=run, args=one) for one in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(given)


def test_of_two_who_begin_a_paper_together_one_types_it(desk: Desk) -> None:
    paper = desk.paper()

    def of(user: User) -> Callable[[], object]:
        return lambda: begin(paper=paper, by=user, now=NOW)

    given = at_once([of(desk.saule), of(desk.timur)])
    assert given.count("R.310") == 1
    assert ProtocolEntry.objects.count() == 1


def test_two_who_ask_for_the_next_paper_together_get_different_ones(desk: Desk) -> None:
    desk.paper()
    desk.paper()

    def of(user: User) -> Callable[[], object]:
        return lambda: begin_next(mission=desk.mission, asked=Asked(), by=user, now=NOW)

    one, other = at_once([of(desk.saule), of(desk.timur)])
    assert isinstance(one, ProtocolEntry)
    assert isinstance(other, ProtocolEntry)
    assert one.paper_id != other.paper_id

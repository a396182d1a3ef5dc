"""The table of states: what may follow, and that the document shows it."""

from __future__ import annotations

from pathlib import Path

from baqylau.results.methods import entry_states
from baqylau.results.models import PaperState

DOCUMENT = Path(__file__).parents[2] / "docs" / "protocols.md"


def test_the_diagram_in_the_document_is_the_table() -> None:
    assert entry_states.as_markdown() in DOCUMENT.read_text()


def test_the_database_knows_the_states_of_the_table_and_no_other() -> None:
    assert set(PaperState.values) == set(entry_states.STATES)


def test_every_state_is_reached_and_every_one_but_the_first_can_be_reset() -> None:
    assert {move.after for move in entry_states.MOVES} == set(entry_states.STATES)
    resettable = {move.before for move in entry_states.MOVES if move.name == "reset"}
    assert resettable == set(entry_states.STATES) - {entry_states.EMPTY}


def test_a_move_is_one_row_of_the_table() -> None:
    rows = [(move.name, move.before, move.after) for move in entry_states.MOVES]
    assert len(rows) == len(set(rows))


def test_discard_reset_and_correction_are_of_different_people() -> None:
    by = {move.name: move.by for move in entry_states.MOVES}
    assert by["discard"] == entry_states.SAME
    assert by["reset"] == by["correct"] == by["resolve"] == entry_states.RESOLVER


def test_whatever_a_co_ordinator_does_has_a_reason() -> None:
    assert all(move.needs_reason for move in entry_states.MOVES if move.by == entry_states.RESOLVER)

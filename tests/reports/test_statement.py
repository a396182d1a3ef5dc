"""Running a statement: its figures, what changes when a record is corrected, what the trail keeps."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.mission.models import Mission
from baqylau.reports.actions.run import run_statement
from baqylau.reports.changed_words import changes_shown
from baqylau.reports.models import Statement
from baqylau.reports.recount import recount
from baqylau.trail.models import Entry
from tests.processes import database_url, environment, start
from tests.reports.conftest import correct

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
NB = "\N{NO-BREAK SPACE}"


def run(mission: Mission, by: User | None = None) -> Statement:
    return run_statement(mission=mission, by=by, now=NOW)


def changes_in_trail(action: str) -> list[dict[str, object]]:
    entries = Entry.objects.filter(action=action).order_by("pk")
    return [json.loads(bytes(entry.body))["change"] for entry in entries]


def test_each_figure_has_numerator_denominator_exclusions_and_rows(observed: Mission) -> None:
    statement = run(observed)
    queue = statement.figures.get(name="queue")
    assert (queue.numerator, queue.denominator, queue.excluded) == (32, 58, {"not_observed": 2})
    assert queue.all_records == 60
    assert queue.rows == [[1, 30], 43, 44]
    noise = statement.figures.get(name="noise")
    assert (noise.numerator, noise.denominator) == (3, 12)
    assert noise.excluded == {"dont_know": 12, "missing": 12, "not_accepted": 12, "not_applicable": 12}
    assert statement.figures.get(name="records").numerator == 60


def test_an_area_that_differs_is_told_with_the_rest_beside_it(observed: Mission) -> None:
    statement = run(observed)
    assert statement.comparisons == 2
    north, rest = (
        statement.figures.get(name="queue@north"),
        statement.figures.get(name="queue@north.elsewhere"),
    )
    assert (north.numerator, north.denominator, rest.numerator, rest.denominator) == (30, 40, 2, 18)
    assert north.significant
    assert 0 < float(north.p) < float(north.adjusted) < 0.05


def test_the_same_records_give_the_same_digests(observed: Mission) -> None:
    first, second = run(observed), run(observed)
    assert (first.number, second.number) == (1, 2)
    assert first.digest == second.digest
    digests = [dict(one.figures.values_list("name", "digest")) for one in (first, second)]
    assert digests[0] == digests[1]
    assert changes_shown(second)[1] == []


def test_a_corrected_record_changes_the_number_and_the_statement_says_which(
    observed: Mission, aigerim: User
) -> None:
    first = run(observed, aigerim)
    correct(observed, 1, "queue", "no")
    second = run(observed, aigerim)
    assert second.figures.get(name="queue").numerator == 31
    assert first.figures.get(name="queue").numerator == 32
    assert second.corrected == {"1": 2}
    earlier, changed = changes_shown(second)
    assert earlier == first
    assert [change.name for change in changed] == ["queue", "queue@north", "queue@south.elsewhere"]
    assert changed[0].old.replace(NB, " ").startswith("55.2 % (32 of 58)")
    assert changed[0].new.replace(NB, " ").startswith("53.4 % (31 of 58)")
    assert changes_in_trail("reports.figures_changed") == [
        {
            "figures": {
                "queue": {"new": [31, 58], "old": [32, 58]},
                "queue@north": {"new": [29, 40], "old": [30, 40]},
                "queue@south.elsewhere": {"new": [29, 40], "old": [30, 40]},
            }
        }
    ]


def test_a_correction_of_what_is_in_no_figure_changes_nothing(observed: Mission) -> None:
    first = run(observed)
    correct(observed, 1, "weather", "fine")
    second = run(observed)
    assert first.digest == second.digest
    assert changes_in_trail("reports.figures_changed") == []


def test_an_answer_given_after_all_moves_a_record_into_the_denominator(observed: Mission) -> None:
    run(observed)
    correct(observed, 41, "queue", "no")
    queue = run(observed).figures.get(name="queue")
    assert (queue.numerator, queue.denominator, queue.excluded) == (32, 59, {"not_observed": 1})


def test_the_trail_holds_the_digests_of_a_run(observed: Mission, aigerim: User) -> None:
    statement = run(observed, aigerim)
    (change,) = changes_in_trail("reports.statement_run")
    assert change["digest"] == statement.digest
    assert change["figures"] == dict(statement.figures.filter(area=None).values_list("name", "digest"))


def test_a_figure_counted_again_is_the_same_until_somebody_alters_its_records(observed: Mission) -> None:
    statement = run(observed)
    queue = statement.figures.get(name="queue@north")
    again = recount(queue)
    assert again.same
    assert again.now_same
    correct(observed, 2, "queue", "no")
    again = recount(queue)
    assert again.same
    assert not again.now_same
    assert again.now.replace(NB, " ").endswith("(29 of 40)")
    observed.records.filter(number=4).update(area=observed.records.get(number=60).area)
    assert recount(queue).same
    version = observed.records.get(number=3).versions.get()
    type(version).objects.filter(pk=version.pk).update(answers={"queue": "no"})
    assert not recount(queue).same


def test_a_mission_without_percentages_compares_no_areas(observed: Mission) -> None:
    Mission.objects.filter(pk=observed.pk).update(kind="limited")
    statement = run(observed)
    assert statement.comparisons == 0
    assert not statement.figures.filter(significant=True).exists()
    assert not statement.figures.exclude(p="").exists()
    assert statement.figures.get(name="queue").numerator == 32


def test_a_mission_without_a_plan_is_told_so(mission: Mission) -> None:
    with pytest.raises(Refused, match=r"D\.114"):
        run(mission)


RUN = """
import sys
from datetime import UTC, datetime
from pathlib import Path
import django
django.setup()
from baqylau.mission.models import Mission
from baqylau.reports.actions.run import run_statement
mission = Mission.objects.get(slug="steppe")
print("ready", flush=True)
sys.stdin.readline()
print(run_statement(mission=mission, by=None, now=datetime(2026, 3, 2, tzinfo=UTC)).number)
"""


@pytest.mark.django_db(transaction=True)
def test_runs_in_two_processes_at_once_get_two_numbers(observed: Mission, tmp_path: Path) -> None:
    env = environment(tmp_path, database_url())
    processes = [start("-c", RUN, env=env) for _ in range(2)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=60) for process in processes]
    assert [errors for _, errors in answers if errors] == []
    assert sorted(int(number) for number, _ in answers) == [1, 2]

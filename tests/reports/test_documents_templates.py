"""Templates of reports: every one of them reads well in three languages, and types no number."""

import pytest

from baqylau.core.problem import Refused
from baqylau.reports.models import ReportKind
from baqylau.reports.sources.report_templates import CHAPTERS, read
from baqylau.reports.text_templates import ANNEXES, FOLDER, template_of, templates


def files(**changes: str) -> dict[str, bytes]:
    made = {one.name: one.read_bytes() for one in FOLDER.glob("*.toml")}
    return {**made, **{name.replace("_toml", ".toml"): text.encode() for name, text in changes.items()}}


CHAPTER = """
[voting]
title = { en = "Voting", ru = "Голосование", kk = "Дауыс беру" }
[[voting.sentences]]
"""
TEMPLATE = 'kind = "interim"\n[[chapters]]\ncode = "voting"\n'


def refused(sentence: str, template: str = TEMPLATE) -> list[str]:
    with pytest.raises(Refused) as found:
        read({CHAPTERS: (CHAPTER + sentence).encode(), "interim.toml": template.encode()})
    return [one.code for one in found.value.problems]


def test_there_is_a_template_of_every_kind_of_report():
    assert set(templates()) == set(ReportKind.values)


def test_the_statement_has_ten_sections_and_the_final_report_two_sorts_of_recommendations():
    assert len(template_of("statement")) == 10
    codes = [one.code for one in template_of("final")]
    assert codes.index("priority_recommendations") + 1 == codes.index("other_recommendations")
    assert [one.code for one in template_of("final") if one.annex] == [
        "annex_earlier_recommendations",
        "annex_results",
        "annex_meetings",
        "annex_observers",
        "annex_method",
        "annex_figures",
    ]
    assert set(ANNEXES) == {
        "results",
        "meetings",
        "observers",
        "method",
        "figures",
        "earlier_recommendations",
    }


@pytest.mark.parametrize("kind", ReportKind.values)
def test_every_chapter_has_its_title_in_three_languages(kind):
    for planned in template_of(kind):
        assert all(planned.titles()[language] for language in ("en", "ru", "kk"))


@pytest.mark.parametrize("kind", ReportKind.values)
def test_a_report_begins_in_a_mission_that_has_no_figures(kind):
    for planned in template_of(kind):
        planned.begins_with("en", lambda name: False)


def test_a_sentence_stands_only_where_the_mission_has_its_figures():
    day = next(one for one in template_of("preliminary") if one.code == "election_day")
    nothing = day.begins_with("en", lambda name: False)
    assert "not of polling stations" in nothing
    assert "##" not in nothing, "a heading over nothing"
    everything = day.begins_with("kk", lambda name: True)
    assert everything.count("## ") == 4
    assert "{kz_b_voting.overall.very_good+good}" in everything
    only_voting = day.begins_with("ru", lambda name: name.startswith("kz_b_"))
    assert only_voting.count("## ") == 1


def test_a_typed_number_a_lost_language_and_other_figures_are_refused():
    assert refused('en = "In 3 stations."\nru = "На участках."\nkk = "Учаскелерде."') == ["Z.722"]
    assert refused('en = "In {a}."\nru = "В {b}."\nkk = "{a}"') == ["Z.723"]
    assert refused('en = "In {a b}."\nru = "В {a b}."\nkk = "{a b}"') == ["Z.725"] * 3
    assert refused('en = "Seen."\nru = "Отмечено."') == ["C.142"]
    well = 'en = "Seen."\nru = "Отмечено."\nkk = "Байқалды."'
    assert refused(well, TEMPLATE.replace("voting", "counting")) == ["Z.724"]

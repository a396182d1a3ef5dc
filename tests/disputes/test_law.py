"""References to articles, what an amendment touches, and the law file of a pack."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baqylau.core.problem import Refused
from baqylau.disputes.methods.law import (
    Citation,
    Reference,
    reference_from,
    references_in,
    sort_key,
    touched,
    touches,
)
from baqylau.disputes.sources.law import law_from
from baqylau.site import packs

LAW = """
[[act]]
code = "e"
number = "1"
source = "made up"
names = { en = "Law on elections" }
[[act]]
code = "admin"
number = "2"
source = "made up"
names = { en = "Code of offences" }
[[amendment]]
code = "first"
number = "1-I"
day = 2020-01-01
changes = ["20-1", "28, paragraph 9", "admin:102"]
source = "made up"
says = { en = "Changes" }
[[article]]
number = "28"
names = { en = "Polls" }
source = "made up"
[[article.edition]]
since = 2020-01-01
amendment = "first"
says = { en = "Five days" }
[[article.edition]]
says = { en = "No ban" }
[[recommendation]]
code = "r1"
report = "Report"
articles = ["28"]
source = "made up"
says = { en = "Shorten the ban" }
"""


def refs(*texts: str) -> list[Reference]:
    return [found for text in texts if (found := reference_from(text, ["e"]))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("20-1", ["20-1"]),
        ("20-1; 44, 97-1", ["20-1", "44", "97-1"]),
        ("4, 20-1 and 97.", ["4", "20-1", "97"]),
        ("Article 97-1", ["97-1"]),
        ("in articles 4, 20-1 and 97-1 the words", ["4", "20-1", "97-1"]),
        ("item 4 of Article 4 should be read as follows", ["4, paragraph 4"]),
        ("Paragraph 1 of Article 5: after the word", ["5, paragraph 1"]),
        ("article 28, paragraph 9", ["28, paragraph 9"]),
        ("art. 44 para 5", ["44, paragraph 5"]),
        (
            "1) пункт 4 статьи 4 изложить; 2) в статье 9; статьи 10, 11 и 12",
            ["4, paragraph 4", "9", "10", "11", "12"],
        ),
        ("Согласно пункту 9 статьи 28", ["28, paragraph 9"]),
        ("44-баптың 5-тармағы; 20-1-бап; 4, 9 және 10-баптар", ["44, paragraph 5", "20-1", "4", "9", "10"]),
        ("Article 44 and again Article 44", ["44"]),
        ("No article here, 5 November 2022, No. 156-VII", []),
        ("", []),
    ],
)
def test_articles_are_found_in_three_languages(text: str, found: list[str]) -> None:
    assert [str(one) for one in references_in(text, "e")] == found


@given(st.text())
def test_no_text_breaks_the_reading(text: str) -> None:
    assert all(one.act == "e" for one in references_in(text, "e"))


def test_a_very_long_text_is_read_quickly() -> None:
    text = "пункт 4 статьи 4, статьи 1, 2, 3 и 4; 5-баптың 6-тармағы " * 2000 + "1, " * 20000
    before = perf_counter()
    assert len(references_in(text, "e")) < 20
    assert perf_counter() - before < 3


@given(st.lists(st.sampled_from(["4", "20-1", "28, paragraph 9", "28, paragraph 3", "28"]), max_size=4))
def test_touching_goes_both_ways(texts: list[str]) -> None:
    for one in refs(*texts):
        for other in refs(*texts):
            assert touches(one, other) == touches(other, one)


def test_different_paragraphs_do_not_touch_and_a_whole_article_does() -> None:
    things = [
        Citation("Calendar", "whole", tuple(refs("28"))),
        Citation("Calendar", "same", tuple(refs("28, paragraph 9"))),
        Citation("Calendar", "other", tuple(refs("28, paragraph 3"))),
        Citation("Calendar", "else", tuple(refs("29"))),
    ]
    found = touched(refs("28, paragraph 9"), things)
    assert [(one.what.says, one.exact) for one in found if isinstance(one.what, Citation)] == [
        ("whole", False),
        ("same", True),
    ]
    assert [len(one.by) for one in touched(refs("28", "29", "28, paragraph 3"), things)] == [2, 1, 2, 1]


def test_articles_stand_in_their_order() -> None:
    assert sorted(["97-1", "10", "9", "97", "20-2", "20-1"], key=sort_key) == [
        *("9", "10", "20-1", "20-2", "97", "97-1"),
    ]


def test_the_file_is_read_with_editions_in_order_and_acts_by_name() -> None:
    law = law_from(LAW.encode())
    assert law.amendments[0].changes == (
        Reference("e", "20-1"),
        Reference("e", "28", "9"),
        Reference("admin", "102"),
    )
    assert [one.says["en"] for one in law.articles[0].editions] == ["No ban", "Five days"]
    assert not law.amendments[0].complete
    assert [one.what.code for one in touched(law.amendments[0].changes, law.recommendations)] == ["r1"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("P.190", '"20-1"', '"twenty"'),
        ("P.190", '"admin:102"', '"nothing:102"'),
        ("P.191", 'amendment = "first"', 'amendment = "second"'),
        ("P.192", 'number = "28"', 'number = "28, paragraph 9"'),
        ("P.112", '{ en = "Polls" }', "{}"),
        ("P.140", 'code = "admin"', 'code = "e"'),
        ("C.141", "[[act]]", "[[act"),
        ("C.142", "day = 2020-01-01\n", ""),
        ("C.143", "since =", "from ="),
        ("C.144", 'changes = ["20-1"', "changes = [20"),
    ],
)
def test_each_thing_that_is_wrong_has_its_number(code: str, old: str, new: str) -> None:
    assert old in LAW
    with pytest.raises(Refused) as refused:
        law_from(LAW.replace(old, new, 1).encode())
    assert code in {problem.code for problem in refused.value.problems}


def test_the_law_of_the_shipped_pack_names_three_languages_and_sources() -> None:
    law = law_from(packs.files_of(packs.shipped("kz_2023"))["law.toml"])
    texts = [one.says for one in (*law.amendments, *law.recommendations)]
    texts += [edition.says for article in law.articles for edition in article.editions]
    texts += [one.names for one in law.articles]
    assert all(set(one) == {"en", "ru", "kk"} for one in texts)
    assert all(one.source for one in (*law.articles, *law.amendments, *law.recommendations))

"""A document as HTML: read by people and by screen readers, printed, and safe."""

from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

from django.utils import translation

from baqylau.reports.documents.html import Addresses, contents, fragment, whole_file
from baqylau.reports.methods.blocks import Link, Paragraph, Text
from tests.reports.documents_sample import sample

VOID = {"meta", "img", "br", "hr", "link"}


class Reading(HTMLParser):
    """Opens and closes every element, and remembers what it met."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.met: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.met.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.met if name == tag]

    @property
    def ids(self) -> list[str]:
        return [str(attrs["id"]) for _tag, attrs in self.met if "id" in attrs]


def read(language: str = "en") -> tuple[str, Reading]:
    with translation.override(language):
        text = whole_file(sample(language)).decode()
    return text, Reading(text)


def test_the_file_is_whole_and_names_its_language():
    text, reading = read("kk")
    assert reading.open == []
    assert reading.all("html")[0]["lang"] == "kk"
    assert "Ә Ғ Қ Ң Ө Ұ Ү Һ І" in text
    assert {"lang": "kk"} in reading.all("span")


def test_every_way_inside_the_file_leads_somewhere_and_no_place_stands_twice():
    _text, reading = read()
    assert len(reading.ids) == len(set(reading.ids))
    inside = [str(link["href"])[1:] for link in reading.all("a") if str(link["href"]).startswith("#")]
    assert "figure-1" in inside
    assert "footnote-2" in inside
    assert set(inside) <= set(reading.ids)


def test_headings_go_down_one_level_at_a_time_below_one_title():
    _text, reading = read()
    levels = [int(tag[1]) for tag, _attrs in reading.met if tag[0] == "h" and tag[1:].isdigit()]
    assert levels.count(1) == 1
    assert all(later - before <= 1 for before, later in pairwise(levels))


def test_every_picture_says_what_it_shows_and_gives_its_data():
    text, reading = read()
    assert all(image["alt"] for image in reading.all("img"))
    assert "The data of the picture" in text
    assert all(str(image["src"]).startswith("data:image/") for image in reading.all("img"))


def test_tables_have_captions_heads_and_named_rows():
    text, reading = read()
    assert len(reading.all("caption")) == len(reading.all("table")) == 2
    assert {"scope": "row", "class": "num"} in reading.all("th")
    assert "Table 1. Family voting" in text


def test_what_people_wrote_is_never_markup():
    text, reading = read()
    assert "&lt;script&gt;" in text
    assert not reading.all("script")
    assert not [attrs for _tag, attrs in reading.met if "style" in attrs or "onclick" in attrs]


def test_an_address_that_is_no_web_address_becomes_words():
    edition = sample()
    bad = Paragraph((Link("javascript:alert(1)", (Text("here"),)),))
    edition = replace(edition, document=replace(edition.document, blocks=(bad,)))
    assert "javascript" not in whole_file(edition).decode()


def test_the_version_its_reason_the_signatures_and_the_checkpoint_are_there():
    text, _reading = read()
    assert "A table was corrected." in text
    assert "C. Dupont" in text
    assert "Without prejudice to positions on status." in text
    assert "baqylau.example/trail" in text


def test_a_draft_says_that_it_is_one():
    with translation.override("en"):
        text = whole_file(sample(number=0)).decode()
    assert "Draft, not published" in text
    assert "baqylau.example/trail" not in text


def test_a_part_of_a_page_leads_where_the_page_says():
    edition = sample()
    addresses = Addresses(figure=lambda name: f"/f/{name}/", picture=lambda _picture, number: f"/p/{number}")
    text = str(fragment(edition, addresses))
    assert 'href="/f/family_voting/"' in text
    assert 'src="/p/2"' in text
    assert "<h2 id=" in text
    assert [one[2] for one in contents(edition)] == ["election-day", "opening", "annex-1"]

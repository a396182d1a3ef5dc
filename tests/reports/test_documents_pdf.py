"""A document as PDF: tagged, with words for its pictures, with every Kazakh letter."""

import io
from dataclasses import replace

import pytest
from django.utils import translation
from pypdf import PdfReader

from baqylau.reports.documents.pdf import _columns, pdf
from baqylau.reports.methods.blocks import CrossRef, FootnoteRef, Heading, Paragraph, Table, Text
from tests.reports.documents_sample import WORDS, sample


@pytest.fixture(scope="module")
def made() -> PdfReader:
    with translation.override("kk"):
        return PdfReader(io.BytesIO(pdf(sample("kk"))))


def text_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def structure(node, found=None):
    """Kind and words in place of every element of the structure tree."""
    found = [] if found is None else found
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for one in node:
            structure(one, found)
    elif isinstance(node, dict):
        if "/S" in node:
            found.append((str(node["/S"]), str(node.get("/Alt", ""))))
        structure(node.get("/K", []), found)
    return found


def test_it_is_tagged_for_universal_access_in_its_language(made):
    assert made.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert made.trailer["/Root"]["/Lang"] == "kk"
    assert b"pdfuaid" in made.trailer["/Root"]["/Metadata"].get_object().get_data()
    assert made.metadata.title == WORDS["kk"]["title"]


def test_every_picture_has_its_words_and_tables_their_heads(made):
    tree = structure(made.trailer["/Root"]["/StructTreeRoot"])
    pictures = [words for kind, words in tree if kind == "/Figure"]
    assert pictures == ["Жәшіктер тиісті түрде мөрленген: Ә Ғ Қ Ң Ө Ұ Ү Һ І: 31.8 %", "A dot"]
    assert ("/TH", "") in tree
    assert ("/Note", "") in tree or ("/FENote", "") in tree


def test_every_kazakh_letter_is_set(made):
    assert "Ә Ғ Қ Ң Ө Ұ Ү Һ І" in text_of(made)
    assert "Қызылорда, Өскемен" in text_of(made)


def test_footnotes_designations_signatures_and_the_trail_are_printed(made):
    text = text_of(made)
    for words in (WORDS["kk"]["note"], "Without prejudice", "C. Dupont", "baqylau.example/trail", "cd" * 32):
        assert words in text


def test_what_people_wrote_is_never_code(made):
    assert "<script>alert('#raw[x]')</script> & $x$ @label *a* _b_" in text_of(made)


def test_lost_references_and_anchors_that_stand_twice_do_not_stop_it():
    edition = sample()
    blocks = (
        Heading(1, "One", "same"),
        Heading(2, "Two", "same"),
        Paragraph((CrossRef("nowhere", "there"), FootnoteRef(99), FootnoteRef(1), FootnoteRef(1), Text("."))),
    )
    odd = replace(edition, document=replace(edition.document, blocks=blocks), entries=())
    assert "there" in text_of(PdfReader(io.BytesIO(pdf(odd))))


def test_the_same_edition_is_the_same_bytes():
    assert pdf(sample()) == pdf(sample())


def test_a_number_with_its_counts_stands_in_one_line_beside_its_words():
    """A column of numbers is as wide as they are: a line that cannot break would run over the words."""
    number = "85.7 % (1,166,400 of 1,360,800)"
    words = "Hours covered, of those that were planned, all broadcasters"
    table = Table(
        (), ((Text("Figure"),), (Text("Value"),)), (((Text(words),), (Text(number),)),), ("left", "right")
    )
    assert _columns(table) == [float(len(words)), 0.0]

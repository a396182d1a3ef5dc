"""A document as a Word file: real headings, tables, captions, lists and footnotes, in its language."""

import io
import zipfile
from dataclasses import replace

import docx as python_docx
import pytest
from django.utils import translation
from lxml import etree

from baqylau.reports.documents.word import docx
from baqylau.reports.methods.blocks import Paragraph, Text
from tests.reports.documents_sample import WORDS, sample

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def content() -> bytes:
    with translation.override("kk"):
        return docx(sample("kk"))


@pytest.fixture(scope="module")
def parts(content) -> dict[str, etree._Element]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {
            name: etree.fromstring(file.read(name))
            for name in file.namelist()
            if name.endswith((".xml", ".rels"))
        }


def words(element) -> str:
    return "".join(element.itertext(f"{W}t"))


def test_headings_title_and_lists_are_of_words_own_styles(content):
    file = python_docx.Document(io.BytesIO(content))
    named = {one.text: one.style.name for one in file.paragraphs if one.text}
    say = WORDS["kk"]
    assert named[say["heading"]] == "Heading 1"
    assert named[say["sub"]] == "Heading 2"
    assert named[say["name"]] == "List Bullet"
    assert named["x"] == "List Number"
    assert file.core_properties.title == say["title"]
    assert file.core_properties.language == "kk-KZ"


def test_a_table_repeats_its_head_and_is_named(parts):
    table = next(parts["word/document.xml"].iter(f"{W}tbl"))
    rows = table.findall(f"{W}tr")
    assert len(rows) == 31
    assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
    assert rows[1].find(f"{W}trPr/{W}tblHeader") is None
    assert table.find(f"{W}tblPr/{W}tblCaption").get(f"{W}val") == WORDS["kk"]["name"]


def test_captions_count_themselves(parts):
    told = [one.text.strip() for one in parts["word/document.xml"].iter(f"{W}instrText")]
    assert told.count("SEQ Figure \\* ARABIC") == 2
    assert told.count("SEQ Table \\* ARABIC") == 1
    assert 'TOC \\o "1-2" \\h \\z \\u' in told


def test_footnotes_are_footnotes_and_designations_have_stars(parts):
    notes = {one.get(f"{W}id"): words(one) for one in parts["word/footnotes.xml"]}
    assert notes["1"] == "* Without prejudice to positions on status."
    assert WORDS["kk"]["note"] in notes["2"]
    marks = list(parts["word/document.xml"].iter(f"{W}footnoteReference"))
    assert [one.get(f"{W}id") for one in marks] == ["1", "2", "3"]
    assert marks[0].get(f"{W}customMarkFollows") == "1"


def test_every_run_names_its_language(parts):
    runs = [one for one in parts["word/document.xml"].iter(f"{W}r") if one.find(f"{W}t") is not None]
    languages = {
        one.find(f"{W}rPr/{W}lang").get(f"{W}val") for one in runs if one.find(f"{W}rPr/{W}lang") is not None
    }
    assert languages == {"kk-KZ"}
    assert parts["word/styles.xml"].find(f".//{W}lang").get(f"{W}val") == "kk-KZ"


def test_words_in_another_language_are_marked_so():
    with translation.override("en"), zipfile.ZipFile(io.BytesIO(docx(sample("en")))) as file:
        body = etree.fromstring(file.read("word/document.xml"))
    run = next(one for one in body.iter(f"{W}r") if "Қызылорда" in words(one))
    assert run.find(f"{W}rPr/{W}lang").get(f"{W}val") == "kk-KZ"


def test_every_picture_says_what_it_shows(parts):
    described = [one.get("descr") for one in parts["word/document.xml"].iter("{*}docPr")]
    assert described == ["Жәшіктер тиісті түрде мөрленген: Ә Ғ Қ Ң Ө Ұ Ү Һ І: 31.8 %", "A dot"]


def test_every_way_inside_leads_to_a_bookmark(parts):
    body = parts["word/document.xml"]
    marks = [one.get(f"{W}name") for one in body.iter(f"{W}bookmarkStart")]
    numbers = [one.get(f"{W}id") for one in body.iter(f"{W}bookmarkStart")]
    anchors = {one.get(f"{W}anchor") for one in body.iter(f"{W}hyperlink")} - {None}
    assert len(marks) == len(set(marks))
    assert len(numbers) == len(set(numbers))
    assert anchors <= set(marks)


def test_an_ordered_list_starts_where_it_should(parts):
    starts = [one.get(f"{W}val") for one in parts["word/numbering.xml"].iter(f"{W}startOverride")]
    assert sorted(starts) == ["1", "3"]


def test_what_people_wrote_is_text_even_where_xml_could_not_hold_it():
    edition = sample()
    odd = Paragraph((Text('a\x00\x0b<b> & "c"\ud800'),))
    edition = replace(edition, document=replace(edition.document, blocks=(odd,)))
    file = python_docx.Document(io.BytesIO(docx(edition)))
    assert any(one.text == 'a<b> & "c"' for one in file.paragraphs)

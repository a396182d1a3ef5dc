"""The tree of a document: kept as data and found again."""

from datetime import date
from xml.etree import ElementTree

import pytest

from baqylau.reports.methods.blocks import (
    Annex,
    CrossRef,
    Document,
    Emphasis,
    FigureRef,
    Footnote,
    FootnoteRef,
    Heading,
    Link,
    List,
    PageBreak,
    Paragraph,
    Picture,
    Quote,
    Signature,
    Strong,
    Table,
    Text,
    document_from_data,
    figure_names,
    from_data,
    plain,
    to_data,
)
from baqylau.reports.methods.chart import ON_PAPER, SERIF, SIZE, WIDTH, Bar, bars, lines_of


def one_of_each() -> Document:
    table = Table(
        caption=(Text("Voting"),),
        header=((Text("What was seen"),), (Text("Share"),)),
        rows=(((Text("Family voting"),), (FigureRef("family_voting", "31.8 %"),)),),
        alignment=("left", "right"),
        anchor="table-1",
    )
    return Document(
        title="Statement of preliminary findings",
        subtitle="Early parliamentary elections",
        language="en",
        authoritative_language="en",
        mission="Joint mission",
        dated=date(2023, 3, 20),
        blocks=(
            Heading(1, "Voting", "voting"),
            Paragraph(
                (
                    Text("Seen in "),
                    FigureRef("queue", "3 of 12 observations"),
                    FootnoteRef(1),
                    Text(", in "),
                    Text("Қызылорда", "kk"),
                    Strong((Text("!"),)),
                    Emphasis((Link("https://example.org/", (Text("law"),)),)),
                    CrossRef("table-1", "table 1"),
                ),
                number="1.",
            ),
            List(True, ((Paragraph((Text("one"),)),), (Paragraph((Text("two"),)),)), start=3),
            table,
            Picture("Bars", (Text("Chart"),), svg="<svg/>", data=table, figures=("opening",)),
            Picture("Dot", (), png=b"\x89PNG\x00"),
            Quote((Paragraph((Text("It was calm."),)),), (Text("Record 812"),)),
            PageBreak(),
            Annex("Annex 1", "annex-1", (Paragraph((Text("More."),)),)),
        ),
        footnotes=(Footnote(1, (Text("Of those who answered."),)),),
        designations=((Text("All references are …"),),),
        signatures=(Signature("A. B.", "Head of the delegation", "Assembly", date(2023, 3, 20)),),
    )


def test_a_document_kept_as_data_is_the_same_document():
    document = one_of_each()
    assert document_from_data(to_data(document)) == document


def test_a_kind_or_a_field_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match="Marquee"):
        from_data({"kind": "Marquee"})
    with pytest.raises(ValueError, match="colour"):
        from_data({"kind": "Text", "text": "a", "colour": "red"})
    with pytest.raises(ValueError, match="not a whole document"):
        document_from_data(to_data(Text("a")))


def test_figures_are_named_once_in_the_order_of_reading():
    assert figure_names(one_of_each()) == ("queue", "family_voting", "opening")


def test_the_words_of_a_line_are_found_without_their_marks():
    paragraph = one_of_each().blocks[1]
    assert isinstance(paragraph, Paragraph)
    assert plain(paragraph.inlines) == "Seen in 3 of 12 observations, in Қызылорда!lawtable 1"


def test_the_words_of_a_bar_break_where_the_picture_ends_and_not_before() -> None:
    long = "Протокол участковой комиссии вывешен для общего ознакомления, копия выдана наблюдателю"
    told = [Bar(long, 40.0, "40 %")]
    widths = {"screen": (WIDTH, 1.0), "paper": (ON_PAPER, SERIF)}
    lines = {}
    for where, (width, face) in widths.items():
        drawn = ElementTree.fromstring(bars(told, font="serif", width=width, face=face))
        lines[where] = [one.text for one in drawn.iter("{http://www.w3.org/2000/svg}text")][:-1]
    assert [" ".join(one) for one in lines.values()] == [long, long]
    assert len(lines["paper"][0]) > len(lines["screen"][0])
    first, second = lines["screen"][:2]
    room = WIDTH / SIZE
    assert list(lines_of(first, room)) == [first]
    assert len(list(lines_of(f"{first} {second.split()[0]}", room))) == 2


def test_a_word_longer_than_the_picture_stands_in_a_line_of_its_own() -> None:
    assert list(lines_of("a Rechtsschutzversicherungsgesellschaften b", 5.0)) == [
        "a",
        "Rechtsschutzversicherungsgesellschaften",
        "b",
    ]

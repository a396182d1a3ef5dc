"""A document as a Word file that people can go on editing.

The package is python-docx's; its body, styles, lists and footnotes are written here, since python-docx 1.2
has no footnotes, captions or repeated heads of tables, and is slow with long tables.
"""

from __future__ import annotations

import io
from pathlib import Path

import docx as python_docx
from django.utils.translation import gettext
from docx.document import Document as WordFile
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Mm

from baqylau.reports.documents import edition as said
from baqylau.reports.documents.edition import Edition
from baqylau.reports.documents.html import contents
from baqylau.reports.documents.pictures import as_png, size
from baqylau.reports.documents.wordml import (
    LANGUAGES,
    Writer,
    bookmarked,
    page_numbers,
    paragraph,
)
from baqylau.reports.methods.blocks import Inlines, Picture
from baqylau.reports.source_words import source_in_words

STYLES = Path(__file__).parent.parent / "templates" / "word" / "styles.xml"
EMU = 12700
"""In a point."""
_SPACES = " ".join(
    f'xmlns:{short}="{address}"'
    for short, address in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    }.items()
)
_NOT_OURS = ("thumbnail", "stylesWithEffects", "customXml")
_DIGEST = '<w:rStyle w:val="Digest"/>'
_BULLETS = "•–▪"
_FORMATS = (("decimal", "%1."), ("lowerLetter", "%2)"), ("lowerRoman", "%3."))


def docx(edition: Edition) -> bytes:
    """The document as a Word file, in the language in use."""
    file = python_docx.Document()
    _clear(file)
    writer = Writer(edition, relate=_relate(file), place=_place(file))
    _body(file, _front(writer) + writer.blocks(edition.document.blocks) + _end(writer))
    _numbering(file, writer)
    _footnotes(file, writer)
    _settings(file, edition)
    _page(file, writer)
    _properties(file, edition)
    content = io.BytesIO()
    file.save(content)
    return content.getvalue()


# ---------------------------------------------------------------------- the package


def _clear(file: WordFile) -> None:
    """Our own styles in place of python-docx's, and none of the parts that its template brings along."""
    styles = file.part._styles_part.element
    for one in list(styles):
        styles.remove(one)
    styles.extend(list(parse_xml(STYLES.read_bytes())))
    for rels in (file.part.rels, file.part.package.rels):
        for key in [key for key, rel in rels.items() if any(name in rel.reltype for name in _NOT_OURS)]:
            del rels[key]


def _relate(file: WordFile):  # type: ignore[no-untyped-def]
    return lambda address: file.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)


def _place(file: WordFile):  # type: ignore[no-untyped-def]
    def place(picture: Picture) -> tuple[str, int, int]:
        content = as_png(picture)
        width, height = size(content, picture)
        relation, _image = file.part.get_or_add_image(io.BytesIO(content))
        return relation, round(width * EMU), round(height * EMU)

    return place


def _body(file: WordFile, xml: str) -> None:
    body = file.element.body
    for at, one in enumerate(list(parse_xml(f"<w:body {_SPACES}>{xml}</w:body>"))):
        body.insert(at, one)


def _numbering(file: WordFile, writer: Writer) -> None:
    numbering = file.part.numbering_part.element
    for one in list(numbering):
        numbering.remove(one)
    bullets = "".join(_level(at, "bullet", mark) for at, mark in enumerate(_BULLETS))
    ordered = "".join(_level(at, kind, text) for at, (kind, text) in enumerate(_FORMATS))
    kind = '<w:multiLevelType w:val="hybridMultilevel"/>'
    xml = (
        f'<w:abstractNum w:abstractNumId="0">{kind}{bullets}</w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1">{kind}{ordered}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    for number, (level, start) in writer.numbering.starts.items():
        xml += (
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="{level}">'
            f'<w:startOverride w:val="{start}"/></w:lvlOverride></w:num>'
        )
    numbering.extend(list(parse_xml(f"<w:numbering {_SPACES}>{xml}</w:numbering>")))


def _level(at: int, kind: str, text: str) -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{(at + 1) * 357}" w:hanging="357"/></w:pPr></w:lvl>'
    )


def _footnotes(file: WordFile, writer: Writer) -> None:
    """The part that holds the footnotes, with relations of its own for the addresses in them."""
    part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, b"", file.part.package)
    inside = Writer(
        writer.edition,
        relate=lambda address: part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True),
        place=writer.place,
    )
    inside.footnotes = {}  # Word has no footnotes in footnotes.
    notes = [
        '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>',
        '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p>'
        "</w:footnote>",
    ]
    notes += [_footnote(inside, *one) for one in writer.written]
    xml = f"<w:footnotes {_SPACES}>{''.join(notes)}</w:footnotes>"
    part._blob = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{xml}'.encode()
    file.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _footnote(writer: Writer, identifier: int, words: Inlines, mark: str) -> str:
    own = f"<w:t>{mark}</w:t>" if mark else "<w:footnoteRef/>"
    first = f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>{own}</w:r>'
    blank = '<w:r><w:t xml:space="preserve"> </w:t></w:r>'
    text = paragraph("FootnoteText", first + blank + writer.line(words))
    return f'<w:footnote w:id="{identifier}">{text}</w:footnote>'


def _settings(file: WordFile, edition: Edition) -> None:
    settings = file.settings.element
    for one in list(settings):
        settings.remove(one)
    code = LANGUAGES.get(edition.document.language, "en-GB")
    xml = (
        '<w:zoom w:percent="100"/><w:defaultTabStop w:val="567"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" '
        f'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="{code}"/><w:decimalSymbol w:val="."/>'
        '<w:listSeparator w:val=","/>'
    )
    settings.extend(list(parse_xml(f"<w:settings {_SPACES}>{xml}</w:settings>")))
    for lang in file.part._styles_part.element.iter("{*}lang"):
        lang.set(lang.tag.replace("}lang", "}val"), code)


def _page(file: WordFile, writer: Writer) -> None:
    """A4; from the second page on the title at the head; the trail's checkpoint and the page at the foot."""
    section, edition = file.sections[0], writer.edition
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin = section.bottom_margin = Mm(25)
    section.different_first_page_header_footer = True
    right = said.version(edition) if not edition.number else edition.document.mission
    head = paragraph("Header", f"{writer.run(said.running(edition))}<w:r><w:tab/></w:r>{writer.run(right)}")
    foot = paragraph("Footer", f"{writer.run(said.foot(edition))}<w:r><w:tab/></w:r>{page_numbers()}")
    _fill(section.header, head)
    _fill(section.footer, foot)
    _fill(section.first_page_footer, foot)


def _fill(part, xml: str) -> None:  # type: ignore[no-untyped-def]
    part.is_linked_to_previous = False
    element = part._element
    for one in list(element):
        element.remove(one)
    element.extend(list(parse_xml(f"<w:hdr {_SPACES}>{xml}</w:hdr>")))


def _properties(file: WordFile, edition: Edition) -> None:
    document, about = edition.document, file.core_properties
    about.title, about.subject = document.title[:255], document.election[:255]
    about.author = about.last_modified_by = document.mission[:255]
    about.language = LANGUAGES.get(document.language, "en-GB")
    about.comments, about.keywords = "", ""
    about.revision = max(edition.number, 1)
    if edition.made:
        about.created = about.modified = edition.made.replace(tzinfo=None)


# ---------------------------------------------------------------------- what stands around the text


def _front(writer: Writer) -> str:
    edition, document = writer.edition, writer.edition.document
    stars = "".join(writer.designation(at, words) for at, words in enumerate(document.designations, start=1))
    parts = [
        paragraph("", writer.run(document.mission)),
        paragraph("Title", writer.run(document.title) + stars),
        paragraph("Subtitle", writer.run(document.subtitle)) if document.subtitle else "",
    ]
    for term, value in said.facts(edition):
        parts.append(paragraph("Facts", f"{writer.run(term)}<w:r><w:tab/></w:r>{writer.run(value)}"))
    return "".join(parts) + _contents(writer)


def _contents(writer: Writer) -> str:
    """A table of contents that Word gives page numbers (F9); its lines lead to the headings already."""
    lines = [
        (level, text, writer.bookmarks.get(anchor, "")) for level, text, anchor in contents(writer.edition)
    ]
    if not lines:
        return ""
    title = paragraph("TOCHeading", writer.run(gettext("Contents")))
    begins = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> '
        'TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    made = []
    for at, (level, text, mark) in enumerate(lines):
        words = writer.run(text)
        linked = f'<w:hyperlink w:anchor="{mark}">{words}</w:hyperlink>' if mark else words
        made.append(paragraph(f"TOC{level}", (begins if at == 0 else "") + linked))
    made.append(paragraph("", '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:br w:type="page"/></w:r>'))
    return title + "".join(made)


def _end(writer: Writer) -> str:
    return _signatures(writer) + _figures(writer) + _trail(writer)


def _signatures(writer: Writer) -> str:
    found = writer.edition.document.signatures
    if not found:
        return ""
    parts = [paragraph("Heading1", writer.run(gettext("Signatures")))]
    for one in found:
        # Word draws one line over neighbours of the same style, so an empty line parts them.
        parts.append(paragraph("", "", '<w:keepNext/><w:spacing w:before="600" w:after="0"/>'))
        lines = [one.capacity, one.body, said.day(one.signed) if one.signed else ""]
        rest = "".join(f"<w:r><w:br/></w:r>{writer.run(line)}" for line in lines if line)
        parts.append(paragraph("Signature", writer.run(one.name, properties="<w:b/><w:bCs/>") + rest))
    return "".join(parts)


def _figures(writer: Writer) -> str:
    edition = writer.edition
    if not edition.entries:
        return ""
    title = writer.run(gettext("Annex: figures"))
    parts = [
        paragraph("Heading1", title, "<w:pageBreakBefore/>"),
        paragraph("", writer.run(said.annex_text())),
    ]
    for one in edition.entries:
        number = bookmarked(writer.run(str(one.number)), f"figure_{one.number}", 1_000_000 + one.number)
        left_out = said.left_out(one)
        lines = [f"{gettext('Not counted:')} {left_out}" if left_out else "", source_in_words(one.source)]
        rest = "".join(f"<w:r><w:br/></w:r>{writer.run(line)}" for line in lines if line)
        name = writer.run(one.wording(edition.document.language), properties="<w:b/><w:bCs/>")
        digest = "<w:r><w:br/></w:r>" + writer.run(one.digest, properties=_DIGEST)
        words = f"{number}<w:r><w:tab/></w:r>{name}{writer.run(': ' + said.count(one))}{rest}{digest}"
        parts.append(paragraph("FigureEntry", words))
    return "".join(parts)


def _trail(writer: Writer) -> str:
    edition = writer.edition
    if not edition.checkpoint:
        return ""
    parts = [
        paragraph("Heading1", writer.run(gettext("The trail"))),
        paragraph("", writer.run(said.trail_text())),
    ]
    if edition.digest:
        digest = writer.run(edition.digest, properties=_DIGEST)
        parts.append(paragraph("", f"{writer.run(gettext('Digest of all figures:') + ' ')}{digest}"))
    parts.append(paragraph("", writer.run(gettext("The signed checkpoint:"))))
    parts += [paragraph("Checkpoint", writer.run(line)) for line in edition.checkpoint.splitlines()]
    return "".join(parts)

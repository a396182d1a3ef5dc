"""A document that holds one of everything, in three languages, to look at and to test with."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

from PIL import Image

from baqylau.reports.documents.edition import Edition
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
)
from baqylau.reports.methods.register import Entry

WORDS = {
    "en": {
        "title": "Statement of preliminary findings and conclusions",
        "subtitle": "Early parliamentary elections, 19 March 2023",
        "mission": "Joint observation mission",
        "heading": "Election day",
        "sub": "Opening and voting",
        "seen": "More than one person was seen in a booth in ",
        "share": "31.8 % of observations (712 of 2,237)",
        "name": "Family voting",
        "bar": "Ballot boxes sealed properly",
        "note": "Of the observations in which the question was answered.",
        "head": "Head of the delegation",
    },
    "ru": {
        "title": "Заявление о предварительных выводах и заключениях",
        "subtitle": "Внеочередные парламентские выборы 19 марта 2023 года",
        "mission": "Совместная миссия по наблюдению",
        "heading": "День выборов",
        "sub": "Открытие и голосование",
        "seen": "Более одного человека в кабине отмечено в ",
        "share": "31,8 % наблюдений (712 из 2 237)",
        "name": "Семейное голосование",
        "bar": "Урны опечатаны надлежащим образом",
        "note": "От числа наблюдений, где на вопрос был дан ответ.",
        "head": "Глава делегации",
    },
    "kk": {
        "title": "Алдын ала қорытындылар мен тұжырымдар туралы мәлімдеме",
        "subtitle": "2023 жылғы 19 наурыздағы кезектен тыс парламент сайлауы",
        "mission": "Бірлескен байқау миссиясы",
        "heading": "Сайлау күні",
        "sub": "Ашылуы және дауыс беру",
        "seen": "Кабинада бір адамнан көп болған жағдай байқалды: ",
        "share": "бақылаулардың 31,8 %-ы (2 237-нің 712-сі)",
        "name": "Отбасымен дауыс беру",
        "bar": "Жәшіктер тиісті түрде мөрленген: Ә Ғ Қ Ң Ө Ұ Ү Һ І",
        "note": "Сұраққа жауап берілген бақылаулардың ішінен.",
        "head": "Делегация басшысы",
    },
}


def svg(words: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="460" height="70" viewBox="0 0 460 70">'
        '<rect width="460" height="70" fill="#fff"/>'
        f'<text x="0" y="18" font-family="sans-serif" font-size="14">{words}</text>'
        '<rect y="28" width="300" height="16" fill="#0b4f78"/></svg>'
    )


def png() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (120, 60), "#c85200").save(content, "PNG")
    return content.getvalue()


def sample(language: str = "en", number: int = 2) -> Edition:
    say = WORDS[language]
    share = FigureRef("family_voting", say["share"])
    table = Table(
        caption=(Text(say["name"]),),
        header=((Text("№"),), (Text(say["name"]),), (Text("N"),), (Text("%"),)),
        rows=tuple(
            ((Text(f"{row}"),), (Text(say["bar"]),), (Text("712"),), (FigureRef("family_voting", "31.8"),))
            for row in range(1, 31)
        ),
        alignment=("right", "left", "right", "right"),
        anchor="table-voting",
    )
    small = Table(
        caption=(),
        header=((Text(say["name"]),), (Text("N"),)),
        rows=(((Text(say["bar"]),), (Text("12"),)),),
        alignment=("left", "right"),
    )
    document = Document(
        title=say["title"],
        subtitle=say["subtitle"],
        language=language,
        authoritative_language="en",
        mission=say["mission"],
        election=say["subtitle"],
        dated=date(2023, 3, 20),
        blocks=(
            Heading(1, say["heading"], "election-day"),
            Paragraph((Text(say["seen"]), share, FootnoteRef(1), Text(". "), Strong((Text(say["name"]),)))),
            Paragraph(
                (
                    Emphasis((Text(say["note"]),)),
                    Text(" "),
                    Link("https://example.org/law?a=1&b=2", (Text("example.org"),)),
                    Text("; Қызылорда, Өскемен", "kk"),
                    Text("; "),
                    CrossRef("table-voting", "table 1"),
                    FootnoteRef(2),
                ),
                number="7.",
            ),
            Heading(2, say["sub"], "opening"),
            List(
                False,
                (
                    (Paragraph((Text(say["bar"]),)),),
                    (
                        Paragraph((Text(say["name"]),)),
                        List(True, ((Paragraph((Text("a"),)),), (Paragraph((Text("b"),)),))),
                    ),
                ),
            ),
            List(True, ((Paragraph((Text("x"),)),), (Paragraph((Text("y"),)),)), start=3),
            Picture(f"{say['bar']}: 31.8 %", (Text(say["bar"]),), svg=svg(say["bar"]), data=small),
            Picture("A dot", (), png=png()),
            table,
            Quote((Paragraph((Text(say["note"]),)),), (Text("No. 812, 14.03.2023"),)),
            PageBreak(),
            Paragraph((Text("<script>alert('#raw[x]')</script> & $x$ @label *a* _b_"),)),
            Annex("Annex 1", "annex-1", (Paragraph((Text(say["note"]),)),)),
        ),
        footnotes=(Footnote(1, (Text(say["note"]),)), Footnote(2, (Text("Art. 20, "), Text("заң", "kk")))),
        designations=((Text("Without prejudice to positions on status."),),),
        signatures=(
            Signature("A. Bekova", say["head"], "Assembly One", date(2023, 3, 20)),
            Signature("C. Dupont", say["head"], "Assembly Two", date(2023, 3, 20)),
        ),
    )
    entry = Entry(
        number=1,
        name="family_voting",
        wordings={language: say["name"]},
        numerator=712,
        denominator=2237,
        source="records of form day",
        digest="ab" * 32,
        shown={language: say["share"]},
        per_cent="31.8",
        excluded={"missing": 40, "not_observed": 3},
    )
    return Edition(
        document=document,
        entries=(entry,),
        number=number,
        reason="A table was corrected." if number > 1 else "",
        made=datetime(2023, 3, 20, 12, tzinfo=UTC) if number else None,
        digest="cd" * 32,
        checkpoint=CHECKPOINT if number else "",
    )


CHECKPOINT = (
    "baqylau.example/trail\n12\nqINS1GRFaWGQZRL5mZhnlBlxLhJxVjhGxwgrsYJ7+uY=\n\n"
    "— baqylau.example/trail Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo"
    "+zyWE+xeMcTOAYQ8=\n"
)

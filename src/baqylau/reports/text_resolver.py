"""What the references of a report's texts stand for, in one language."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from django.utils.formats import date_format
from django.utils.translation import gettext
from PIL import Image

from baqylau.core.problem import Phrase, Problem
from baqylau.core.text import in_language
from baqylau.disputes.models import Case
from baqylau.reports.charts import ON_SCREEN, bar_chart
from baqylau.reports.methods import blocks as b
from baqylau.reports.methods.chart import Bar
from baqylau.reports.methods.plurals import FORMS, form_for
from baqylau.reports.methods.publishing import Terms
from baqylau.reports.methods.references import Reference, as_date
from baqylau.reports.models import Chapter, Finding, Report, ReportPicture
from baqylau.reports.recommendation_queries import own_of
from baqylau.reports.text_annexes import annex_blocks
from baqylau.reports.text_values import Value
from baqylau.reports.words import whole

NO_BREAK = "\N{NO-BREAK SPACE}"
PICTURE = "report-picture-"
"""Begins the anchor of a picture of the report; its number follows."""


class ReportResolver:
    """Resolves the references of one chapter. The language in use has to be ``language``.

    ``may_see`` says whether the reader may see a value; where not, the words of the figure stand in brackets.
    """

    def __init__(
        self,
        report: Report,
        language: str,
        values: Mapping[str, Value],
        *,
        may_see: Callable[[Value], bool] = lambda value: True,
        everything: Mapping[str, Value] | None = None,
    ) -> None:
        self.report, self.language, self.values, self.may_see = report, language, values, may_see
        self.everything = values if everything is None else everything
        mission = report.mission
        self.terms = Terms(mission.allows.percentages, mission.minimum_denominator)

    # -------------------------------------------------------------------------------------- in a line

    def inline(self, reference: Reference) -> b.Inlines | Problem:
        """What stands in the line for a reference."""
        match reference.kind:
            case "figure":
                return self._figure(reference)
            case "finding":
                return self._finding(int(reference.name))
            case "recommendation":
                return self._recommendation(int(reference.name))
            case "case":
                return self._case(reference.name)
            case "chapter":
                return self._chapter(reference.name)
        day = as_date(reference.name)
        assert day is not None
        return (b.Text(date_format(day, "DATE_FORMAT").replace(" ", NO_BREAK)),)

    def value(self, reference: Reference) -> tuple[Value | None, str]:
        """The figure of a reference and the part that is asked; a full stop may belong to the name."""
        if reference.part and (found := self.values.get(f"{reference.name}.{reference.part}")):
            return found, ""
        return self.values.get(reference.name), reference.part

    def _figure(self, reference: Reference) -> b.Inlines | Problem:
        value, part = self.value(reference)
        if value is None:
            return _no_figure(reference.name)
        if not self.may_see(value):
            return (b.FigureRef(value.name, f"[{value.words(self.language)}]"),)
        if not reference.forms:
            return (b.FigureRef(value.name, value.phrase(self.terms, part)),)
        number = value.number(part)
        form = form_for(number, reference.forms, self.language)
        if form is None:
            wants = len(FORMS.get(self.language, FORMS["en"]))
            says = Phrase(
                "'{text}' gives {n} forms of the word.", text=reference.text, n=len(reference.forms)
            )
            remedy = Phrase("Give {wants}, or one that goes with every number.", wants=wants)
            return Problem("Z.513", says, remedy)
        return (b.FigureRef(value.name, f"{whole(number)}{NO_BREAK}{form}"),)

    def _finding(self, number: int) -> b.Inlines | Problem:
        finding = Finding.objects.filter(mission=self.report.mission_id, number=number).first()
        if finding is None or finding.set_aside_at:
            says = Phrase("There is no finding {number} that the mission holds.", number=number)
            return Problem("Z.510", says, Phrase("Insert another, or leave the reference out."))
        if finding.confirmed_at is None:
            says = Phrase("Finding {number} is not confirmed.", number=number)
            return Problem("Z.510", says, Phrase("Let a second person confirm it first."))
        return (b.Text(in_language(finding.texts, self.language)),)

    def _recommendation(self, number: int) -> b.Inlines | Problem:
        found = own_of(self.report.mission).filter(number=str(number)).first()
        if found is None:
            says = Phrase("There is no recommendation {number} of this mission.", number=number)
            return Problem("Z.510", says, Phrase("Insert another, or leave the reference out."))
        return (b.Text(in_language(found.texts, self.language)),)

    def _case(self, number: str) -> b.Inlines | Problem:
        found = None
        if number.isdecimal():
            cases = Case.objects.filter(mission=self.report.mission_id, confidential=False)
            found = cases.filter(number=int(number)).first()
        if found is None:
            says = Phrase("There is no case {number} that may be named in public.", number=number)
            remedy = Phrase("Confidential cases stand in no report; insert another, or leave it out.")
            return Problem("Z.510", says, remedy)
        return (b.Text(gettext("case %(number)s") % {"number": found.number}),)

    @cached_property
    def chapters(self) -> dict[str, Chapter]:
        """The chapters of the report by code."""
        return {chapter.code: chapter for chapter in self.report.chapters.all()}

    def _chapter(self, code: str) -> b.Inlines | Problem:
        chapter = self.chapters.get(code)
        if chapter is None:
            says = Phrase("The report has no chapter '{code}'.", code=code)
            return Problem("Z.514", says, Phrase("Name a chapter of this report."))
        return (b.CrossRef(code, in_language(chapter.titles, self.language) or code),)

    # ------------------------------------------------------------------------------- in its own line

    def block(self, reference: Reference) -> b.Blocks | Problem:
        """A chart, a table of figures, or an annex."""
        if reference.kind == "annex":
            return annex_blocks(reference.name, self.report, self.language, self._visible())
        found = [self.values.get(name) for name in reference.names]
        for name, value in zip(reference.names, found, strict=True):
            if value is None:
                return _no_figure(name)
        shown = [value for value in found if value is not None and self.may_see(value)]
        if len(shown) < len(found):
            hidden = [value.words(self.language) for value in found if value is not None]
            return (b.Paragraph((b.Text(f"[{'; '.join(hidden)}]"),)),)
        caption = (b.Text(reference.caption),) if reference.caption else ()
        if reference.kind == "table":
            return (self._table(shown, caption),)
        return (self._picture(shown, caption),)

    def _visible(self) -> dict[str, Value]:
        return {name: value for name, value in self.everything.items() if self.may_see(value)}

    def _table(self, shown: list[Value], caption: b.Inlines) -> b.Table:
        """Figures that were counted say what was not; numbers that are cited have nothing of that."""
        counted = any(value.denominator is not None or value.excluded for value in shown)
        shares = self.terms.percentages and any(value.denominator is not None for value in shown)
        header = [gettext("What was observed") if counted else gettext("Figure")]
        header += [gettext("Share")] if shares else []
        header += [gettext("Count"), gettext("Not counted")] if counted else [gettext("Count")]
        rows = tuple(self._row(value, shares)[: len(header)] for value in shown)
        return b.Table(
            caption,
            tuple((b.Text(cell),) for cell in header),
            rows,
            ("left", *["right"] * (len(header) - 1)),
            tuple(value.name for value in shown),
        )

    def _row(self, value: Value, shares: bool) -> tuple[b.Inlines, ...]:
        cells: list[b.Inlines] = [(b.Text(value.words(self.language)),)]
        if shares:
            share = "" if value.denominator is None else value.phrase(self.terms, "share")
            cells.append((b.FigureRef(value.name, share or "–"),))
        cells.append((b.FigureRef(value.name, value.phrase(self.terms, "count")),))
        cells.append((b.Text(whole(sum(value.excluded.values()))),))
        return tuple(cells)

    def _picture(self, shown: list[Value], caption: b.Inlines) -> b.Picture:
        bars = self.bars(shown)
        told = "; ".join(f"{bar.label}: {bar.value}" for bar in bars)
        return b.Picture(
            alt=gettext("Bar chart. %(bars)s.") % {"bars": told},
            caption=caption,
            svg=bar_chart(bars, font=ON_SCREEN),
            data=self._table(shown, caption),
            figures=tuple(value.name for value in shown),
            bars=tuple((one.label, one.length, one.value) for one in bars),
        )

    def bars(self, shown: Sequence[Value]) -> list[Bar]:
        """The bars of a chart: a share by its per cent, a count by its number."""
        return [
            Bar(value.words(self.language), self._length(value), value.phrase(self.terms, "share"))
            for value in shown
        ]

    def _length(self, value: Value) -> float | None:
        if value.denominator is None:
            return float(value.numerator)
        return self.terms.bar(value.numerator, value.denominator)

    # ---------------------------------------------------------------------------------------- pictures

    def picture(self, number: int, alt: str, caption: str) -> b.Picture | Problem:
        """A picture of the report, as PNG without anything that a camera wrote into it."""
        held = ReportPicture.objects.filter(report=self.report, number=number).select_related("file").first()
        if held is None:
            says = Phrase("The report has no picture {number}.", number=number)
            return Problem("Z.508", says, Phrase("Add the picture to the report, then insert it."))
        says_alt = alt or held.says
        said = (b.Text(caption),) if caption else ()
        return b.Picture(says_alt, said, png=picture_png(held), anchor=f"{PICTURE}{number}")


def picture_png(held: ReportPicture) -> bytes:
    """The picture as PNG: pixels only, at most as large as a page needs."""
    with Image.open(io.BytesIO(held.file.read())) as opened:
        picture = opened.convert("RGBA" if opened.mode in ("RGBA", "LA", "P") else "RGB")
        picture.thumbnail((1600, 1600))
        out = io.BytesIO()
        picture.save(out, "PNG", optimize=False)
    return out.getvalue()


def _no_figure(name: str) -> Problem:
    says = Phrase("There is no figure called '{name}', or no longer.", name=name)
    return Problem("Z.509", says, Phrase("Insert the figure by search, or leave the reference out."))

"""What findings and recommendations rest on: commitments, and articles of the law of an election."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from baqylau.core.text import in_language
from baqylau.disputes.law import law_of
from baqylau.disputes.methods.law import Reference, reference_from, references_in
from baqylau.election.models import Election
from baqylau.mission.models import Mission
from baqylau.reports.models import Basis, BasisKind, Commitment
from baqylau.reports.sources.commitments import shipped_commitments


@dataclass(frozen=True, slots=True)
class BasisShown:
    """A commitment or an article in the language in use. ``address`` is "" where there is no page of it."""

    kind: str
    code: str
    name: str
    says: str
    source: str = ""
    address: str = ""
    paragraph: str = ""

    @property
    def short(self) -> str:
        """Its paragraph; the whole name where the whole document is meant."""
        return self.paragraph or self.name


@dataclass(frozen=True, slots=True)
class Document:
    """A document with its paragraphs that are known here."""

    name: str
    source: str
    paragraphs: list[BasisShown]


def commitments_of(mission: Mission | None) -> list[BasisShown]:
    """Those that come with the room, and those that the mission added."""
    own = Commitment.objects.filter(mission=mission) if mission else Commitment.objects.none()
    return [*_shipped().values(), *(_added(one) for one in own)]


def documents_of(mission: Mission | None) -> list[Document]:
    """The commitments by the document that they stand in."""
    made: dict[str, Document] = {}
    language = get_language() or "en"
    for code, one in shipped_commitments().items():
        name = in_language(one.instruments, language)
        made.setdefault(name, Document(name, one.source, [])).paragraphs.append(_shipped()[code])
    for own in Commitment.objects.filter(mission=mission) if mission else ():
        made.setdefault(own.instrument, Document(own.instrument, own.source, [])).paragraphs.append(
            _added(own)
        )
    return list(made.values())


def _shipped() -> dict[str, BasisShown]:
    language = get_language() or "en"
    return {
        code: BasisShown(
            BasisKind.COMMITMENT,
            code,
            _named(in_language(one.instruments, language), one.paragraph),
            in_language(one.says, language),
            one.source,
            paragraph=one.paragraph,
        )
        for code, one in shipped_commitments().items()
    }


def _added(one: Commitment) -> BasisShown:
    return BasisShown(
        BasisKind.COMMITMENT,
        one.code,
        _named(one.instrument, one.paragraph),
        one.words,
        one.source,
        paragraph=one.paragraph,
    )


def _named(instrument: str, paragraph: str) -> str:
    if not paragraph:
        return instrument
    return _("%(document)s, paragraph %(paragraph)s") % {"document": instrument, "paragraph": paragraph}


# ------------------------------------------------------------------ articles


def code_of(reference: Reference) -> str:
    """How a reference is kept: ``elections:28, paragraph 9``."""
    return f"{reference.act}:{reference}"


def reference_of(code: str) -> Reference | None:
    """The reference of a code that is kept."""
    act, _colon, _rest = code.partition(":")
    return reference_from(code, [act])


def articles_in(text: str, election: Election) -> list[Reference]:
    """The references to the law of an election in a text: ``20-1; 28, paragraph 9; code:102``.

    Parts between semicolons and lines are references; what is none of them is looked through for articles.
    """
    acts = [act.code for act in law_of(election).acts]
    found: list[Reference] = []
    for part in text.replace("\n", ";").split(";"):
        one = reference_from(part, acts) if part.strip() and acts else None
        found += [one] if one else references_in(part, acts[0]) if acts else []
    return list(dict.fromkeys(found))


def known_basis(mission: Mission, kind: str, code: str) -> BasisShown | None:
    """A commitment that there is, or an article of an act that the pack knows; None for anything else."""
    if kind == BasisKind.COMMITMENT:
        return next((one for one in commitments_of(mission) if one.code == code), None)
    if kind != BasisKind.ARTICLE:
        return None
    references = articles_in(code, mission.election)
    return article_shown(references[0], mission.election) if len(references) == 1 else None


def article_shown(reference: Reference, election: Election | None) -> BasisShown:
    """An article with its name and its place on the page of the law, as far as the pack knows it."""
    article = None
    if election:
        at = (reference.act, reference.article)
        article = next((one for one in law_of(election).articles if (one.act, one.number) == at), None)
    name = in_language(article.names, get_language() or "en") if article else ""
    address = reverse("site:law", args=[election.code]) if election else ""
    if article:
        address += f"#article-{article.number}"
    says = _("Article %(number)s") % {"number": str(reference)}
    return BasisShown(BasisKind.ARTICLE, code_of(reference), says, name, "", address)


def bases_shown(bases: Iterable[Basis], election: Election | None) -> list[BasisShown]:
    """What something rests on, in words; what is no longer known by its code."""
    pieces = list(bases)
    known: Mapping[str, BasisShown] = {}
    if any(one.kind == BasisKind.COMMITMENT for one in pieces):
        added = {one.code: _added(one) for one in _named_by(pieces)}
        known = {**_shipped(), **added}
    made = []
    for one in pieces:
        if one.kind == BasisKind.COMMITMENT:
            made.append(known.get(one.code) or BasisShown(one.kind, one.code, one.code, ""))
            continue
        reference = reference_of(one.code)
        made.append(
            article_shown(reference, election) if reference else BasisShown(one.kind, one.code, one.code, "")
        )
    return made


def _named_by(bases: Iterable[Basis]) -> Iterable[Commitment]:
    return Commitment.objects.filter(code__in=[one.code for one in bases])

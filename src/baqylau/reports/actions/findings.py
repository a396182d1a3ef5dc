"""Findings: written, changed, resting on evidence, confirmed by a second person, set aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems
from baqylau.election.models import Area
from baqylau.mission.history import Altered, kept
from baqylau.mission.models import Mission
from baqylau.reports import evidence as registry
from baqylau.reports.actions.findings_writing import (
    check_texts,
    check_version,
    clean,
    clean_texts,
    lock,
    set_worded,
    write_change,
)
from baqylau.reports.basis import known_basis
from baqylau.reports.models import (
    Confidence,
    Finding,
    FindingBasis,
    FindingEvidence,
    Relation,
    Subject,
)

MOST_EVIDENCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingData:
    """What somebody says of a finding; ``texts`` maps a language to a text."""

    texts: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"
    chapter: str
    area: Area | None = None
    confidence: str


@transaction.atomic
def write_finding(*, mission: Mission, given: FindingData, by: User, now: datetime) -> Finding:
    """Write a finding down. ``Refused`` with all that is wrong (Z.101 – Z.105)."""
    texts = _checked(given, mission)
    lock(mission)
    last = Finding.objects.filter(mission=mission).order_by("-number").first()
    made = Finding(
        mission=mission,
        number=last.number + 1 if last else 1,
        written_by=by,
        written_at=now,
        changed_by=by,
        changed_at=now,
    )
    altered = _set(made, given, texts)
    made.save()
    write_change(made, "finding_written", altered, by=by, now=now)
    return made


@transaction.atomic
def change_finding(
    *, finding: Finding, given: FindingData, version: int | None, by: User, now: datetime
) -> Finding:
    """Change a finding; a confirmed one is unconfirmed by it. Nothing is written where nothing differs.

    ``Refused``: Z.101 – Z.105; Z.110 where somebody else changed it meanwhile; Z.114 of one set aside.
    """
    found = _open(finding)
    check_version(found, version, "Z.110")
    texts = _checked(given, found.mission)
    if altered := _set(found, given, texts):
        _changed(found, "finding_changed", altered, by=by, now=now)
    return found


@transaction.atomic
def add_evidence(
    *, finding: Finding, kind: str, key: str, note: str = "", by: User, now: datetime
) -> FindingEvidence:
    """Let a finding rest on an entry of a register that ``by`` may see. The same again changes nothing.

    ``Refused``: Z.120 where there is no such entry, or not for them; Z.121 above :data:`MOST_EVIDENCE`.
    """
    found = _open(finding)
    entry = registry.entry(by, found.mission, kind, key)
    if entry is None:
        says = Phrase("There is no such entry to rest on.")
        raise Refused(Problem("Z.120", says, Phrase("Search for it again and choose it from what is found.")))
    there = found.evidence.filter(kind=kind, key=key).first()
    if there:
        return there
    if found.evidence.count() >= MOST_EVIDENCE:
        says = Phrase("A finding rests on at most {most} entries.", most=MOST_EVIDENCE)
        raise Refused(Problem("Z.121", says, Phrase("Write a second finding, or name a figure instead.")))
    made = found.evidence.create(
        kind=kind,
        key=entry.key,
        label=entry.label,
        digest=entry.digest,
        note=clean(note),
        added_by=by,
        added_at=now,
    )
    altered = [Altered("evidence", None, entry.label), Altered("digest", None, entry.digest)]
    _changed(found, "evidence_added", altered, by=by, now=now, evidence=f"{kind}:{entry.key}")
    return made


@transaction.atomic
def remove_evidence(*, evidence: FindingEvidence, by: User, now: datetime) -> None:
    """Take a piece of evidence away; the history keeps that it was there."""
    found = _open(evidence.finding)
    altered = [Altered("evidence", evidence.label, None)]
    named = f"{evidence.kind}:{evidence.key}"
    evidence.delete()
    _changed(found, "evidence_removed", altered, by=by, now=now, evidence=named)


@transaction.atomic
def renew_evidence(*, evidence: FindingEvidence, by: User, now: datetime) -> None:
    """Say that somebody looked at an entry that changed, and that the finding still rests on it.

    ``Refused`` (Z.120) where the entry is gone or not theirs to see.
    """
    found = _open(evidence.finding)
    entry = registry.entry(by, found.mission, evidence.kind, evidence.key)
    if entry is None:
        says = Phrase("There is no such entry to rest on.")
        raise Refused(Problem("Z.120", says, Phrase("Take it away, or search for another.")))
    if entry.digest == evidence.digest:
        return
    altered = [Altered("digest", evidence.digest, entry.digest)]
    FindingEvidence.objects.filter(pk=evidence.pk).update(digest=entry.digest, label=entry.label)
    _changed(found, "evidence_renewed", altered, by=by, now=now, evidence=f"{evidence.kind}:{evidence.key}")


@transaction.atomic
def add_basis(
    *, finding: Finding, kind: str, code: str, relation: str, by: User, now: datetime
) -> FindingBasis:
    """Say what a finding says about a commitment or an article. ``Refused``: Z.130, Z.131."""
    found = _open(finding)
    basis = known_basis(found.mission, kind, code)
    if basis is None:
        says = Phrase("There is no such commitment or article.")
        raise Refused(Problem("Z.130", says, Phrase("Choose one of the register of commitments."), "code"))
    if relation not in Relation.values:
        says = Phrase("It is not said how the finding relates to it.")
        raise Refused(Problem("Z.131", says, Phrase("Choose one of the list."), "relation"))
    made, is_new = FindingBasis.objects.get_or_create(
        finding=found, kind=kind, code=basis.code, defaults={"relation": relation}
    )
    if is_new or made.relation != relation:
        before = None if is_new else made.relation
        FindingBasis.objects.filter(pk=made.pk).update(relation=relation)
        altered = [Altered("basis", None, basis.code), Altered("relation", before, relation)]
        _changed(found, "basis_added", altered, by=by, now=now)
    return made


@transaction.atomic
def remove_basis(*, basis: FindingBasis, by: User, now: datetime) -> None:
    """Take it away again."""
    found = _open(basis.finding)
    altered = [Altered("basis", basis.code, None), Altered("relation", basis.relation, None)]
    basis.delete()
    _changed(found, "basis_removed", altered, by=by, now=now)


@transaction.atomic
def confirm_finding(*, finding: Finding, version: int | None, by: User, now: datetime) -> Finding:
    """Confirm a finding after looking at its evidence.

    ``Refused``: Z.110; Z.111 for whoever wrote it or changed it last; Z.112 without evidence that they may
    see; Z.113 where evidence has changed since; Z.114 of one set aside. One confirmed already stays as it is.
    """
    found = _open(finding)
    check_version(found, version, "Z.110")
    if found.confirmed_at:
        return found
    if by.pk in (found.written_by_id, found.changed_by_id):
        says = Phrase("You wrote this finding, or changed it last.")
        raise Refused(Problem("Z.111", says, Phrase("Let somebody else look at the evidence and confirm.")))
    seen = registry.shown(by, found.mission, found.evidence.all())
    if not seen:
        says = Phrase("There is no evidence here that you could look at.")
        raise Refused(Problem("Z.112", says, Phrase("Add evidence, or let somebody confirm who sees it.")))
    if any(one.has_changed for one in seen):
        says = Phrase("Evidence has changed since it was added.")
        raise Refused(Problem("Z.113", says, Phrase("Look at it again, then say that it still holds.")))
    found.confirmed_by, found.confirmed_at = by, now
    found.save()
    write_change(found, "finding_confirmed", by=by, now=now)
    return found


@transaction.atomic
def unconfirm_finding(*, finding: Finding, by: User, now: datetime) -> Finding:
    """Take a confirmation back."""
    found = _open(finding)
    if found.confirmed_at:
        found.confirmed_by = found.confirmed_at = None
        found.save()
        write_change(found, "finding_unconfirmed", by=by, now=now)
    return found


@transaction.atomic
def set_aside(*, finding: Finding, because: str, by: User, now: datetime) -> Finding:
    """Say that the mission no longer holds a finding, and why; it stays there. ``Refused``: Z.115."""
    found = _open(finding)
    why = clean(because)[:2000]
    if not why:
        says = Phrase("It is not said why.")
        raise Refused(Problem("Z.115", says, Phrase("Say in a sentence why it is set aside."), "because"))
    found.set_aside_at, found.set_aside_because = now, why
    _changed(found, "finding_set_aside", [Altered("set_aside_because", "", why)], by=by, now=now)
    return found


@transaction.atomic
def take_up_again(*, finding: Finding, by: User, now: datetime) -> Finding:
    """Hold a finding again that was set aside; it waits to be confirmed."""
    found = Finding.objects.select_for_update(no_key=True).get(pk=finding.pk)
    if found.set_aside_at:
        altered = [Altered("set_aside_because", found.set_aside_because, "")]
        found.set_aside_at, found.set_aside_because = None, ""
        _changed(found, "finding_taken_up", altered, by=by, now=now)
    return found


def _open(finding: Finding) -> Finding:
    """The finding, locked; ``Refused`` (Z.114) where it is set aside."""
    found = Finding.objects.select_for_update(no_key=True, of=("self",)).select_related("mission")
    one = found.get(pk=finding.pk)
    if one.set_aside_at:
        raise Refused(
            Problem("Z.114", Phrase("The finding was set aside."), Phrase("Take it up again first."))
        )
    return one


def _changed(
    finding: Finding, done: str, altered: list[Altered], *, by: User, now: datetime, evidence: str = ""
) -> None:
    """A change by name; whatever was confirmed is so no more."""
    if finding.confirmed_at:
        finding.confirmed_by = finding.confirmed_at = None
        write_change(finding, "finding_unconfirmed", by=by, now=now)
    finding.version += 1
    finding.changed_by, finding.changed_at = by, now
    finding.save()
    write_change(finding, done, altered, by=by, now=now, evidence=evidence)


def _set(finding: Finding, given: FindingData, texts: Mapping[str, str]) -> list[Altered]:
    altered = set_worded(finding, texts, given.language)
    for name in ("chapter", "area", "confidence"):
        before, after = getattr(finding, name), getattr(given, name)
        if before != after:
            altered.append(Altered(name, kept(before), kept(after)))
            setattr(finding, name, after)
    return altered


def _checked(given: FindingData, mission: Mission) -> dict[str, str]:
    problems = Problems()
    texts = clean_texts(given.texts)
    check_texts(texts, given.language, ("Z.101", "Z.102"), problems)
    for name, choices, code in (("chapter", Subject, "Z.103"), ("confidence", Confidence, "Z.104")):
        if getattr(given, name) not in choices.values:
            says = Phrase("There is no such choice.")
            problems.add(code, says, Phrase("Choose one of the list."), name)
    if given.area and not mission.election.areas.filter(pk=given.area.pk).exists():
        says = Phrase("The area is of another election.")
        problems.add("Z.105", says, Phrase("Choose an area of this election."), "area")
    problems.refuse_if_any()
    return texts


def data_of(finding: Finding) -> dict[str, Any]:
    """What a form of this finding begins with."""
    return {
        "language": finding.language,
        "chapter": finding.chapter,
        "area": finding.area,
        "confidence": finding.confidence,
        "version": finding.version,
        **{f"text_{language}": text for language, text in finding.texts.items()},
    }

"""What else can be inserted into a text by search: findings, cases, chapters, pictures, annexes."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.text import in_language, search_key
from baqylau.disputes.models import Case
from baqylau.reports.methods.references import ANNEXES
from baqylau.reports.models import Finding, Report
from baqylau.reports.recommendation_queries import own_of
from baqylau.reports.text_pages import Insertion, language

KINDS = ("figure", "finding", "case", "recommendation", "chapter", "picture", "annex")


def insertions_of(report: Report, kind: str, query: str, user: User, most: int) -> list[Insertion]:
    """Things of one kind in which every word of the query is found; those that the person may see."""
    wanted = search_key(query).split()
    found = []
    for one in _of_kind(report, kind, user):
        text = search_key(f"{one.reference} {one.words}")
        if all(word in text for word in wanted):
            found.append(one)
        if len(found) >= most:
            break
    return found


def _of_kind(report: Report, kind: str, user: User) -> Iterator[Insertion]:
    match kind:
        case "finding":
            yield from _findings(report, user)
        case "case":
            yield from _cases(report, user)
        case "recommendation":
            yield from _recommendations(report, user)
        case "chapter":
            for chapter in report.chapters.all():
                words = in_language(chapter.titles, language()) or chapter.code
                yield Insertion(f"{{chapter:{chapter.code}}}", kind, words, "")
        case "picture":
            for picture in report.pictures.all():
                yield Insertion(f'![{picture.says}](picture:{picture.number} "")', kind, picture.says, "")
        case "annex":
            for annex, words in annex_words().items():
                yield Insertion(f"{{annex:{annex}}}", kind, words, "")


def annex_words() -> dict[str, str]:
    """The annexes that a report makes itself, in words."""
    words = {
        "results": gettext("Official results"),
        "media": gettext("Media in numbers"),
        "meetings": gettext("Institutions met"),
        "observers": gettext("Observers"),
        "method": gettext("Method and denominators"),
        "figures": gettext("Register of figures"),
        "priority_recommendations": gettext("Priority recommendations"),
        "other_recommendations": gettext("Other recommendations"),
        "earlier_recommendations": gettext("What became of earlier recommendations"),
    }
    return {annex: words[annex] for annex in ANNEXES}


def _findings(report: Report, user: User) -> Iterator[Insertion]:
    if not user.has_perm(Permission.SEE_FINDINGS, report.mission):
        return
    for finding in Finding.objects.filter(mission=report.mission_id, set_aside_at=None):
        state = "" if finding.confirmed_at else gettext("not confirmed")
        words = in_language(finding.texts, language())
        yield Insertion(f"{{finding:{finding.number}}}", "finding", words, state)


def _cases(report: Report, user: User) -> Iterator[Insertion]:
    if not user.has_perm(Permission.SEE_CASES, report.mission):
        return
    for case in Case.objects.filter(mission=report.mission_id, confidential=False, same_as=None)[:2_000]:
        words = case.says[:200] or str(case.get_arrival_display())
        yield Insertion(f"{{case:{case.number}}}", "case", words, "")


def _recommendations(report: Report, user: User) -> Iterator[Insertion]:
    if not user.has_perm(Permission.SEE_FINDINGS, report.mission):
        return
    for one in own_of(report.mission).exclude(number=""):
        words = in_language(one.texts, language())
        yield Insertion(f"{{recommendation:{one.number}}}", "recommendation", words, "")

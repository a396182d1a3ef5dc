"""One of each of reports and their chapters; their addresses, for all tests of addresses."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from PIL import Image

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.mission.models import Mission
from baqylau.reports.actions.texts import start_report
from baqylau.reports.actions.texts_pictures import add_picture
from baqylau.reports.actions.texts_status import add_comment
from baqylau.reports.actions.texts_writing import first_text, save_text
from baqylau.reports.models import Chapter, Comment, Report
from tests.site.address import Address, in_mission

if TYPE_CHECKING:
    from tests.site.things import Things

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
REPORT = "statement"
CHAPTER = "summary"
TEXT = """## What was seen

Complaints arrived: {disputes.complaints.numerator|complaint|complaints}. Most were rejected.

{chart:disputes.complaints, disputes.violations | Complaints and violations}

Some 12 of them are old {gone.figure}[^1].

{chapter:media}

[^1]: The register.
"""


def picture() -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "navy").save(out, "PNG")
    return out.getvalue()


def own_chapters(report: Report) -> Report:
    """A report with chapters of its own in the place of those of its template."""
    report.chapters.all().delete()
    names = {"opening": "Opening", "voting": "Voting", "counting": "Counting", "tabulation": "Tabulation"}
    for place, (code, title) in enumerate(names.items(), start=1):
        Chapter.objects.create(report=report, position=place, code=code, titles={"en": title})
    method = {"position": 5, "code": "annex_method", "titles": {"en": "Method"}, "annex": True}
    annex = Chapter.objects.create(report=report, **method)
    for language in report.languages:
        first_text(annex, language, "{annex:method}", by=None, now=NOW)
    return report


def make(mission: Mission, user: User) -> dict[str, object]:
    """A report with a text in two languages, a comment and a picture."""
    report = start_report(
        mission=mission,
        kind="interim",
        slug=REPORT,
        titles={"en": "Interim report", "ru": "Промежуточный отчёт"},
        languages=["en", "ru"],
        authoritative="en",
        by=user,
        now=NOW,
    )
    chapter = report.chapters.get(code=CHAPTER)
    chapter.texts.all().delete()
    save_text(chapter=chapter, language="en", markdown=TEXT, base=0, by=user, now=NOW)
    russian = "Жалоб: {disputes.complaints.numerator}."
    save_text(chapter=chapter, language="ru", markdown=russian, base=0, based_on=1, by=user, now=NOW)
    save_text(chapter=chapter, language="en", markdown=f"{TEXT}\n\nMore.", base=1, by=user, now=NOW)
    comment = add_comment(
        chapter=chapter, language="en", body="Is that so?", by=user, now=NOW, suggests="checked"
    )
    add_picture(report=report, file=ContentFile(picture(), "a.png"), says="A blue field", by=user, now=NOW)
    return {"text_report": report, "text_comment": comment}


def _comment(things: Things) -> object:
    comment = things.made["text_comment"]
    assert isinstance(comment, Comment)
    return comment.pk


def _page(permission: Permission, *more: str) -> Address:
    return Address(permission, in_mission(*(lambda things, one=one: one for one in more)))


SEE, WRITE, FIGURES = Permission.SEE_FINDINGS, Permission.WRITE_REPORTS, Permission.SEE_FIGURES


def _both(permission: Permission, *more: str) -> Address:
    arguments = in_mission(*(lambda things, one=one: one for one in more))
    return Address(permission, arguments, methods="GET POST", posted=(200, 302, 400), to_post=WRITE)


def _post(*more: str, posted: tuple[int, ...] = (302, 400)) -> Address:
    arguments = in_mission(*(lambda things, one=one: one for one in more))
    return Address(WRITE, arguments, methods="POST", status=(405,), posted=posted)


ADDRESSES: dict[str, Address] = {
    "reports:texts": _page(SEE),
    "reports:new_report": _both(WRITE),
    "reports:text_report": _page(SEE, REPORT),
    "reports:change_report": _both(WRITE, REPORT),
    "reports:report_checks": _page(SEE, REPORT),
    "reports:report_night": _page(FIGURES, REPORT),
    "reports:report_insert": _page(WRITE, REPORT),
    "reports:report_pictures": _both(WRITE, REPORT),
    "reports:report_picture": Address(SEE, in_mission(lambda things: REPORT, lambda things: 1)),
    "reports:report_figure": _page(SEE, REPORT, "disputes.complaints"),
    "reports:new_chapter": _both(WRITE, REPORT),
    "reports:rename_chapter": _both(WRITE, REPORT, CHAPTER),
    "reports:move_chapter": _post(REPORT, CHAPTER),
    "reports:take_out_chapter": _post(REPORT, CHAPTER),
    "reports:chapter_status": _post(REPORT, CHAPTER),
    "reports:chapter_figures": _both(SEE, REPORT, CHAPTER),
    "reports:resolve_comment": Address(
        WRITE,
        in_mission(lambda things: REPORT, lambda things: CHAPTER, _comment),
        methods="POST",
        status=(405,),
    ),
    "reports:chapter": _both(SEE, REPORT, CHAPTER, "en"),
    "reports:chapter_preview": _post(REPORT, CHAPTER, "en", posted=(200,)),
    "reports:chapter_decided": _post(REPORT, CHAPTER, "en", posted=(302, 400, 409)),
    "reports:chapter_versions": _page(SEE, REPORT, CHAPTER, "en"),
    "reports:chapter_translation": _page(SEE, REPORT, CHAPTER, "ru"),
    "reports:chapter_comment": _post(REPORT, CHAPTER, "en"),
    "reports:chapter_chart": Address(
        SEE,
        in_mission(lambda things: REPORT, lambda things: CHAPTER, lambda things: "en"),
        status=(200, 400),
    ),
}
NOT_PAGES: set[str] = {
    "reports:report_picture",
    "reports:chapter_chart",
    "reports:chapter_preview",
    "reports:chapter_decided",
    "reports:chapter_comment",
    "reports:chapter_status",
    "reports:resolve_comment",
    "reports:move_chapter",
    "reports:take_out_chapter",
}
"""Addresses that answer with a file or with a redirect after a change."""
IN_THE_BROWSER: dict[str, list[object]] = {
    "reports:text_report": [REPORT],
    "reports:change_report": [REPORT],
    "reports:report_checks": [REPORT],
    "reports:report_night": [REPORT],
    "reports:report_insert": [REPORT],
    "reports:report_pictures": [REPORT],
    "reports:report_figure": [REPORT, "disputes.complaints"],
    "reports:new_chapter": [REPORT],
    "reports:rename_chapter": [REPORT, CHAPTER],
    "reports:chapter_figures": [REPORT, CHAPTER],
    "reports:chapter": [REPORT, CHAPTER, "en"],
    "reports:chapter_versions": [REPORT, CHAPTER, "en"],
    "reports:chapter_translation": [REPORT, CHAPTER, "ru"],
}
"""What else stands in the address of a page, after the mission's short name."""
MORE: dict[str, str] = {}
"""Pages that look different with other parameters: what they are, and their address."""

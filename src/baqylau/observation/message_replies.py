"""What observers are told about their text messages, in their language, as short as a message must be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from baqylau.core.problem import Problem
from baqylau.observation.methods.message_sheet import Sheet
from baqylau.observation.methods.sms_text import compose

MOST_CODES = 8


def about_problems(problems: Iterable[Problem]) -> list[str]:
    """Each with its remedy."""
    return [
        f"{problem.says} {problem.remedy}" for problem in (one.translated(_translate) for one in problems)
    ]


def _translate(text: str) -> str:
    return translation.gettext(text)


def report_reply(
    sheet: Sheet,
    station: str,
    *,
    record: int | None,
    is_news: bool,
    open_questions: Sequence[str],
    waiting: Mapping[str, str],
    head: str,
    waiting_sum: int,
    problems: Sequence[Problem],
) -> str:
    """What was kept, what is still open, what must be confirmed, what was wrong; the most urgent first."""
    where = f"{sheet.letter} {station}".strip()
    pieces = about_problems(problems[:2])
    if waiting:
        figures = " ".join(f"{code}={value}" for code, value in waiting.items())
        ask = _("Not kept yet: {figures}. If they are right, send: {head} ={sum}")
        pieces.append(ask.format(figures=figures, head=head, sum=waiting_sum))
    if record is not None:
        kept = (
            _("{where}: kept, record {number}.")
            if is_news
            else _("{where}: record {number} says so already.")
        )
        pieces.append(kept.format(where=where, number=record))
        pieces.append(_about_open(sheet, open_questions))
    return compose(pieces)


def _about_open(sheet: Sheet, names: Sequence[str]) -> str:
    if not names:
        return _("Nothing is open.")
    codes = [question.code for question in sheet.questions if question.name in set(names)]
    shown = " ".join(codes[:MOST_CODES]) + (" ..." if len(codes) > MOST_CODES else "")
    text = ngettext("{count} answer is open: {codes}", "{count} answers are open: {codes}", len(codes))
    return text.format(count=len(codes), codes=shown)


def problems_reply(problems: Sequence[Problem]) -> str:
    """What was wrong and how to mend it."""
    return compose(about_problems(problems))


def check_in_reply(team: str, clock: str) -> str:
    """Thanks for a sign of life."""
    if not team:
        return compose([_("Thank you. You are in no team yet; call your co-ordinator.")])
    return compose([_("Thank you. Team {team} was heard of at {time}.").format(team=team, time=clock)])


def unknown_sender_reply() -> str:
    """For a number that no member has."""
    return compose([_("This number is not known here. Your message is kept: call your co-ordinator.")])
